package io.switchhook.services;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Somebody leaves a message: greeting, tone, recording. */
final class LeaveDialogue implements RecordingDialogue {
    private static final char END = '#';

    private final Map<Announcement, Sound> says;
    private State state = State.PREPARING;
    private Duration longest = Duration.ZERO;

    private enum State {
        PREPARING,
        GREETING,
        RECORDING,
        SAVING,
        FAREWELL
    }

    /** Look whether there is room; {@link #onPrepared} or {@link #onFull} follows. */
    record Prepare() implements Step.Order {
        @Override
        public String toString() {
            return "prepare";
        }
    }

    LeaveDialogue(Map<Announcement, Sound> says) {
        this.says = says;
    }

    private Step say(Announcement what) {
        return new Step.Say(what.in(says));
    }

    private List<Step> farewell(Announcement what) {
        state = State.FAREWELL;
        return List.of(new Step.Rest(), new Step.Hush(), say(what));
    }

    @Override
    public List<Step> onBegin() {
        return List.of(new Prepare(), new Step.Await(PATIENCE_WITH_FILES));
    }

    /**
     * There is room.
     *
     * @param most how long the message may be
     */
    List<Step> onPrepared(Sound greeting, Duration most) {
        if (state != State.PREPARING) {
            return List.of();
        }
        state = State.GREETING;
        longest = most;
        return List.of(new Step.Rest(), new Step.Say(greeting), say(Announcement.BEEP));
    }

    List<Step> onFull() {
        return state == State.PREPARING ? farewell(Announcement.MAILBOX_FULL) : List.of();
    }

    @Override
    public List<Step> onDigit(char digit) {
        if (digit != END) {
            return List.of();
        }
        if (state == State.GREETING) {
            return List.of(new Step.Hush(), say(Announcement.BEEP));
        }
        return onSilence();
    }

    @Override
    public List<Step> onPlayed() {
        if (state == State.GREETING) {
            state = State.RECORDING;
            return List.of(new Record(), new Step.Await(longest));
        }
        return state == State.FAREWELL ? List.of(new Step.HangUp()) : List.of();
    }

    @Override
    public List<Step> onSilence() {
        if (state != State.RECORDING) {
            return List.of();
        }
        state = State.SAVING;
        return List.of(new StopRecording(), new Step.Await(PATIENCE_WITH_FILES));
    }

    /** The message is as long as it may be, or the files do not answer. */
    @Override
    public List<Step> onTime() {
        return state == State.RECORDING ? onSilence() : onTrouble();
    }

    @Override
    public List<Step> onRecorded(boolean kept) {
        if (state == State.FAREWELL) {
            return List.of();
        }
        var last = farewell(Announcement.MESSAGE_SAVED);
        return kept
                ? last
                : Stream.concat(last.stream().limit(2), Stream.of(new Step.HangUp()))
                        .toList();
    }

    @Override
    public List<Step> onTrouble() {
        return state == State.FAREWELL ? List.of() : farewell(Announcement.SORRY);
    }
}
