package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All other tests run on the class path; this one shows that the shipped modules also start as named modules. */
class ModulePathTest {
    @TempDir
    Path folder;

    @Test
    void everyNamedModuleLoadsFromTheModulePath() throws IOException, InterruptedException {
        var modules = House.own().shippedModules().stream()
                .filter(module -> module.descriptor().isPresent())
                .toList();
        assertThat(modules).extracting(House.Module::name).contains("base");
        var names =
                modules.stream().map(module -> House.javaName(module.name())).toList();
        var output = runProbe(modulePath(modules), names);
        for (var module : modules) {
            long classes = module.classes().stream()
                    .filter(type -> !type.getName().endsWith("-info"))
                    .count();
            assertThat(output).contains(House.javaName(module.name()) + " " + classes);
        }
    }

    /** Our modules as built, and every jar of others that these tests run with. */
    private static String modulePath(List<House.Module> modules) {
        var parts = new ArrayList<String>();
        modules.forEach(module -> parts.add(module.classesFolder().toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> part.endsWith(".jar") && !part.contains("switchhook-"))
                .forEach(parts::add);
        return String.join(File.pathSeparator, parts);
    }

    private List<String> runProbe(String modulePath, List<String> names) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--module-path", modulePath, "--add-modules", String.join(",", names)));
        command.addAll(List.of(
                "-cp",
                House.ownRoot().resolve("system-tests/target/test-classes").toString()));
        command.add(ModulePathProbe.class.getName());
        command.addAll(names);
        var output = folder.resolve("output.txt");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("the probe ended within a minute").isTrue();
        var lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("exit code; it printed %s", lines).isZero();
        return lines;
    }
}
