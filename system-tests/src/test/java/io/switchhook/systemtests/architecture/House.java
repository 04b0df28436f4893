package io.switchhook.systemtests.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything the rules look at: the modules of one reactor with their sources and class files. */
final class House {
    static final String PACKAGE = "io.switchhook.";

    /** One module of the house; its folder, its name and its package suffix are the same word. */
    record Module(
            String name,
            Path folder,
            List<JavaClass> classes,
            List<JavaClass> testClasses,
            List<SourceFile> sources,
            List<SourceFile> testSources) {

        Path classesFolder() {
            return folder.resolve("target/classes");
        }

        Optional<ModuleDescriptor> descriptor() {
            var file = classesFolder().resolve("module-info.class");
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Optional.of(ModuleDescriptor.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
    }

    private final Path root;
    private final Floors floors;
    private final List<Module> modules;

    private House(Path root, Floors floors, List<Module> modules) {
        this.root = root;
        this.floors = floors;
        this.modules = List.copyOf(modules);
    }

    /** The house that this build stands in; read once, as it does not change while its tests run. */
    static House own() {
        return Own.HOUSE;
    }

    private static final class Own {
        static final House HOUSE = read();

        private static House read() {
            try {
                return at(ownRoot());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the house", e);
            }
        }
    }

    /** The folder of the reactor: the nearest one above the working folder that has the floors. */
    static Path ownRoot() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("config/floors.txt"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "No config/floors.txt in or above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    static House at(Path root) throws IOException {
        // Names are enough for the rules; reading the JDK's own class files would only cost time.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        var floors = Floors.read(root.resolve("config/floors.txt"));
        var modules = new ArrayList<Module>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.exists(folder.resolve("pom.xml"))) {
                    modules.add(load(root, folder));
                }
            }
        }
        return new House(root, floors, modules);
    }

    private static Module load(Path root, Path folder) throws IOException {
        return new Module(
                folder.getFileName().toString(),
                folder,
                classesIn(folder.resolve("target/classes")),
                classesIn(folder.resolve("target/test-classes")),
                SourceFile.readAll(root, folder.resolve("src/main/java")),
                SourceFile.readAll(root, folder.resolve("src/test/java")));
    }

    private static List<JavaClass> classesIn(Path folder) {
        return Files.isDirectory(folder) ? List.copyOf(new ClassFileImporter().importPath(folder)) : List.of();
    }

    Path root() {
        return root;
    }

    Floors floors() {
        return floors;
    }

    /** All folders with a pom, in alphabetical order. */
    List<Module> modules() {
        return modules;
    }

    List<Module> pureModules() {
        return modules.stream().filter(module -> floors.isPure(module.name())).toList();
    }

    List<Module> shippedModules() {
        return modules.stream()
                .filter(module -> floors.knows(module.name()) && floors.isShipped(module.name()))
                .toList();
    }

    /** The module of a class by its package, empty for a class that is not ours. */
    static Optional<String> moduleOf(String className) {
        if (!className.startsWith(PACKAGE)) {
            return Optional.empty();
        }
        var rest = className.substring(PACKAGE.length());
        int dot = rest.indexOf('.');
        var first = dot < 0 ? rest : rest.substring(0, dot);
        return Optional.of(
                switch (first) {
                    case "systemtests" -> "system-tests";
                    case "testkitjunit" -> "testkit-junit";
                    case "mediadtls" -> "media-dtls";
                    default -> first;
                });
    }

    /** How a module and its package are called in Java, where no name has a hyphen. */
    static String javaName(String module) {
        return PACKAGE + module.replace("-", "");
    }
}
