package io.switchhook.services;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The files of one mailbox: {@code 853/20261130-164012-858.wav}, those that were heard in {@code 853/heard}, and {@code 853/greeting.wav}. What is being recorded ends in {@code
 * .part}, and gets its name when all of it is on the disk. Everything here blocks.
 */
final class MailboxFolder {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final Pattern MESSAGE = Pattern.compile("\\d{8}-\\d{6}-[0-9A-Za-z+_]+\\.wav");
    private static final String WAV = ".wav";
    private static final String UNFINISHED = ".part";
    private static final String GREETING = "greeting";
    private static final int LONGEST_CALLER = 32;

    private final Path fresh;
    private final Path heard;
    private final Path greeting;

    MailboxFolder(Path root, String owner) {
        fresh = root.resolve(owner);
        heard = fresh.resolve("heard");
        greeting = fresh.resolve(GREETING + WAV);
    }

    /** Makes the folder, and clears away what was being recorded when a program ended without a word. */
    void prepare() throws IOException {
        Files.createDirectories(heard);
        for (var left : files(fresh, name -> name.endsWith(UNFINISHED))) {
            Files.delete(left);
        }
    }

    /** Oldest first. */
    List<Path> fresh() throws IOException {
        return messages(fresh);
    }

    List<Path> heard() throws IOException {
        return messages(heard);
    }

    private static List<Path> messages(Path folder) throws IOException {
        return files(folder, name -> MESSAGE.matcher(name).matches());
    }

    private static List<Path> files(Path folder, Predicate<String> wanted) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> wanted.test(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    /** How large all messages are; those that are being left do not count yet. */
    long bytes() throws IOException {
        long sum = 0;
        for (var folder : List.of(fresh, heard)) {
            for (var file : messages(folder)) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    /** Where a new message is recorded. Of the caller's name nothing is left that means something in a path. */
    Path begin(LocalDateTime when, String caller) {
        var clean = caller.replaceAll("[^0-9A-Za-z+]", "_");
        var name = when.format(WHEN) + "-"
                + (clean.isEmpty() ? "unknown" : clean.substring(0, Math.min(clean.length(), LONGEST_CALLER)));
        var free = name;
        for (int i = 2; isTaken(free); i++) {
            free = name + "_" + i;
        }
        return fresh.resolve(free + UNFINISHED);
    }

    private boolean isTaken(String name) {
        return Files.exists(fresh.resolve(name + WAV))
                || Files.exists(fresh.resolve(name + UNFINISHED))
                || Files.exists(heard.resolve(name + WAV));
    }

    /** All of it is there: it is a message now. */
    Path keep(Path recorded) throws IOException {
        var name = String.valueOf(recorded.getFileName());
        return finish(recorded, fresh.resolve(name.substring(0, name.length() - UNFINISHED.length()) + WAV));
    }

    private static Path finish(Path recorded, Path target) throws IOException {
        try (var file = FileChannel.open(recorded, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        return Files.move(recorded, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Returns where the message is then. */
    Path settle(Path message, boolean wasHeard) throws IOException {
        var target = (wasHeard ? heard : fresh).resolve(message.getFileName());
        return target.equals(message) ? message : Files.move(message, target);
    }

    /** The one that the owner has recorded. */
    Optional<Path> greeting() {
        return Optional.of(greeting).filter(Files::exists);
    }

    Path beginGreeting() {
        return fresh.resolve(GREETING + UNFINISHED);
    }

    void keepGreeting(Path recorded) throws IOException {
        finish(recorded, greeting);
    }

    void removeGreeting() throws IOException {
        Files.deleteIfExists(greeting);
    }
}
