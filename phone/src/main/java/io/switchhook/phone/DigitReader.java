package io.switchhook.phone;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.text.Sentences;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads what the other side of a call types, for menus that speak and numbers that are asked for. Digits that are typed before they are asked for are kept, up to 64, so that who
 * knows the menu need not hear it out; {@link #forget} drops them. Methods may be called from any thread, and a callback of the call may wait for what is read.
 *
 * <pre>{@code
 * var digits = DigitReader.of(call);
 * digits.read(1, Duration.ofSeconds(8), Duration.ofSeconds(4)).thenAccept(read -> ...);
 * }</pre>
 */
public final class DigitReader {
    private static final int MOST_AHEAD = 64;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** Ends what is typed before it is full, as on all telephones. */
    private static final char END = '#';

    private final Call call;
    private final Loop loop;
    private final Alarm patience;
    private final StringBuilder ahead = new StringBuilder();
    private final AtomicBoolean reads = new AtomicBoolean();
    private Optional<Reading> reading = Optional.empty();

    private record Reading(int most, Duration between, Consumer<DigitsRead> done) {}

    private DigitReader(Call call) {
        this.call = call;
        this.loop = call.line().engine().phone().stack().loop();
        this.patience = loop.alarm(() -> finish(DigitsRead.End.SILENCE));
    }

    /** A reader of what is typed in this call from now on. One of a call is enough: each hears every digit. */
    public static DigitReader of(Call call) {
        var reader = new DigitReader(Objects.requireNonNull(call, "call"));
        call.addDigitReader(digit -> reader.loop.post(() -> reader.onDigit(digit)));
        call.ended().thenRun(() -> reader.loop.post(() -> reader.finish(DigitsRead.End.CALL_ENDED)));
        return reader;
    }

    /**
     * Reads up to so many digits. It ends with the last of them, with {@code #}, which is not told, when nothing more is typed for a while, or with the call.
     *
     * @param most 1 to 64
     * @param first how long it waits for the first digit, from now on: 1 ms to 10 minutes
     * @param between how long for each that follows
     * @throws IllegalArgumentException when one of them is out of range
     * @throws IllegalStateException when the reader reads already
     */
    public CompletableFuture<DigitsRead> read(int most, Duration first, Duration between) {
        if (most < 1 || most > MOST_AHEAD) {
            throw new IllegalArgumentException("1 to 64 digits can be read, but not " + most);
        }
        check(first);
        check(between);
        if (!reads.compareAndSet(false, true)) {
            throw new IllegalStateException("The digits of this call are being read already");
        }
        return call.ask(new DigitsRead("", DigitsRead.End.CALL_ENDED), (done, now) -> {
            reading = Optional.of(new Reading(most, between, done));
            patience.set(now + first.toNanos());
            if (call.state().isEnded()) {
                finish(DigitsRead.End.CALL_ENDED);
            } else {
                look(now);
            }
        });
    }

    private static void check(Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "One waits 1 ms to 10 minutes for a digit, but not " + Sentences.time(time));
        }
    }

    /** Drops what was typed so far and not read. */
    public void forget() {
        loop.post(() -> ahead.setLength(0));
    }

    private void onDigit(char digit) {
        if (ahead.length() < MOST_AHEAD) {
            ahead.append(digit);
            look(loop.nowNanos());
        }
    }

    private void look(long nowNanos) {
        reading.filter(wanted -> ahead.length() > 0).ifPresent(wanted -> {
            int end = ahead.indexOf(String.valueOf(END));
            if (end >= 0 && end <= wanted.most()) {
                finish(end, end + 1, DigitsRead.End.HASH);
            } else if (ahead.length() >= wanted.most()) {
                finish(wanted.most(), wanted.most(), DigitsRead.End.ALL);
            } else {
                patience.set(nowNanos + wanted.between().toNanos());
            }
        });
    }

    private void finish(DigitsRead.End end) {
        finish(ahead.length(), ahead.length(), end);
    }

    private void finish(int told, int taken, DigitsRead.End end) {
        var wanted = reading;
        if (wanted.isEmpty()) {
            return;
        }
        reading = Optional.empty();
        reads.set(false);
        patience.cancel();
        var digits = ahead.substring(0, told);
        ahead.delete(0, taken);
        wanted.get().done().accept(new DigitsRead(digits, end));
    }
}
