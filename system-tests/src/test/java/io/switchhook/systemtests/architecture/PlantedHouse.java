package io.switchhook.systemtests.architecture;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** A made-up house in a temporary folder: written, compiled, and looked at by the same rules as the real one. */
final class PlantedHouse {
    private final Path root;
    private final List<Path> sources = new ArrayList<>();

    private PlantedHouse(Path root) {
        this.root = root;
    }

    static PlantedHouse in(Path root) throws IOException {
        var house = new PlantedHouse(root);
        house.file("config/floors.txt", Files.readString(House.ownRoot().resolve("config/floors.txt")));
        return house;
    }

    /** Adds a class to a module: its path is taken from the package and the name of the type. */
    PlantedHouse code(String module, String source) throws IOException {
        return code(module, "main", source);
    }

    PlantedHouse testCode(String module, String source) throws IOException {
        return code(module, "test", source);
    }

    private PlantedHouse code(String module, String kind, String source) throws IOException {
        file(module + "/pom.xml", "<project/>");
        var name = source.startsWith("module ") || source.contains("\nmodule ")
                ? "module-info.java"
                : packageOf(source).replace('.', '/') + "/" + typeOf(source) + ".java";
        file(module + "/src/" + kind + "/java/" + name, source);
        sources.add(root.resolve(module + "/src/" + kind + "/java/" + name));
        return this;
    }

    PlantedHouse file(String path, String text) throws IOException {
        var file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    private static String packageOf(String source) {
        return source.replaceFirst("(?s).*?\\bpackage ([\\w.]+);.*", "$1");
    }

    private static String typeOf(String source) {
        return source.matches("(?s).*\\b(class|interface|enum|record) \\w+.*")
                ? source.replaceFirst("(?s).*?\\b(class|interface|enum|record) (\\w+).*", "$2")
                : "package-info";
    }

    /** Compiles the files one after the other in the order added, on the class path, and reads everything back. */
    House build() throws IOException {
        for (Path source : sources) {
            compile(List.of(source), List.of("-cp", classPath() + System.getProperty("java.class.path")));
        }
        return House.at(root);
    }

    /** Compiles all files of one module at once, for code that needs itself. */
    House buildTogether(String module) throws IOException {
        compile(of(module), List.of("-cp", classPath() + System.getProperty("java.class.path")));
        return House.at(root);
    }

    /** Compiles named modules in the order given, each one seeing those before it. */
    House buildAsModules(String... modules) throws IOException {
        for (String module : modules) {
            compile(of(module), List.of("--module-path", classPath()));
        }
        return House.at(root);
    }

    private List<Path> of(String module) {
        return sources.stream()
                .filter(source -> source.startsWith(root.resolve(module)))
                .toList();
    }

    private void compile(List<Path> units, List<String> path) throws IOException {
        var relative = root.relativize(units.get(0));
        boolean test = relative.getName(2).toString().equals("test");
        var target = root.resolve(relative.getName(0)).resolve(test ? "target/test-classes" : "target/classes");
        Files.createDirectories(target);
        var options = new ArrayList<>(List.of("-d", target.toString(), "-proc:none", "--release", "17"));
        options.addAll(path);
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(problems, null, null)) {
            var sourceFiles = files.getJavaFileObjectsFromPaths(units);
            if (!compiler.getTask(null, files, problems, options, null, sourceFiles)
                    .call()) {
                throw new IllegalArgumentException("The planted code does not compile: " + problems.getDiagnostics());
            }
        }
    }

    private String classPath() throws IOException {
        var path = new StringBuilder();
        try (var folders = Files.list(root)) {
            folders.map(folder -> folder.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .forEach(folder -> path.append(folder).append(File.pathSeparator));
        }
        return path.toString();
    }

    static List<Violation> breaches(String rule, House house) {
        return HouseRules.named(rule).check().apply(house);
    }
}
