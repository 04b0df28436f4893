package io.switchhook.systemtests.defects;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Loads all of our own classes anew, with those of one defect in place of the right ones. Foreign libraries, in which no defect is planted, are loaded once for all. */
final class MutantLoader extends URLClassLoader {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final ClassLoader LIBRARIES =
            new URLClassLoader(urls(MutantLoader::isForeign), ClassLoader.getPlatformClassLoader());
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all defects: to open the class path anew for each takes longer than to compile it. */
    private static final JavaFileManager FILES = COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

    private final Map<String, byte[]> mutated;

    private MutantLoader(Map<String, byte[]> mutated) {
        super(urls(entry -> !isForeign(entry)), LIBRARIES);
        this.mutated = mutated;
    }

    private static boolean isForeign(Path entry) {
        var name = String.valueOf(entry.getFileName());
        return name.endsWith(".jar") && !name.startsWith("switchhook");
    }

    /** @throws AssertionError when the sources are not any more what the defect was written for */
    static MutantLoader of(Defect defect) throws IOException {
        var sources = new LinkedHashMap<String, String>();
        for (var edit : defect.edits()) {
            var source = sources.containsKey(edit.file())
                    ? sources.get(edit.file())
                    : Files.readString(root().resolve(edit.file()));
            sources.put(edit.file(), edited(defect, edit, source));
        }
        return new MutantLoader(compile(defect, sources, CLASS_PATH));
    }

    private static String edited(Defect defect, Defect.Edit edit, String source) {
        int at = source.indexOf(edit.before());
        if (at < 0 || source.indexOf(edit.before(), at + 1) >= 0) {
            throw new AssertionError("The defect \"" + defect.name() + "\" cannot be planted: the piece below is "
                    + (at < 0 ? "not in " : "more than once in ") + edit.file()
                    + ". Update the catalogue so that it breaks the same behaviour of the new code.\n" + edit.before());
        }
        return source.replace(edit.before(), edit.after());
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("config/floors.txt"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static URL[] urls(Predicate<Path> which) {
        return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
                .map(Path::of)
                .filter(which)
                .map(entry -> {
                    try {
                        return entry.toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    private static Map<String, byte[]> compile(Defect defect, Map<String, String> sources, String classPath) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        var problems = new DiagnosticCollector<JavaFileObject>();
        var files = new Memory(FILES);
        var units = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        // For no other Java than this one, whose own classes are then looked at as they are.
        var options = List.of("-proc:none", "-nowarn", "-cp", classPath);
        if (!COMPILER.getTask(null, files, problems, options, null, units).call()) {
            throw new AssertionError(
                    "The defect \"" + defect.name() + "\" does not compile: " + problems.getDiagnostics());
        }
        var classes = new HashMap<String, byte[]>();
        files.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = mutated.get(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("mutant:///" + file.substring(file.indexOf("io/switchhook"))), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Memory(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            var bytes = new ByteArrayOutputStream();
            written.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("mutant:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
