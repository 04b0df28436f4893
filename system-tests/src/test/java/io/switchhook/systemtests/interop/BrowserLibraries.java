package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The SIP libraries of pages, of exactly the versions and bytes that their {@code package-lock.json} names: npm fetches them into a folder below {@code target}, where they stay
 * for the next run.
 */
final class BrowserLibraries {
    private static final Duration FETCHED_WITHIN = Duration.ofMinutes(3);
    private static final String LOCK = "package-lock.json";

    private BrowserLibraries() {}

    /** The folder of the packages. */
    static Path folder() throws IOException {
        var folder = Path.of("target", "browser-libraries").toAbsolutePath();
        var packages = folder.resolve("node_modules");
        var lock = resource(LOCK);
        // What npm has put there last is named by a file that it writes at the end.
        var done = folder.resolve("fetched-" + LOCK);
        if (Files.exists(done) && Arrays.equals(Files.readAllBytes(done), lock)) {
            return packages;
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve(LOCK), lock);
        Files.write(folder.resolve("package.json"), resource("package.json"));
        fetch(folder);
        Files.copy(folder.resolve(LOCK), done, StandardCopyOption.REPLACE_EXISTING);
        return packages;
    }

    private static void fetch(Path folder) {
        var command = List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        try (var npm = PeerProcess.start("npm", folder, Map.of(), command)) {
            if (npm.awaitExit(FETCHED_WITHIN) != 0) {
                throw new AssertionError("npm does not bring the libraries of the pages\n" + npm.report());
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BrowserLibraries.class.getResourceAsStream("/interop/chromium/libraries/" + name)) {
            return in.readAllBytes();
        }
    }
}
