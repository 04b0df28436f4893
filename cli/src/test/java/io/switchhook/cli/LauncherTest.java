package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The script ./switchhook, in a folder of sources of its own")
class LauncherTest {
    private static final List<String> MODULES =
            List.of("base", "sdp", "sip", "media", "transport", "stack", "phone", "pbx", "cli");
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final Instant NOW = Instant.now();

    /** What the script starts, and what it rehearses the start with: says what it was given, and ends with the number of its arguments. */
    private static final String PROGRAM = """
            package io.switchhook.cli;
            public final class Switchhook {
                public static void main(String[] arguments) {
                    System.out.println(System.getProperty("probe", "no probe") + " " + java.util.List.of(arguments));
                    System.exit(arguments.length);
                }
            }
            class Rehearsal {
                public static void main(String[] arguments) {}
            }
            """;

    @TempDir
    private Path folder;

    private Path root;
    private Path built;
    private Path tools;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(folder.resolve("with a space"));
        Files.copy(script(), root.resolve("switchhook"));
        write(root.resolve("pom.xml"), "");
        for (var module : MODULES) {
            write(root.resolve(module).resolve("src/main/java/Some.java"), "");
            write(root.resolve(module).resolve("pom.xml"), "");
        }
        var target = root.resolve("cli/target");
        compile(Files.createDirectories(target.resolve("classes")));
        pack(target.resolve("classes"), target.resolve("switchhook.jar"), "Switchhook", "Rehearsal");
        built = write(target.resolve(".built-for-switchhook"), "");
        tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : List.of(
                "sh", "sed", "head", "readlink", "find", "mkdir", "mv", "rm", "cat", "cksum", "cut", "dirname")) {
            Files.createSymbolicLink(tools.resolve(tool), onPath(tool));
        }
        old(root);
    }

    /** The script at the root of this project. */
    private static Path script() {
        var above = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(above.resolve("switchhook"))) {
            above = above.getParent();
        }
        return above.resolve("switchhook");
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path classes) throws IOException {
        var source = write(classes.resolve("Switchhook.java"), PROGRAM);
        var javac = Path.of(JAVA_HOME, "bin", "javac").toString();
        var compiler = new ProcessBuilder(
                        javac, "-proc:none", "-d", classes.toString(), "--release", "17", source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.onExit().join().exitValue()).isZero();
    }

    private static void pack(Path classes, Path jar, String... names) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (var name : names) {
                var entry = "io/switchhook/cli/" + name + ".class";
                out.putNextEntry(new JarEntry(entry));
                Files.copy(classes.resolve(entry), out);
            }
        }
    }

    private static Path onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(each -> Path.of(each, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** All of it is as old as a build of an hour ago. */
    private static void old(Path below) throws IOException {
        try (var all = Files.walk(below)) {
            for (var each : all.collect(Collectors.toList())) {
                touch(each, NOW.minus(Duration.ofHours(1)));
            }
        }
    }

    private static void touch(Path file, Instant when) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(when));
    }

    private void maven(String... lines) throws IOException {
        var mvn = write(tools.resolve("mvn"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwx------"));
    }

    private Ended run(String... arguments) {
        return run(root.resolve("switchhook"), Map.of(), arguments);
    }

    private Ended run(Path script, Map<String, String> environment, String... arguments) {
        try {
            var command = new ArrayList<>(List.of(tools.resolve("sh").toString(), script.toString()));
            command.addAll(List.of(arguments));
            var out = Files.createTempFile(folder, "out", "");
            var err = Files.createTempFile(folder, "err", "");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", tools.toString());
            builder.environment().put("JAVA_HOME", JAVA_HOME);
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("The script does not end: " + Files.readString(err));
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, Instant> archives() throws IOException {
        var archives = new TreeMap<String, Instant>();
        try (var files = Files.list(root.resolve("cli/target"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".archive")).collect(Collectors.toList())) {
                assertThat(file).isNotEmptyFile();
                archives.put(
                        file.getFileName().toString(),
                        Files.getLastModifiedTime(file).toInstant());
            }
        }
        return archives;
    }

    private void assertNobodyBuilds() {
        assertThat(root.resolve("cli/.building")).doesNotExist();
    }

    @Test
    @DisplayName("Arguments reach the program as they are, and its exit code comes back")
    void argumentsAndExitCode() {
        var ended = run("a b", "*", "");
        assertThat(ended.out()).isEqualTo("no probe [a b, *, ]\n");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    @DisplayName("It may be called through links, from any folder")
    void throughLinks() throws IOException {
        var bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("second"), Path.of("../with a space/switchhook"));
        Files.createSymbolicLink(bin.resolve("first"), bin.resolve("second"));
        assertThat(run(bin.resolve("first"), Map.of(), "x").out()).isEqualTo("no probe [x]\n");
    }

    @Test
    @DisplayName("The first start makes an archive of classes, the next ones take it, and a new build makes a new one")
    void archive() throws IOException {
        assertThat(run().code()).isZero();
        var first = archives();
        assertThat(first).hasSize(1);
        assertThat(run().err()).isEmpty();
        assertThat(archives()).isEqualTo(first);
        touch(built, Instant.now().plusSeconds(2));
        assertThat(run().err()).isEmpty();
        assertThat(archives()).hasSize(1).isNotEqualTo(first);
    }

    @Test
    @DisplayName("SWITCHHOOK_JAVA_OPTS is given to Java")
    void optionsOfJava() {
        var ended = run(root.resolve("switchhook"), Map.of("SWITCHHOOK_JAVA_OPTS", "-Xshare:auto -Dprobe=seen"));
        assertThat(ended.out()).isEqualTo("seen []\n");
    }

    @Test
    @DisplayName("A JAVA_HOME that is too old, or holds nothing, is passed over")
    void anotherJavaIsTaken() throws IOException {
        Files.createSymbolicLink(tools.resolve("java"), Path.of(JAVA_HOME, "bin", "java"));
        var eleven = folder.resolve("eleven");
        write(eleven.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        var java = write(eleven.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        for (var home : List.of(eleven, folder.resolve("nothing"))) {
            var ended = run(root.resolve("switchhook"), Map.of("JAVA_HOME", home.toString()), "x");
            assertThat(ended.out()).as("%s", home).isEqualTo("no probe [x]\n");
        }
    }

    @Test
    @DisplayName("Sources newer than the build are built first, once")
    void newSourcesAreBuilt() throws IOException {
        maven("echo \"$@\" >>'" + folder.resolve("asked") + "'", "echo done with \"$JAVA_HOME\"");
        touch(root.resolve("sdp/src/main/java/Some.java"), NOW.minusSeconds(60));
        var ended = run("x");
        assertThat(ended.err()).contains("building with " + JAVA_HOME).contains("done with " + JAVA_HOME);
        assertThat(ended.out()).isEqualTo("no probe [x]\n");
        assertThat(run("x").err()).isEmpty();
        assertThat(folder.resolve("asked")).content(StandardCharsets.UTF_8).containsOnlyOnce("package -pl cli -am");
        assertNobodyBuilds();
    }

    @Test
    @DisplayName("A build that fails is said and tried again the next time; nothing is started")
    void failedBuild() throws IOException {
        maven("echo 'no such symbol' >&2", "exit 1");
        touch(root.resolve("pom.xml"), NOW.minusSeconds(60));
        for (int i = 0; i < 2; i++) {
            var ended = run("x");
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("no such symbol").contains("switchhook: the build failed; see above.");
            assertNobodyBuilds();
        }
    }

    @Test
    @DisplayName("Without Maven it says what to install")
    void withoutMaven() throws IOException {
        Files.delete(built);
        var ended = run("x");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("needs Maven").contains("apt install maven");
        assertNobodyBuilds();
    }

    @Test
    @DisplayName("A build that somebody has begun and not ended, since it was killed, is begun anew")
    void lockOfTheDead() throws IOException {
        maven("exit 0");
        Files.delete(built);
        write(root.resolve("cli/.building/pid"), "999999999\n");
        var ended = run("x");
        assertThat(ended.out()).isEqualTo("no probe [x]\n");
        assertNobodyBuilds();
    }
}
