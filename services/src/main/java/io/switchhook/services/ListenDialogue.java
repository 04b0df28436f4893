package io.switchhook.services;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody hears the messages of a mailbox: new ones first. {@code 4} the one before, {@code 5} again, {@code 6} or {@code #} the next, {@code 7} deletes, {@code 9}
 * keeps it as new,
 * {@code 0} records a greeting.
 */
final class ListenDialogue implements RecordingDialogue {
    private static final char END = '#';
    private static final int LONGEST_INPUT = 32;
    private static final Duration TO_TYPE = Duration.ofSeconds(8);
    private static final Duration BETWEEN_DIGITS = Duration.ofSeconds(3);
    private static final Duration TO_DECIDE = Duration.ofSeconds(2);
    private static final Duration LONGEST_GREETING = Duration.ofMinutes(2);

    private final Map<Announcement, Sound> says;
    private final StringBuilder typed = new StringBuilder();
    private final List<Message> messages = new ArrayList<>();
    private Optional<String> mailbox;
    private final boolean knowsMailbox;
    private int attempts = 3;
    private int index;
    private State state;

    /** @param id what the orders call it */
    record Message(int id, boolean heard) {}

    private enum State {
        MAILBOX,
        PIN,
        LOOKING,
        SUMMARY,
        LOADING,
        PLAYING,
        DECIDING,
        GREETING_BEEP,
        GREETING,
        GREETING_SAVING,
        END,
        FAREWELL
    }

    /** {@link #onPin} follows at once. */
    record CheckPin(String mailbox, String pin) implements Step.Order {
        @Override
        public String toString() {
            return "check pin of " + mailbox;
        }
    }

    /** {@link #onMessages} follows. */
    record Look(String mailbox) implements Step.Order {
        @Override
        public String toString() {
            return "look " + mailbox;
        }
    }

    /** {@link #onLoaded} follows, or {@link #onUnreadable}. */
    record Load(int id) implements Step.Order {
        @Override
        public String toString() {
            return "load " + id;
        }
    }

    /** The message is an old one from now on, or a new one. */
    record Settle(int id, boolean heard) implements Step.Order {
        @Override
        public String toString() {
            return (heard ? "old " : "new ") + id;
        }
    }

    record Delete(int id) implements Step.Order {
        @Override
        public String toString() {
            return "delete " + id;
        }
    }

    /**
     * Who calls.
     *
     * @param mailbox that of the extension that calls; empty for a call from elsewhere
     * @param asksPin whether that extension has to type it all the same
     */
    ListenDialogue(Map<Announcement, Sound> says, Optional<String> mailbox, boolean asksPin) {
        this.says = says;
        this.mailbox = mailbox;
        this.knowsMailbox = mailbox.isPresent();
        this.state = knowsMailbox ? (asksPin ? State.PIN : State.LOOKING) : State.MAILBOX;
    }

    private Step say(Announcement what) {
        return new Step.Say(what.in(says));
    }

    @Override
    public List<Step> onBegin() {
        if (state == State.LOOKING) {
            return look();
        }
        return List.of(say(state == State.PIN ? Announcement.PIN : Announcement.MAILBOX));
    }

    // --- who is it ------------------------------------------------------------------------------------------------

    private List<Step> onTyped() {
        var text = typed.toString();
        typed.setLength(0);
        if (state == State.MAILBOX) {
            mailbox = Optional.of(text);
            state = State.PIN;
            return List.of(new Step.Rest(), new Step.Hush(), say(Announcement.PIN));
        }
        return List.of(new Step.Rest(), new CheckPin(mailbox.orElse(""), text));
    }

    List<Step> onPin(boolean accepted) {
        if (state != State.PIN) {
            return List.of();
        }
        if (accepted) {
            return look();
        }
        if (--attempts == 0) {
            return farewell(Announcement.WRONG_PIN);
        }
        state = knowsMailbox ? State.PIN : State.MAILBOX;
        return List.of(say(Announcement.WRONG_PIN), say(knowsMailbox ? Announcement.PIN : Announcement.MAILBOX));
    }

    private List<Step> look() {
        state = State.LOOKING;
        return List.of(new Step.Hush(), new Look(mailbox.orElseThrow()), new Step.Await(PATIENCE_WITH_FILES));
    }

    // --- the messages ---------------------------------------------------------------------------------------------

    /** @param found new ones first */
    List<Step> onMessages(List<Message> found) {
        if (state != State.LOOKING) {
            return List.of();
        }
        messages.addAll(found);
        state = State.SUMMARY;
        var summary = found.isEmpty()
                ? Announcement.NO_MESSAGES
                : found.get(0).heard() ? Announcement.OLD_MESSAGES : Announcement.YOU_HAVE_MESSAGES;
        return List.of(new Step.Rest(), say(summary));
    }

    private List<Step> load() {
        if (index >= messages.size()) {
            return end();
        }
        state = State.LOADING;
        return List.of(new Step.Hush(), new Load(messages.get(index).id()), new Step.Await(PATIENCE_WITH_FILES));
    }

    List<Step> onLoaded(Sound message) {
        if (state != State.LOADING) {
            return List.of();
        }
        state = State.PLAYING;
        boolean oldOnesBegin = index > 0
                && messages.get(index).heard()
                && !messages.get(index - 1).heard();
        var steps = new ArrayList<Step>(List.of(new Step.Rest()));
        if (oldOnesBegin) {
            steps.add(say(Announcement.OLD_MESSAGES));
        }
        steps.add(new Step.Say(message));
        return steps;
    }

    /** It is put aside, so that the lamp goes out. */
    List<Step> onUnreadable() {
        return state == State.LOADING ? onLoaded(Announcement.SORRY.in(says)) : List.of();
    }

    private List<Step> next(Step.Order settled) {
        index++;
        return then(settled, load());
    }

    private static List<Step> then(Step first, List<Step> more) {
        var steps = new ArrayList<Step>(List.of(first));
        steps.addAll(more);
        return steps;
    }

    private List<Step> end() {
        state = State.END;
        return List.of(new Step.Hush(), new Step.Rest(), say(Announcement.NO_MORE_MESSAGES));
    }

    private Settle settled(boolean heard) {
        return new Settle(messages.get(index).id(), heard);
    }

    @Override
    public List<Step> onPlayed() {
        switch (state) {
            case MAILBOX, PIN:
                return List.of(new Step.Await(TO_TYPE));
            case SUMMARY:
                return messages.isEmpty() ? awaitLastWish() : load();
            case PLAYING:
                state = State.DECIDING;
                return List.of(settled(true), new Step.Await(TO_DECIDE));
            case GREETING_BEEP:
                state = State.GREETING;
                return List.of(new Record(), new Step.Await(LONGEST_GREETING));
            case END:
                return awaitLastWish();
            case FAREWELL:
                return List.of(new Step.HangUp());
            case LOOKING, LOADING, DECIDING, GREETING, GREETING_SAVING:
                return List.of();
        }
        throw new IllegalStateException("No such state: " + state);
    }

    private List<Step> awaitLastWish() {
        state = State.END;
        return List.of(new Step.Await(TO_DECIDE));
    }

    @Override
    public List<Step> onTime() {
        switch (state) {
            case MAILBOX, PIN:
                return onTyped();
            case DECIDING:
                index++;
                return load();
            case GREETING:
                return onSilence();
            case END:
                return List.of(new Step.HangUp());
            case LOOKING, LOADING, GREETING_SAVING:
                return onTrouble();
            case SUMMARY, PLAYING, GREETING_BEEP, FAREWELL:
                return List.of();
        }
        throw new IllegalStateException("No such state: " + state);
    }

    // --- keys -----------------------------------------------------------------------------------------------------

    @Override
    public List<Step> onDigit(char digit) {
        return switch (state) {
            case MAILBOX, PIN -> onLoginDigit(digit);
            case PLAYING, DECIDING -> onMessageKey(digit);
            case SUMMARY -> digit == '0' ? recordGreeting() : load();
            case END -> onLastKey(digit);
            case GREETING -> digit == END ? onSilence() : List.of();
            case LOOKING, LOADING, GREETING_BEEP, GREETING_SAVING, FAREWELL -> List.of();
        };
    }

    private List<Step> onLoginDigit(char digit) {
        if (digit == END || typed.length() == LONGEST_INPUT) {
            return then(new Step.Hush(), onTyped());
        }
        typed.append(digit);
        return List.of(new Step.Hush(), new Step.Await(BETWEEN_DIGITS));
    }

    private List<Step> onMessageKey(char digit) {
        switch (digit) {
            case '4':
                var left = settled(true);
                index = Math.max(0, index - 1);
                return then(left, load());
            case '5':
                return load();
            case '6', END:
                return next(settled(true));
            case '7':
                var gone = new Delete(messages.remove(index).id());
                return then(gone, load());
            case '9':
                return next(settled(false));
            case '0':
                return then(settled(true), recordGreeting());
            default:
                return List.of();
        }
    }

    private List<Step> onLastKey(char digit) {
        if (digit == '0') {
            return recordGreeting();
        }
        if (digit == '4' && !messages.isEmpty()) {
            index = messages.size() - 1;
            return load();
        }
        return digit == END ? List.of(new Step.Hush(), new Step.Rest(), new Step.HangUp()) : List.of();
    }

    // --- the greeting ---------------------------------------------------------------------------------------------

    private List<Step> recordGreeting() {
        state = State.GREETING_BEEP;
        return List.of(new Step.Hush(), new Step.Rest(), say(Announcement.BEEP));
    }

    @Override
    public List<Step> onSilence() {
        if (state != State.GREETING) {
            return List.of();
        }
        state = State.GREETING_SAVING;
        return List.of(new StopRecording(), new Step.Await(PATIENCE_WITH_FILES));
    }

    @Override
    public List<Step> onRecorded(boolean kept) {
        if (state != State.GREETING && state != State.GREETING_SAVING) {
            return List.of();
        }
        state = State.END;
        return List.of(new Step.Rest(), say(Announcement.GREETING_SAVED));
    }

    @Override
    public List<Step> onTrouble() {
        return state == State.FAREWELL ? List.of() : farewell(Announcement.SORRY);
    }

    private List<Step> farewell(Announcement what) {
        state = State.FAREWELL;
        return List.of(new Step.Rest(), new Step.Hush(), say(what));
    }
}
