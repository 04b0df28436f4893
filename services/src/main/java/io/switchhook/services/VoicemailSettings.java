package io.switchhook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Where a {@link Voicemail} keeps its messages, for whom, and how many. Immutable; each {@code with} makes another one. PINs never appear in {@link #toString}.
 *
 * <pre>{@code
 * var settings = VoicemailSettings.in(Path.of("messages")).withMailbox("858").withMailbox("853", "7391").withPrompts(Path.of("words"));
 * }</pre>
 */
public final class VoicemailSettings {
    private static final Duration LEAST_OF_LONGEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_OF_ALL = Duration.ofHours(1);

    private static final Pattern DEVICE = Pattern.compile("(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]");

    private final Path folder;
    private Map<String, Optional<String>> mailboxes = Map.of();
    private Optional<Path> greeting = Optional.empty();
    private Optional<Path> prompts = Optional.empty();
    private Duration shortest = Duration.ofSeconds(1);
    private Duration longest = Duration.ofMinutes(2);
    private Duration silence = Duration.ofSeconds(10);
    private int mostMessages = 100;
    private long mostBytes = 100_000_000;
    private boolean pinAlways;

    private VoicemailSettings(Path folder) {
        this.folder = folder;
    }

    /** No mailboxes; messages of 1 s to 2 minutes that end after 10 s of silence; 100 messages and 100 MB for each mailbox. */
    public static VoicemailSettings in(Path folder) {
        return new VoicemailSettings(Objects.requireNonNull(folder, "folder"));
    }

    private VoicemailSettings with(Consumer<VoicemailSettings> change) {
        var copy = new VoicemailSettings(folder);
        copy.mailboxes = mailboxes;
        copy.greeting = greeting;
        copy.prompts = prompts;
        copy.shortest = shortest;
        copy.longest = longest;
        copy.silence = silence;
        copy.mostMessages = mostMessages;
        copy.mostBytes = mostBytes;
        copy.pinAlways = pinAlways;
        change.accept(copy);
        return copy;
    }

    /**
     * The same with a mailbox that can be heard at its own extension alone.
     *
     * @param extension of 1 to 32 digits and letters; no name of a device, such as {@code con}, and none that differs from another in capitals alone
     */
    public VoicemailSettings withMailbox(String extension) {
        return with(extension, Optional.empty());
    }

    /**
     * The same with a mailbox that can be heard from elsewhere too, by its number and a PIN.
     *
     * @param extension of 1 to 32 digits and letters; no name of a device, such as {@code con}, and none that differs from another in capitals alone
     * @param pin of 4 to 16 digits
     */
    public VoicemailSettings withMailbox(String extension, String pin) {
        if (!pin.matches("[0-9]{4,16}")) {
            throw new IllegalArgumentException("A PIN has 4 to 16 digits");
        }
        return with(extension, Optional.of(pin));
    }

    private VoicemailSettings with(String extension, Optional<String> pin) {
        if (!extension.matches("[0-9A-Za-z]{1,32}")) {
            throw new IllegalArgumentException("A mailbox is for an extension of 1 to 32 digits and letters");
        }
        if (DEVICE.matcher(extension).matches()) {
            throw new IllegalArgumentException("A mailbox is a folder, and Windows can have none of the name "
                    + extension + "; take another extension");
        }
        boolean alike = mailboxes.keySet().stream()
                .anyMatch(known -> known.equalsIgnoreCase(extension) && !known.equals(extension));
        if (alike) {
            throw new IllegalArgumentException("A mailbox is a folder, and many disks take " + extension
                    + " for another one that differs in capitals alone");
        }
        return with(changed -> {
            var all = new LinkedHashMap<>(mailboxes);
            all.put(extension, pin);
            changed.mailboxes = Map.copyOf(all);
        });
    }

    /** The same with a PIN asked for at the own extension too, where the mailbox has one. */
    public VoicemailSettings withPinAlways() {
        return with(changed -> changed.pinAlways = true);
    }

    /** The same with a WAV file for callers whose mailbox has no greeting of its own. */
    public VoicemailSettings withGreeting(Path wav) {
        return with(changed -> changed.greeting = Optional.of(wav));
    }

    /**
     * The same with a folder of WAV files for what is a tone otherwise: {@code beep}, {@code greeting}, {@code greeting-saved}, {@code mailbox}, {@code mailbox-full}, {@code
     * message-saved}, {@code no-messages}, {@code no-more-messages}, {@code old-messages}, {@code pin}, {@code sorry}, {@code wrong-pin} and {@code you-have-messages}, each with
     * {@code .wav}. What is missing stays a tone.
     */
    public VoicemailSettings withPrompts(Path words) {
        return with(changed -> changed.prompts = Optional.of(words));
    }

    /** The same with another least length: what is shorter is not kept. 0 to 5 s. */
    public VoicemailSettings withShortest(Duration length) {
        check(length, Duration.ZERO, LEAST_OF_LONGEST, "The shortest message is of 0 to 5 seconds");
        return with(changed -> changed.shortest = length);
    }

    /** The same with another greatest length, where a message is cut off. 5 s to an hour. */
    public VoicemailSettings withLongest(Duration length) {
        check(length, LEAST_OF_LONGEST, LONGEST_OF_ALL, "The longest message is of 5 seconds to an hour");
        return with(changed -> changed.longest = length);
    }

    /** The same with another silence that ends a message. 1 s to an hour. */
    public VoicemailSettings withSilence(Duration length) {
        check(length, Duration.ofSeconds(1), LONGEST_OF_ALL, "A message ends after 1 second to an hour of silence");
        return with(changed -> changed.silence = length);
    }

    private static void check(Duration length, Duration least, Duration most, String sentence) {
        if (length.compareTo(least) < 0 || length.compareTo(most) > 0) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** The same with another number of messages in each mailbox, new and old ones together. 1 to 10,000. */
    public VoicemailSettings withMostMessages(int messages) {
        if (messages < 1 || messages > 10_000) {
            throw new IllegalArgumentException("A mailbox holds 1 to 10000 messages");
        }
        return with(changed -> changed.mostMessages = messages);
    }

    /**
     * The same with another size of all messages of each mailbox, new and old ones together. 1,000,000 or more; a minute is 960,000. Who leaves a message has the room for the
     * longest one that still fits until he is done, so that several at once leave no more than that.
     */
    public VoicemailSettings withMostBytes(long bytes) {
        if (bytes < 1_000_000) {
            throw new IllegalArgumentException("A mailbox holds a megabyte or more");
        }
        return with(changed -> changed.mostBytes = bytes);
    }

    Path folder() {
        return folder;
    }

    Map<String, Optional<String>> mailboxes() {
        return mailboxes;
    }

    Optional<Path> greeting() {
        return greeting;
    }

    Optional<Path> prompts() {
        return prompts;
    }

    Duration shortest() {
        return shortest;
    }

    Duration longest() {
        return longest;
    }

    Duration silence() {
        return silence;
    }

    int mostMessages() {
        return mostMessages;
    }

    long mostBytes() {
        return mostBytes;
    }

    boolean pinAlways() {
        return pinAlways;
    }

    @Override
    public String toString() {
        return "voicemail in " + folder + " for " + mailboxes.keySet();
    }
}
