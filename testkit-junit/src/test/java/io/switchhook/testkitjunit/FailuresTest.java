package io.switchhook.testkitjunit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What users see when their tests fail: runs classes that do. */
class FailuresTest {
    /** What the tests of {@link Leaking} do not close. */
    private static final List<SoftPhone> LEFT = new ArrayList<>();

    @ExtendWith(PbxExtension.class)
    static class Failing {
        @Test
        void fails(@Extension("100") PhoneLine line, @Extension("200") PhoneLine other) {
            line.createCall("200").start().join();
            fail("planted");
        }

        @Test
        void asksForNonsense(@Extension("100") String text) {}
    }

    @ExtendWith(PbxExtension.class)
    static class Leaking {
        @Test
        void leavesAPhone(@Extension("100") SipAccount account) {
            var phone = SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
            LEFT.add(phone);
            phone.createLine(account).register().join();
        }
    }

    @ExtendWith(PbxExtension.class)
    static class TooEarly {
        @BeforeAll
        static void early(TestPbx site) {}

        @Test
        void never() {}
    }

    /** The failures by the name of their test. */
    private static Map<String, Throwable> run(Class<?> type) {
        var failures = new TreeMap<String, Throwable>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(type))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failure -> failures.put(test.getDisplayName(), failure));
            }
        });
        return failures;
    }

    private static String ladderOf(Throwable failure) {
        assertThat(failure.getSuppressed()).hasSize(1);
        return failure.getSuppressed()[0].toString();
    }

    @Test
    void failureShowsTheLadderWithoutSecrets() {
        var failures = run(Failing.class);
        assertThat(failures).hasSize(2);
        var failed = failures.get("fails(PhoneLine, PhoneLine)");
        assertThat(failed).hasMessage("planted");
        assertThat(ladderOf(failed))
                .startsWith("Ladder:\n")
                .contains("REGISTER", "INVITE", "480")
                .doesNotContain("secret-100");
        assertThat(failures.get("asksForNonsense(String)"))
                .hasMessageContaining("@Extension is for a SoftPhone")
                .hasMessageContaining("String");
    }

    @Test
    void phoneThatIsNotClosedFailsItsTest() {
        try {
            var failures = run(Leaking.class);
            assertThat(failures).hasSize(1);
            var failed = failures.get("leavesAPhone(SipAccount)");
            assertThat(failed).hasMessageContaining("leaves something behind").hasMessageContaining("switchhook-loop-");
            assertThat(ladderOf(failed)).contains("REGISTER");
        } finally {
            LEFT.forEach(SoftPhone::close);
            LEFT.clear();
        }
    }

    @Test
    void pbxOfAClassIsRefused() {
        assertThat(run(TooEarly.class).values())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("A PBX belongs to one test"));
    }
}
