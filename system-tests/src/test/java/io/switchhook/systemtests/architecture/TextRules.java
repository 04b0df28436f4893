package io.switchhook.systemtests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words that do not belong into the sources, and code that was put to sleep in a comment. */
final class TextRules {
    /** Notes to oneself; whole words in comments. */
    private static final Pattern LEFT_FOR_LATER = Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\\b");

    /** Paths of one machine, tools of one workplace, hosts of registries. The brackets keep this line itself clean. */
    private static final Pattern OF_ONE_PLACE = Pattern.compile(
            "/wor[k]/|/far[m]/|/hom[e]/\\w|/roo[t]/|/[.]librar[y]\\b|[Ss]ub-?agen[t]|\\bhelper sessio[n]"
                    + "|deb[.]debia[n]|repo1?[.]mave[n]|registry[.]npmj[s]");

    private static final Pattern CODE_LINE = Pattern.compile("(.*[;{]|}.*|@Override|@Test|(import|package) [\\w.]+)");

    private TextRules() {}

    static final List<Rule> ALL = List.of(
            new Rule("nothing-left-for-later", TextRules::leftForLater),
            new Rule("no-commented-out-code", TextRules::commentedOutCode),
            new Rule("words-of-one-place", TextRules::wordsOfOnePlace));

    private static List<Violation> leftForLater(House house) {
        var found = new ArrayList<Violation>();
        forEachComment(house, (source, comment) -> {
            if (LEFT_FOR_LATER.matcher(comment.text()).find()) {
                found.add(new Violation(source.path(), "line " + comment.line() + ": " + comment.text()));
            }
        });
        return found;
    }

    private static List<Violation> commentedOutCode(House house) {
        var found = new ArrayList<Violation>();
        forEachComment(house, (source, comment) -> {
            if (!comment.isDoc() && CODE_LINE.matcher(comment.text()).matches()) {
                found.add(new Violation(source.path(), "line " + comment.line() + ": " + comment.text()));
            }
        });
        return found;
    }

    private interface CommentLook {
        void at(SourceFile source, Comment comment);
    }

    private static void forEachComment(House house, CommentLook look) {
        house.modules().stream()
                .flatMap(module -> Stream.concat(module.sources().stream(), module.testSources().stream()))
                .forEach(source -> Comment.linesOf(source.text()).forEach(comment -> look.at(source, comment)));
    }

    private static List<Violation> wordsOfOnePlace(House house) {
        var found = new ArrayList<Violation>();
        try {
            for (Path file : textFiles(house.root())) {
                look(house.root(), file, found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the files of " + house.root(), e);
        }
        return found;
    }

    private static void look(Path root, Path file, List<Violation> found) throws IOException {
        try {
            var lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (OF_ONE_PLACE.matcher(lines.get(i)).find()) {
                    var path = root.relativize(file).toString().replace('\\', '/');
                    found.add(new Violation(
                            path, "line " + (i + 1) + ": " + lines.get(i).trim()));
                }
            }
        } catch (MalformedInputException binary) {
            // Not text, so it holds no words.
            return;
        }
    }

    private static List<Path> textFiles(Path root) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name = folder.getFileName().toString();
                boolean built = name.equals("target") || name.equals(".git") || name.equals(".idea");
                return built ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && attributes.size() < 1_000_000) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
