package io.switchhook.systemtests.defects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each planted defect must be found by a test that passes without it; a test that finds nothing proves nothing. */
class PlantedDefectsTest {
    private static final String TESTS = "io.switchhook.systemtests.";

    static List<Defect> catalogue() {
        return Catalogue.ALL;
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void isFound(Defect defect) throws Exception {
        try (var loader = MutantLoader.of(defect)) {
            for (var hunter : defect.hunters()) {
                var found = hunt(loader, hunter);
                if (!found.isEmpty()) {
                    System.out.println("Found \"" + defect.name() + "\" by " + hunter);
                    return;
                }
            }
        }
        throw new AssertionError(
                "Nobody has found the defect \"" + defect.name() + "\"; these tests all passed: " + defect.hunters());
    }

    @Test
    void huntersPassWithoutADefect() throws Exception {
        var hunters = new TreeSet<String>();
        Catalogue.ALL.forEach(defect -> hunters.addAll(defect.hunters()));
        try (var loader = MutantLoader.of(Defect.named("none"))) {
            for (var hunter : hunters) {
                assertThat(hunt(loader, hunter)).as(hunter).isEmpty();
            }
        }
    }

    @Test
    void catalogueIsLongEnough() {
        assertThat(Catalogue.ALL)
                .hasSizeGreaterThanOrEqualTo(20)
                .allMatch(defect -> !defect.hunters().isEmpty());
        assertThat(Catalogue.ALL.stream().map(Defect::name)).doesNotHaveDuplicates();
    }

    private static String hunt(MutantLoader loader, String hunter) throws IOException, ReflectiveOperationException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (String) loader.loadClass(Hunt.class.getName())
                    .getMethod("run", String.class)
                    .invoke(null, TESTS + hunter);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The hunter " + hunter + " could not be run", e.getCause());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
