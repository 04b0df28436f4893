package io.switchhook.systemtests.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Sizes, names, docs and switches, read from the sources. */
final class SourceRules {
    private static final int LONGEST_METHOD = 60;
    private static final int LONGEST_FILE = 500;

    /** The formatter keeps code to 120; this is for comments and strings, which it does not break. */
    private static final int LONGEST_LINE = 180;

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Utils?|Helpers?|Managers?|Impl|Base)");

    private SourceRules() {}

    static final List<Rule> ALL = List.of(
            new Rule("method-length", house -> each(house, SourceRules::longMethods)),
            new Rule("file-length", house -> each(house, SourceRules::longFiles)),
            new Rule("line-length", house -> each(house, SourceRules::longLines)),
            new Rule("names", house -> each(house, SourceRules::emptyNames)),
            new Rule("no-switched-off-tests", house -> each(house, SourceRules::switchedOffTests)),
            new Rule("no-default-over-enums", SourceRules::defaultsOverEnums),
            new Rule("package-doc", SourceRules::packagesWithoutDoc),
            new Rule("public-type-doc", SourceRules::publicTypesWithoutDoc));

    private static List<Violation> each(House house, BiConsumer<SourceFile, List<Violation>> check) {
        var found = new ArrayList<Violation>();
        house.modules().stream()
                .flatMap(module -> Stream.concat(module.sources().stream(), module.testSources().stream()))
                .forEach(source -> check.accept(source, found));
        return found;
    }

    private static void longMethods(SourceFile source, List<Violation> found) {
        SourceScan.forEachBody(source, (name, body) -> {
            int lines = source.lastLine(body) - source.firstLine(body) + 1;
            if (lines > LONGEST_METHOD) {
                var text = name + " in line " + source.firstLine(body) + " has " + lines + " lines, more than "
                        + LONGEST_METHOD;
                found.add(new Violation(source.path(), text));
            }
        });
    }

    private static void longFiles(SourceFile source, List<Violation> found) {
        int lines = source.lines().size();
        if (lines > LONGEST_FILE) {
            found.add(new Violation(source.path(), "has " + lines + " lines, more than " + LONGEST_FILE));
        }
    }

    private static void longLines(SourceFile source, List<Violation> found) {
        var lines = source.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > LONGEST_LINE) {
                var text =
                        "line " + (i + 1) + " has " + lines.get(i).length() + " characters, more than " + LONGEST_LINE;
                found.add(new Violation(source.path(), text));
            }
        }
    }

    private static void emptyNames(SourceFile source, List<Violation> found) {
        for (ClassTree type : SourceScan.classes(source)) {
            if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
                found.add(new Violation(source.path(), type.getSimpleName() + " says nothing: name what it is"));
            }
        }
    }

    private static void switchedOffTests(SourceFile source, List<Violation> found) {
        for (var imported : source.tree().getImports()) {
            var name = imported.getQualifiedIdentifier().toString();
            if (name.matches("org\\.junit\\..*\\.(Disabled\\w*|Ignore|Assumptions\\b.*)")) {
                found.add(new Violation(source.path(), "imports " + name));
            }
        }
    }

    /** Without {@code default} the compiler refuses a switch expression that forgets a state. */
    private static List<Violation> defaultsOverEnums(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            for (SourceFile source : module.sources()) {
                for (int line : SourceScan.enumSwitchesWithDefault(source)) {
                    found.add(new Violation(source.path(), "default in the switch over an enum in line " + line));
                }
            }
        }
        return found;
    }

    private static List<Violation> packagesWithoutDoc(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.modules()) {
            var packages = new TreeSet<String>();
            for (SourceFile source : module.sources()) {
                if (!source.fileName().equals("module-info.java")) {
                    packages.add(source.path().substring(0, source.path().lastIndexOf('/')));
                } else if (!source.text().contains("/**")) {
                    found.add(new Violation(source.path(), "has no doc comment"));
                }
            }
            for (SourceFile source : module.sources()) {
                if (source.fileName().equals("package-info.java")
                        && source.text().contains("/**")) {
                    packages.remove(source.path().substring(0, source.path().lastIndexOf('/')));
                }
            }
            packages.forEach(name -> found.add(new Violation(name, "has no package-info.java with a doc comment")));
        }
        return found;
    }

    private static List<Violation> publicTypesWithoutDoc(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            var exported = new TreeSet<String>();
            module.descriptor().ifPresent(descriptor -> descriptor.exports().forEach(e -> exported.add(e.source())));
            for (SourceFile source : module.sources()) {
                var name = source.tree().getPackageName();
                if (name == null || !exported.contains(name.toString())) {
                    continue;
                }
                for (Tree type : source.tree().getTypeDecls()) {
                    if (isPublic(type) && !hasDoc(source, type)) {
                        found.add(new Violation(source.path(), ((ClassTree) type).getSimpleName() + " has no doc"));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isPublic(Tree type) {
        return type instanceof ClassTree named
                && named.getModifiers().getFlags().contains(Modifier.PUBLIC);
    }

    private static boolean hasDoc(SourceFile source, Tree type) {
        return source.trees().getDocComment(TreePath.getPath(source.tree(), type)) != null;
    }
}
