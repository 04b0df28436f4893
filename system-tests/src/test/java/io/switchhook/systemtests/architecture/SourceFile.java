package io.switchhook.systemtests.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * One parsed source file.
 *
 * @param path relative to the root, with slashes
 */
record SourceFile(String path, String text, CompilationUnitTree tree, Trees trees) {

    static List<SourceFile> readAll(Path root, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        return paths.isEmpty() ? List.of() : parse(root, paths);
    }

    private static List<SourceFile> parse(Path root, List<Path> paths) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var ignored = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(ignored, null, null)) {
            var units = files.getJavaFileObjectsFromPaths(paths);
            var task = (JavacTask) compiler.getTask(null, files, ignored, List.of("-proc:none"), null, units);
            var trees = Trees.instance(task);
            var sources = new ArrayList<SourceFile>();
            for (CompilationUnitTree tree : task.parse()) {
                var path = root.relativize(Path.of(tree.getSourceFile().toUri()));
                var text = tree.getSourceFile().getCharContent(true).toString();
                sources.add(new SourceFile(path.toString().replace('\\', '/'), text, tree, trees));
            }
            return sources;
        }
    }

    List<String> lines() {
        return text.lines().toList();
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    int firstLine(Tree part) {
        return (int) tree.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(tree, part));
    }

    int lastLine(Tree part) {
        return (int) tree.getLineMap().getLineNumber(trees.getSourcePositions().getEndPosition(tree, part));
    }
}
