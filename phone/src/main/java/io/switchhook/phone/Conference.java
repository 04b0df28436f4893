package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.ConferenceEvent.LeaveCause;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.stack.media.MixPort;
import io.switchhook.stack.media.MixSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Calls that hear each other, and whoever sits at the telephone: each hears the sum of all others, never itself. A three-way call is
 *
 * <pre>{@code
 * var room = phone.conference(first, second);
 * room.join("me", microphone.source(), speaker.sink());
 * }</pre>
 *
 * <p>Calls join and leave at any time, before they are answered too: they are heard from the answer on. A call that is in a conference sends and receives nothing else; what is
 * attached to its {@link Call#audio} is used again when it has left. One that we hold hears its hold music and is not heard; one whose other side holds us is not heard either,
 * so that nobody has to listen to its music. A call that ends leaves by itself, and where a transfer puts another call in its place, that one takes the
 * seat. The calls may belong to several phones of this program; the sound is mixed on the media loop of the phone that the conference was opened with, at the highest
 * sample rate that one of those present has. All methods may be called from any thread.
 */
public final class Conference implements AutoCloseable {
    /** How many may take part unless the program says otherwise. */
    public static final int DEFAULT_LIMIT = 32;

    /** Some hundreds are mixed by one loop; calls need it too. */
    private static final int HIGHEST_LIMIT = 500;

    private final PhoneDesk phone;
    private final MixSession mix;
    private final CallbackLane lane;
    private final int limit;
    private final List<Consumer<ConferenceEvent>> listeners = new CopyOnWriteArrayList<>();
    /** Changed under the lock of this object, before that of the audio of a call. */
    private final List<Participant> participants = new CopyOnWriteArrayList<>();

    /** Under the same lock. */
    private int lastSeat;

    private final List<Recording> recordings = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** The UUID of the conference, where it is to be seen that there is one (RFC 7989 §9). */
    private volatile Optional<String> focus = Optional.empty();

    Conference(PhoneDesk phone, int limit) {
        if (limit < 2 || limit > HIGHEST_LIMIT) {
            throw new IllegalArgumentException(
                    "A conference has room for 2 to " + HIGHEST_LIMIT + ", but not for " + limit);
        }
        this.phone = phone;
        this.limit = limit;
        this.mix = phone.engine().media().openMix();
        this.lane = phone.world().openLane("switchhook-conference");
    }

    /** Tells what happens, in order and one at a time, on a lane of the conference. */
    public Conference onEvent(Consumer<ConferenceEvent> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Says to the calls that join from now on that they are in a conference: {@code isfocus} in our Contact (RFC 4579 §4.2), in our answer to a call that joins before it is
     * answered, else from our next message on that has a Contact; all of them have the UUID of the conference in their Session-ID then (RFC 7989 §9). Not said by default, as
     * the RFC allows: that Contact is the telephone, and who calls it is in the conference only if the program joins the call. The other sides of those calls may ask, inside their
     * dialogs, who else is in the conference (RFC 4575), and are told when that changes, once in five seconds at most; anonymous callers have no name there.
     */
    public Conference showFocus() {
        focus = Optional.of(focus.orElseGet(() -> SessionId.draw(phone.world().randomness())));
        return this;
    }

    /** The call joins, in whatever state it is. One that is in this conference already stays as it is. */
    public JoinOutcome join(Call call) {
        Objects.requireNonNull(call, "call");
        var outcome = enter(
                Optional.of(call),
                call.remoteNumber(),
                () -> mix.add(call.audio().sampleRate()));
        if (outcome instanceof JoinOutcome.Joined) {
            tellFocus(call);
        }
        return outcome;
    }

    /**
     * Somebody here takes part: microphone and loudspeaker, a file that is played to all, a voice bot. Both are asked on the media loop for 10 ms each time, at the rate that
     * each says, and must not block; who throws is asked no more.
     *
     * @param name as it is to be shown
     * @throws IllegalArgumentException when a sample rate is no multiple of 100 from 8000 to 48000
     */
    public JoinOutcome join(String name, PcmSource says, PcmSink hears) {
        Objects.requireNonNull(says, "says");
        Objects.requireNonNull(hears, "hears");
        return enter(Optional.empty(), Objects.requireNonNull(name, "name"), () -> mix.add(says, hears));
    }

    private synchronized JoinOutcome enter(Optional<Call> call, String name, Supplier<MixPort> door) {
        var seated = call.flatMap(known -> known.audio().seat());
        if (seated.isPresent()) {
            return seated(seated.get());
        }
        if (closed) {
            return new JoinOutcome.Closed();
        }
        if (participants.size() >= limit) {
            return new JoinOutcome.Full(limit);
        }
        var port = door.get();
        var joined = new Participant(this, port, name, call, ++lastSeat);
        port.audibleWhile(joined::isAudible);
        port.listenForSpeech(begun -> tell(new ConferenceEvent.Speaking(joined, begun)));
        if (call.isPresent() && !call.get().audio().takeSeat(joined)) {
            mix.remove(port);
            return call.get().audio().seat().map(this::seated).orElseGet(JoinOutcome.CallOver::new);
        }
        participants.add(joined);
        tell(new ConferenceEvent.Joined(joined));
        return new JoinOutcome.Joined(joined);
    }

    private JoinOutcome seated(Participant seat) {
        return seat.conference() == this ? new JoinOutcome.Joined(seat) : new JoinOutcome.Elsewhere(seat.conference());
    }

    /** Takes the call out, which goes on; false when it is not in this conference. */
    public boolean leave(Call call) {
        return call.audio()
                .seat()
                .filter(seat -> seat.conference() == this)
                .filter(Participant::leave)
                .isPresent();
    }

    void mute(Participant participant, boolean wanted) {
        synchronized (this) {
            boolean changes = participant.port().isMuted() != wanted;
            participant.port().mute(wanted);
            if (changes && participants.contains(participant)) {
                tell(new ConferenceEvent.Muted(participant, wanted));
            }
        }
    }

    boolean leave(Participant participant, LeaveCause cause) {
        boolean left = drop(participant);
        if (left) {
            participant.call().ifPresent(call -> {
                call.audio().leaveSeat(participant);
                showFocus(call, false);
            });
            tell(new ConferenceEvent.Left(participant, cause));
        }
        return left;
    }

    private boolean drop(Participant participant) {
        synchronized (this) {
            if (!participants.remove(participant)) {
                return false;
            }
        }
        mix.remove(participant.port());
        return true;
    }

    /** Records what everybody says; {@link #record(Path, RecordingOptions)} with {@link RecordingOptions#DEFAULT}. */
    public Recording record(Path file) throws IOException {
        return record(file, RecordingOptions.DEFAULT);
    }

    /**
     * Records the sum of all, from the first who is there on until the conference is closed. A file that is there is overwritten. Of one that is closed there is nothing
     * to record, and the file is empty.
     *
     * @throws IOException when the file cannot be written
     * @throws IllegalArgumentException when it is to be stereo: a conference has no two sides
     */
    public Recording record(Path file, RecordingOptions options) throws IOException {
        if (options.layout() != RecordingOptions.Layout.MIXED) {
            throw new IllegalArgumentException("A conference has no two sides; record it mixed");
        }
        var recording = phone.openRecording(Objects.requireNonNull(file, "file"), options);
        int rate = options.sampleRate();
        var nothing = new short[0];
        synchronized (this) {
            recordings.add(recording);
            var port = mix.addListener(PcmSink.at(
                    rate,
                    (samples, offset, length) -> recording.take(nothing, 0, rate, samples, offset, length, rate)));
            recording.done().thenRun(() -> {
                mix.remove(port);
                recordings.remove(recording);
            });
            if (closed) {
                recording.stop();
            }
        }
        return recording;
    }

    /** Who is in it now, in the order of coming. */
    public List<Participant> participants() {
        return List.copyOf(participants);
    }

    /** The seat of this call; empty when it is not in this conference. */
    public Optional<Participant> participant(Call call) {
        return call.audio().seat().filter(seat -> seat.conference() == this);
    }

    /** How many may take part. */
    public int limit() {
        return limit;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Ends it. The calls go on, each with what is attached to its own audio; local sources and sinks are asked no more. Closing twice does nothing. */
    @Override
    public void close() {
        end(() -> {});
    }

    /** Ends it and hangs up all its calls. */
    public void hangUp() {
        var calls = participants.stream().flatMap(seat -> seat.call().stream()).toList();
        end(() -> calls.forEach(Call::hangUp));
    }

    private void end(Runnable more) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        participants().forEach(participant -> leave(participant, LeaveCause.CONFERENCE_CLOSED));
        recordings.forEach(Recording::stop);
        mix.close();
        phone.forget(this);
        more.run();
        tell(new ConferenceEvent.Closed());
    }

    /** Our Contact in this call says that it is in a conference, where that is to be said. */
    void tellFocus(Call call) {
        if (focus.isPresent()) {
            showFocus(call, true);
        }
    }

    private void showFocus(Call call, boolean in) {
        var loop = call.line().engine().loop();
        var uuid = focus.filter(any -> in);
        loop.post(() ->
                call.engine().guests().focus().show(uuid.map(any -> new ConferenceRoll(this, call.line())), uuid));
    }

    /** Those who follow who is in it are told (RFC 4575); what each is told is looked up then. */
    private void tellFollowers() {
        for (var participant : participants) {
            participant.call().ifPresent(call -> {
                var loop = call.line().engine().loop();
                loop.post(() -> call.engine().guests().focus().onChanged(loop.nowNanos()));
            });
        }
    }

    private void tell(ConferenceEvent event) {
        if (focus.isPresent() && event.kind() != ConferenceEvent.Kind.SPEAKING) {
            tellFollowers();
        }
        listeners.forEach(listener -> lane.submit(() -> listener.accept(event)));
    }

    @Override
    public String toString() {
        return "conference of " + participants;
    }
}
