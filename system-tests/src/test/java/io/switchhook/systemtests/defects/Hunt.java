package io.switchhook.systemtests.defects;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test within the class loader that this class itself was loaded by. Called by reflection, from outside of it. */
public final class Hunt implements TestExecutionListener {
    private int finished;
    private String firstFailure = "";

    private Hunt() {}

    /**
     * Runs one class, or one method of it.
     *
     * @return what failed first; empty when all went well
     * @throws IllegalArgumentException when there is no such test
     */
    public static String run(String test) {
        var hunt = new Hunt();
        LauncherFactory.create().execute(request(test), hunt);
        if (hunt.finished == 0) {
            throw new IllegalArgumentException("No test was run: " + test);
        }
        return hunt.firstFailure;
    }

    private static LauncherDiscoveryRequest request(String test) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selector(test))
                .build();
    }

    private static DiscoverySelector selector(String test) {
        int at = test.indexOf('#');
        if (at < 0) {
            return selectClass(test);
        }
        try {
            var type = Class.forName(test.substring(0, at));
            var method = Arrays.stream(type.getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(test.substring(at + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no test " + test));
            return selectMethod(type, method);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no class for the test " + test, e);
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        finished += test.isTest() ? 1 : 0;
        if (firstFailure.isEmpty()) {
            result.getThrowable().ifPresent(thrown -> firstFailure = test.getDisplayName() + ": " + thrown);
        }
    }
}
