package io.switchhook.services;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.AnswerOutcome;
import io.switchhook.phone.Conference;
import io.switchhook.phone.ConferenceEvent;
import io.switchhook.phone.DigitReader;
import io.switchhook.phone.DigitsRead;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.Participant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who calls the number is in one conference with all others who do. It begins with the first who comes in and is over when the last has left.
 *
 * <pre>{@code
 * services.open("800", ConferenceRoom.of(RoomSettings.DEFAULT.withPin("4711"))).join();
 * }</pre>
 *
 * <p>Any thread may call any method; a room can be opened once.
 */
public final class ConferenceRoom implements Service {
    private static final int UNAVAILABLE = 480;
    private static final int BUSY = 486;
    private static final int FAILED = 500;
    private static final int TRIES = 3;
    /** A room has one PIN for all. */
    private static final String ROOM = "";

    private static final Duration FIRST_DIGIT = Duration.ofSeconds(15);
    private static final Duration NEXT_DIGIT = Duration.ofSeconds(5);
    private static final PcmSource NOTHING = (target, offset, length) -> 0;
    private static final PcmSink NOWHERE = (samples, offset, length) -> {};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RoomSettings settings;
    private final PinGuard pins;
    private final List<Consumer<ConferenceEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ServicePlace> opened = new CompletableFuture<>();
    /** Changed on the loop of the services, as is what follows. */
    private volatile Optional<Conference> conference = Optional.empty();

    private WaitingSound bell = new WaitingSound(NOTHING);
    private boolean closed;

    private ConferenceRoom(RoomSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.pins = new PinGuard(Map.of(ROOM, settings.pin()));
    }

    public static ConferenceRoom of(RoomSettings settings) {
        return new ConferenceRoom(settings);
    }

    public RoomSettings settings() {
        return settings;
    }

    /** Tells what happens in each conference of the room, as {@link Conference#onEvent} does; who rings the bell is local and told of as well. */
    public ConferenceRoom onEvent(Consumer<ConferenceEvent> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** The conference that is held now, to mute somebody or to take him out; empty while nobody is there. */
    public Optional<Conference> conference() {
        return conference;
    }

    /** The callers who are in it now, in the order of coming. */
    public List<Participant> participants() {
        return conference.map(ConferenceRoom::callers).orElse(List.of());
    }

    private static List<Participant> callers(Conference held) {
        return held.participants().stream()
                .filter(participant -> participant.call().isPresent())
                .toList();
    }

    @Override
    public void open(ServicePlace place) {
        if (!opened.complete(place)) {
            throw new IllegalStateException("This room is open already; make another one for another number");
        }
    }

    @Override
    public void serve(IncomingCall call) {
        if (!post(() -> come(call))) {
            call.reject(UNAVAILABLE);
        }
    }

    @Override
    public void close() {
        opened.thenAccept(place -> post(() -> {
            closed = true;
            conference.ifPresent(Conference::hangUp);
            conference = Optional.empty();
        }));
    }

    private ServicePlace place() {
        return opened.join();
    }

    private boolean post(Runnable task) {
        return place().loop().post(task);
    }

    // --- who comes ------------------------------------------------------------------------------------------------

    private void come(IncomingCall call) {
        if (closed) {
            call.reject(UNAVAILABLE);
        } else if (participants().size() >= settings.limit()) {
            call.reject(BUSY, "The conference is full");
        } else if (!isRecordable()) {
            call.reject(FAILED, "The conference cannot be recorded");
        } else {
            settings.greeting().ifPresent(words -> call.audio().send(words.again()));
            call.answer().thenAccept(outcome -> {
                if (outcome == AnswerOutcome.ANSWERED) {
                    post(() -> welcome(call));
                }
            });
        }
    }

    /** A conference that is to be recorded and cannot be is none: nobody is to talk who believes that it is kept. */
    private boolean isRecordable() {
        return conference.isPresent()
                || settings.recordings()
                        .filter(folder -> !Files.isWritable(folder))
                        .isEmpty();
    }

    private void welcome(IncomingCall call) {
        if (settings.pin().isPresent()) {
            if (settings.greeting().isEmpty()) {
                call.audio().send(ShortTones.question());
            }
            ask(call, DigitReader.of(call), 1);
        } else {
            settings.greeting().ifPresentOrElse(words -> after(words.duration(), () -> join(call)), () -> join(call));
        }
    }

    private void ask(IncomingCall call, DigitReader digits, int attempt) {
        int most = settings.pin().orElseThrow().length();
        digits.read(most, FIRST_DIGIT, NEXT_DIGIT)
                .thenAccept(read -> post(() -> {
                    if (pins.accepts(ROOM, read.digits(), place().loop().nowNanos())) {
                        join(call);
                    } else if (read.end() != DigitsRead.End.CALL_ENDED) {
                        var wrong = ShortTones.refusal();
                        call.audio().send(wrong);
                        if (attempt < TRIES) {
                            digits.forget();
                            ask(call, digits, attempt + 1);
                        } else {
                            after(wrong.length(), call::hangUp);
                        }
                    }
                }));
    }

    private void after(Duration time, Runnable action) {
        Loop loop = place().loop();
        loop.alarm(action).set(loop.nowNanos() + time.toNanos());
    }

    private void join(IncomingCall call) {
        call.audio().sendSilence();
        if (closed || call.state().isEnded()) {
            call.hangUp();
            return;
        }
        try {
            var held = conference.isPresent() ? conference.get() : begin();
            boolean room = callers(held).size() < settings.limit();
            if (!room || !held.join(call).isJoined()) {
                call.hangUp();
                endIfEmpty(held);
            }
        } catch (IOException e) {
            call.hangUp();
        }
    }

    // --- the conference -------------------------------------------------------------------------------------------

    private Conference begin() throws IOException {
        // One seat is for the bell.
        var held = place().phone().openConference(settings.limit() + 1);
        if (settings.recordings().isPresent()) {
            try {
                held.record(fileIn(settings.recordings().get()));
            } catch (IOException e) {
                held.close();
                throw e;
            }
        }
        listeners.forEach(held::onEvent);
        if (settings.tones()) {
            bell = new WaitingSound(NOTHING);
            held.join("bell", bell, NOWHERE);
        }
        held.onEvent(event -> post(() -> onEvent(held, event)));
        conference = Optional.of(held);
        return held;
    }

    /** None that is there: conferences may follow one another within a second, and clocks are set back. */
    private Path fileIn(Path folder) {
        var name = place().number().replaceAll("[^0-9A-Za-z+-]", "_")
                + '-'
                + TIME.format(place().world().wallTime());
        var free = folder.resolve(name + ".wav");
        for (int i = 2; Files.exists(free); i++) {
            free = folder.resolve(name + '_' + i + ".wav");
        }
        return free;
    }

    private void onEvent(Conference held, ConferenceEvent event) {
        if (event instanceof ConferenceEvent.Joined joined
                && joined.participant().call().isPresent()) {
            bell.say(ShortTones.rising());
        } else if (event instanceof ConferenceEvent.Left) {
            bell.say(ShortTones.falling());
            endIfEmpty(held);
        }
    }

    /** The last has left, or the first was gone before he was in. */
    private void endIfEmpty(Conference held) {
        if (callers(held).isEmpty() && conference.filter(now -> now == held).isPresent()) {
            conference = Optional.empty();
            held.close();
        }
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
