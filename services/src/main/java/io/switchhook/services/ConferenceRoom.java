package io.switchhook.services;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.pbx.PbxConference;
import io.switchhook.phone.Call;
import io.switchhook.phone.Conference;
import io.switchhook.phone.ConferenceEvent;
import io.switchhook.phone.DigitReader;
import io.switchhook.phone.DigitsRead;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.Participant;
import io.switchhook.phone.call.AnswerOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Who calls the number is in one conference with all others who do. It begins with the first who comes in and is over when the last has left.
 *
 * <pre>{@code
 * services.open("800", ConferenceRoom.of(RoomSettings.DEFAULT.withPin("4711"))).join();
 * }</pre>
 *
 * <p>With moderators ({@link RoomSettings#withModeratorPin}) it begins with the first of them, and who comes before hears music until then. It goes on when they have left.
 *
 * <p>Any thread may call any method; a room can be opened once.
 */
public final class ConferenceRoom implements Service {
    private static final int UNAVAILABLE = 480;
    private static final int BUSY = 486;
    private static final int FAILED = 500;
    private static final int TRIES = 3;
    /** Its PINs are locked together. */
    private static final String ROOM = "";

    private static final Duration FIRST_DIGIT = Duration.ofSeconds(15);
    private static final Duration NEXT_DIGIT = Duration.ofSeconds(5);
    private static final PcmSource NOTHING = (target, offset, length) -> 0;
    private static final PcmSink NOWHERE = (samples, offset, length) -> {};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RoomSettings settings;
    private final PinGuard pins;
    private final List<String> known;
    private final List<Consumer<ConferenceEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ServicePlace> opened = new CompletableFuture<>();
    /** Changed on the loop of the services, as is what follows. */
    private volatile Optional<Conference> conference = Optional.empty();

    /** A disk may hang: nothing is asked of it on the loop. */
    private Optional<CallbackLane> files = Optional.empty();
    /** Who is in as soon as the recording has begun, in the order of coming. */
    private final Set<IncomingCall> arriving = new LinkedHashSet<>();

    private WaitingSound bell = new WaitingSound(NOTHING);
    /** Who may come in as soon as a moderator is there, in the order of coming. */
    private final Set<IncomingCall> waiting = new LinkedHashSet<>();

    private final Set<Call> moderators = new HashSet<>();
    private volatile boolean locked;
    private boolean hushed;
    private boolean closed;

    private ConferenceRoom(RoomSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.pins = new PinGuard(Map.of());
        this.known = Stream.concat(settings.pin().stream(), settings.moderatorPin().stream())
                .toList();
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

    /** Nobody comes in any more, or again; until the conference that is held now is over. */
    public void lock(boolean wanted) {
        order(() -> lockNow(wanted));
    }

    public boolean isLocked() {
        return locked;
    }

    /** Mutes all who are no moderators, those who come later too, or lets them speak; until the conference that is held now is over. */
    public void muteAll(boolean wanted) {
        order(() -> hush(wanted));
    }

    /** Ends the conference that is held now, and hangs up on all; those too who wait for a moderator. */
    public void end() {
        order(this::endAll);
    }

    private void order(Runnable order) {
        opened.thenAccept(place -> post(order));
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
        // Before the first call: a telephone is to hear that it is a conference.
        place.pbx().extensions().showConference(place.number(), shown());
    }

    /** Asks the disk on a lane, and says on the loop what came of it; no answer for too long is a failure too. */
    private void ask(Callable<Boolean> question, Consumer<Boolean> then) {
        if (files.isEmpty()) {
            files = Optional.of(place().world().openLane("switchhook-room-files"));
        }
        var answered = new CompletableFuture<Boolean>();
        answered.thenAccept(well -> post(() -> then.accept(well)));
        files.get().submit(() -> {
            try {
                answered.complete(question.call());
            } catch (Exception e) {
                answered.complete(false);
            }
        });
        after(RecordingDialogue.PATIENCE_WITH_FILES, () -> answered.complete(false));
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
            endAll();
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
        } else if (locked) {
            call.reject(BUSY, "The conference is locked");
        } else if (participants().size() + waiting.size() + arriving.size() >= settings.limit()) {
            call.reject(BUSY, "The conference is full");
        } else if (conference.isPresent() || settings.recordings().isEmpty()) {
            take(call);
        } else {
            // A conference that is to be recorded and cannot be is none: nobody is to talk who believes that it is
            // kept.
            var folder = settings.recordings().get();
            ask(() -> Files.isWritable(folder), writable -> {
                if (writable) {
                    take(call);
                } else {
                    call.reject(FAILED, "The conference cannot be recorded");
                }
            });
        }
    }

    private void take(IncomingCall call) {
        settings.greeting().ifPresent(words -> call.audio().send(words.again()));
        call.answer().thenAccept(outcome -> {
            if (outcome == AnswerOutcome.ANSWERED) {
                post(() -> welcome(call));
            }
        });
    }

    private void welcome(IncomingCall call) {
        if (settings.pin().isPresent()) {
            if (settings.greeting().isEmpty()) {
                call.audio().send(ShortTones.question());
            }
            ask(call, DigitReader.of(call), 1);
        } else {
            settings.greeting()
                    .ifPresentOrElse(
                            words -> after(words.duration(), () -> enter(call, false)), () -> enter(call, false));
        }
    }

    private void ask(IncomingCall call, DigitReader digits, int attempt) {
        int most = known.stream().mapToInt(String::length).max().orElseThrow();
        digits.read(most, FIRST_DIGIT, NEXT_DIGIT)
                .thenAccept(read -> post(() -> {
                    if (pins.accepts(ROOM, known, read.digits(), place().loop().nowNanos())) {
                        enter(
                                call,
                                settings.moderatorPin()
                                        .filter(read.digits()::equals)
                                        .isPresent());
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

    /** Into the conference, or among those who wait for it to begin. */
    private void enter(IncomingCall call, boolean moderator) {
        if (moderator) {
            moderators.add(call);
            call.onDigit(new ModeratorKeys(this)::onDigit);
            call.ended().thenRun(() -> post(() -> moderators.remove(call)));
        } else if (settings.moderatorPin().isPresent() && conference.isEmpty() && !closed) {
            call.audio()
                    .send(WaitingSound.of(
                            settings.music(), () -> place().world().openLane("switchhook-room")));
            waiting.add(call);
            call.ended().thenRun(() -> post(() -> waiting.remove(call)));
            return;
        }
        join(call);
        if (moderator && conference.isPresent()) {
            letIn(waiting);
        }
    }

    private void letIn(Set<IncomingCall> calls) {
        var all = List.copyOf(calls);
        calls.clear();
        all.forEach(this::join);
    }

    private void join(IncomingCall call) {
        call.audio().sendSilence();
        if (closed || call.state().isEnded()) {
            call.hangUp();
            return;
        }
        if (conference.isEmpty() && settings.recordings().isPresent()) {
            arrive(call, settings.recordings().get());
            return;
        }
        var held = conference.orElseGet(() -> begin(open()));
        boolean room = !locked && callers(held).size() < settings.limit();
        if (!room || !held.join(call).isJoined()) {
            call.hangUp();
            endIfEmpty(held);
        } else if (hushed && !moderators.contains(call)) {
            held.participant(call).ifPresent(Participant::mute);
        }
    }

    /** The conference begins when its file has. */
    private void arrive(IncomingCall call, Path folder) {
        boolean first = arriving.isEmpty();
        arriving.add(call);
        call.ended().thenRun(() -> post(() -> arriving.remove(call)));
        if (first) {
            var held = open();
            ask(() -> held.record(fileIn(folder)) != null, recorded -> begin(held, recorded));
        }
    }

    private void begin(Conference held, boolean recorded) {
        if (!recorded || closed || arriving.isEmpty()) {
            held.close();
            List.copyOf(arriving).forEach(Call::hangUp);
            arriving.clear();
            return;
        }
        boolean moderated = arriving.stream().anyMatch(moderators::contains);
        begin(held);
        letIn(arriving);
        if (moderated) {
            letIn(waiting);
        }
    }

    // --- the conference -------------------------------------------------------------------------------------------

    private Conference open() {
        // One seat is for the bell.
        return place().phone().openConference(settings.limit() + 1);
    }

    private Conference begin(Conference held) {
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
        if (event.kind() != ConferenceEvent.Kind.SPEAKING
                && conference.filter(now -> now == held).isPresent()) {
            show();
        }
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
            over();
            held.close();
        }
    }

    /** Nothing of the last conference counts for the next. */
    private void over() {
        conference = Optional.empty();
        locked = false;
        hushed = false;
        show();
    }

    private void lockNow(boolean wanted) {
        locked = wanted && conference.isPresent();
        show();
    }

    /** The telephones of those who may know it are told who is in the room. */
    private void show() {
        place().pbx().extensions().showConference(place().number(), shown());
    }

    private PbxConference shown() {
        // Whoever has come past the PBX may have chosen the Call-ID of another.
        var members = new LinkedHashMap<String, PbxConference.Member>();
        for (var caller : participants()) {
            var call = caller.call().orElseThrow();
            var roles = moderators.contains(call) ? List.of("moderator") : List.<String>of();
            members.putIfAbsent(call.id(), new PbxConference.Member(call.id(), caller.isMuted(), roles));
        }
        var room = PbxConference.EMPTY
                .withMembers(List.copyOf(members.values()))
                .withLimit(settings.limit())
                .withLocked(locked)
                .withWatchers(settings.watchers());
        return settings.openRoster() ? room.openToAll() : room;
    }

    private void endAll() {
        var held = conference;
        over();
        held.ifPresent(Conference::hangUp);
        List.copyOf(waiting).forEach(Call::hangUp);
        List.copyOf(arriving).forEach(Call::hangUp);
    }

    private void hush(boolean wanted) {
        conference.ifPresent(held -> {
            hushed = wanted;
            for (var caller : callers(held)) {
                if (wanted && !moderators.contains(caller.call().orElseThrow())) {
                    caller.mute();
                } else {
                    caller.unmute();
                }
            }
        });
    }

    /** What a moderator has typed, from any thread. */
    void onModerator(ModeratorKeys.Wish wish) {
        post(() -> {
            switch (wish) {
                case MUTE_ALL -> hush(!hushed);
                case LOCK -> lockNow(!locked);
                case REMOVE_LAST -> removeLast();
                case END -> endAll();
            }
            bell.say(ShortTones.question());
        });
    }

    private void removeLast() {
        conference.stream()
                .flatMap(held -> callers(held).stream())
                .map(caller -> caller.call().orElseThrow())
                .filter(call -> !moderators.contains(call))
                .reduce((first, second) -> second)
                .ifPresent(Call::hangUp);
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
