package io.switchhook.phone;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.stack.media.AudioSession;
import java.util.Optional;

/**
 * The audio of one call: what we send and what we hear, as 16-bit PCM at the call's sample rate. Where nothing is
 * attached, silence is sent and what comes in is dropped;
 * a call needs no sound card. May be used from any thread and before the call is answered.
 */
public final class CallAudio {
    private Optional<PcmSource> source = Optional.empty();
    private Optional<PcmSink> sink = Optional.empty();
    private Optional<AudioSession> session = Optional.empty();

    CallAudio() {}

    /** Sends what this source gives, from now on; it is asked every 20 ms on the media loop and must not block. */
    public synchronized CallAudio send(PcmSource attached) {
        source = Optional.of(attached);
        session.ifPresent(audio -> audio.attachSource(attached));
        return this;
    }

    /** Sends silence again. */
    public synchronized CallAudio sendSilence() {
        source = Optional.empty();
        session.ifPresent(AudioSession::detachSource);
        return this;
    }

    /** Gives what we hear to this sink, from now on; it is called every 20 ms on the media loop and must not block. */
    public synchronized CallAudio receive(PcmSink attached) {
        sink = Optional.of(attached);
        session.ifPresent(audio -> audio.attachSink(attached));
        return this;
    }

    /** Drops what we hear again. */
    public synchronized CallAudio receiveNothing() {
        sink = Optional.empty();
        session.ifPresent(AudioSession::detachSink);
        return this;
    }

    synchronized void connect(AudioSession opened) {
        session = Optional.of(opened);
        source.ifPresent(opened::attachSource);
        sink.ifPresent(opened::attachSink);
    }

    /** Takes over what is attached to the audio of a call that this one replaces. */
    void inherit(CallAudio old) {
        var attachedSource = old.attachedSource();
        var attachedSink = old.attachedSink();
        attachedSource.ifPresent(this::send);
        attachedSink.ifPresent(this::receive);
    }

    private synchronized Optional<PcmSource> attachedSource() {
        return source;
    }

    private synchronized Optional<PcmSink> attachedSink() {
        return sink;
    }
}
