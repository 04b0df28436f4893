package io.switchhook.phone;

import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.stack.media.AudioSession;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The audio of one call: what we send and what we hear, as 16-bit PCM. Each source and each sink has the rate that it
 * says ({@link PcmSource#sampleRate}), 8 kHz unless it says otherwise, whatever codec is agreed on and when that changes:
 * what they give and get is converted. Where nothing is attached, silence is sent and what comes in is dropped;
 * a call needs no sound card. May be used from any thread and before the call is answered.
 *
 * <p>From {@link Call#hold} until {@link Call#resume} has succeeded, what is attached is not sent: a microphone is
 * muted (RFC 3264 §8.4). The other side hears silence, or the music of {@link #holdMusic}.
 */
public final class CallAudio {
    private Optional<PcmSource> source = Optional.empty();
    private Optional<PcmSource> music;
    private Optional<PcmSink> sink = Optional.empty();
    private final Call call;
    private Optional<AudioSession> session = Optional.empty();
    private Optional<Participant> seat = Optional.empty();
    private Optional<Recording> recording = Optional.empty();
    /** The audio of a call that takes the place of this one when it is over. */
    private Optional<CallAudio> heir = Optional.empty();

    private boolean sendsOnHold;
    private boolean holding;
    private boolean over;

    /** @param music what a held side hears unless the program says otherwise */
    CallAudio(Call call, Optional<PcmSource> music) {
        this.call = call;
        this.music = music;
    }

    /**
     * Sends what this source gives, from now on; it is asked for each packet on the media loop, every 20 ms unless the other side wishes for other lengths, and must not block.
     * It is not asked while the call is on hold: a file goes on where it was, and of a live stream the program decides what
     * to do with what came meanwhile ({@link PcmStreams.ToCall#clear}).
     *
     * @throws IllegalArgumentException when its sample rate is no multiple of 100 from 8000 to 48000
     * @throws IllegalStateException when it is a {@link WavPlayer} that another call plays
     */
    public synchronized CallAudio send(PcmSource attached) {
        begin(Objects.requireNonNull(attached, "attached"));
        replaceSource(Optional.of(attached));
        return this;
    }

    /** Sends silence again. */
    public synchronized CallAudio sendSilence() {
        replaceSource(Optional.empty());
        return this;
    }

    /**
     * What the other side hears while we hold it, in place of the phone's own music; asked as the source of {@link #send} is.
     *
     * @throws IllegalArgumentException when its sample rate is no multiple of 100 from 8000 to 48000
     * @throws IllegalStateException when it is a {@link WavPlayer} that another call plays
     */
    public synchronized CallAudio holdMusic(PcmSource played) {
        begin(Objects.requireNonNull(played, "played"));
        replaceMusic(Optional.of(played));
        return this;
    }

    /** The other side hears silence while we hold it, whatever music the phone has. */
    public synchronized CallAudio holdSilence() {
        replaceMusic(Optional.empty());
        return this;
    }

    /** What is attached with {@link #send} is sent while we hold too: for a program that says other things to those who wait. */
    public synchronized CallAudio sendOnHold() {
        sendsOnHold = true;
        route();
        return this;
    }

    /**
     * Gives what we hear to this sink, from now on; it is called on the media loop as often as the source of {@link #send}, and must not block.
     *
     * @throws IllegalArgumentException when its sample rate is no multiple of 100 from 8000 to 48000
     */
    public synchronized CallAudio receive(PcmSink attached) {
        PcmFormat.requireCallRate(Objects.requireNonNull(attached, "attached").sampleRate());
        sink = Optional.of(attached);
        route();
        return this;
    }

    /** Drops what we hear again. */
    public synchronized CallAudio receiveNothing() {
        sink = Optional.empty();
        route();
        return this;
    }

    private void begin(PcmSource attached) {
        PcmFormat.requireCallRate(attached.sampleRate());
        if (attached instanceof WavPlayer player) {
            player.attachTo(this);
        }
    }

    private void replaceSource(Optional<PcmSource> next) {
        var old = source;
        source = next;
        route();
        leave(old);
        leaveIfOver();
    }

    private void replaceMusic(Optional<PcmSource> next) {
        var old = music;
        sendsOnHold = false;
        music = next;
        route();
        leave(old);
        leaveIfOver();
    }

    /** Tells a player that is played here no longer. */
    private void leave(Optional<PcmSource> old) {
        if (old.isPresent() && old.get() instanceof WavPlayer player && !isUsed(player)) {
            player.detachFrom(this);
        }
    }

    private boolean isUsed(PcmSource known) {
        return source.filter(used -> used == known).isPresent()
                || music.filter(used -> used == known).isPresent();
    }

    /** The call is over: what is attached plays no more, and whoever has taken its place has its seat and its recording. From any thread. */
    void end() {
        Optional<Participant> seated;
        Optional<Recording> recorded;
        Optional<CallAudio> next;
        synchronized (this) {
            over = true;
            leaveIfOver();
            seated = seat;
            recorded = recording;
            next = heir;
            seat = Optional.empty();
            recording = Optional.empty();
            heir = Optional.empty();
        }
        seated.ifPresent(participant -> {
            if (next.filter(audio -> audio.takeSeat(participant)).isPresent()) {
                participant.moveTo(next.get().call);
            } else {
                participant.callOver();
            }
        });
        recorded.filter(tape -> next.filter(audio -> audio.takeRecording(tape)).isEmpty())
                .ifPresent(Recording::stop);
    }

    /** Both sides are recorded from now on; false when the call is over, or recorded already. */
    synchronized boolean takeRecording(Recording begun) {
        if (over || isRecorded()) {
            return false;
        }
        recording = Optional.of(begun);
        route();
        begun.done().thenRun(() -> leaveRecording(begun));
        return true;
    }

    private synchronized void leaveRecording(Recording done) {
        if (recording.filter(mine -> mine == done).isPresent()) {
            recording = Optional.empty();
            route();
        }
    }

    synchronized boolean isRecorded() {
        return recording.filter(running -> !running.isOver()).isPresent();
    }

    /** The rate, in hertz, that keeps what the codecs of the phone carry: 8,000 where none of them is a wideband codec, else 16,000. */
    int sampleRate() {
        return call.line().phone().engine().media().hasWideband() ? PcmFormat.WIDEBAND_RATE : PcmFormat.NARROWBAND_RATE;
    }

    /** Where the call sits in a conference. */
    synchronized Optional<Participant> seat() {
        return seat;
    }

    /** The call is heard by a conference and hears it, in the place of what is attached; false when it is over, or in a conference already. */
    synchronized boolean takeSeat(Participant participant) {
        if (over || seat.isPresent()) {
            return false;
        }
        seat = Optional.of(participant);
        route();
        return true;
    }

    /** What is attached is sent and hears again. */
    synchronized void leaveSeat(Participant participant) {
        if (seat.filter(mine -> mine == participant).isPresent()) {
            seat = Optional.empty();
            route();
        }
    }

    private void leaveIfOver() {
        if (over) {
            var oldSource = source;
            var oldMusic = music;
            source = Optional.empty();
            music = Optional.empty();
            leave(oldSource);
            leave(oldMusic);
        }
    }

    /** Gives what was counted of it, perhaps on the media loop; nothing before a stream has run. */
    void statistics(Consumer<Optional<StreamStatistics>> receiver) {
        Optional<AudioSession> opened;
        synchronized (this) {
            opened = session;
        }
        opened.ifPresentOrElse(audio -> audio.statistics(receiver), () -> receiver.accept(Optional.empty()));
    }

    synchronized void connect(AudioSession opened) {
        session = Optional.of(opened);
        route();
    }

    /** We hold, or wish to; or no longer do. */
    synchronized void hold(boolean begun) {
        if (holding != begun) {
            holding = begun;
            route();
        }
    }

    private void route() {
        // RFC 3264 §8.4: who presses hold is muted locally, whatever the direction agreed would allow.
        var said = seat.<PcmSource>map(Participant::port).or(() -> source);
        var sent = holding && !sendsOnHold ? music : said;
        var heard = seat.<PcmSink>map(Participant::port).or(() -> sink);
        if (recording.isPresent()) {
            var tap = new CallTap(sent, heard, recording.get(), sampleRate());
            attach(Optional.of(tap.source()), Optional.of(tap.sink()));
        } else {
            attach(sent, heard);
        }
    }

    private void attach(Optional<PcmSource> sent, Optional<PcmSink> heard) {
        session.ifPresent(audio -> {
            sent.ifPresentOrElse(audio::attachSource, audio::detachSource);
            heard.ifPresentOrElse(audio::attachSink, audio::detachSink);
        });
    }

    /** Takes over what is attached to the audio of a call that this one replaces. */
    void inherit(CallAudio old) {
        synchronized (old) {
            old.heir = Optional.of(this);
            old.source.ifPresent(this::share);
            old.music.ifPresent(this::share);
            old.source.ifPresent(this::send);
            old.sink.ifPresent(this::receive);
            old.music.ifPresentOrElse(this::holdMusic, this::holdSilence);
            if (old.sendsOnHold) {
                sendOnHold();
            }
        }
    }

    /** Both calls have it until one of them ends. */
    private void share(PcmSource shared) {
        if (shared instanceof WavPlayer player) {
            player.inherit(this);
        }
    }
}
