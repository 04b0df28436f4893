package io.switchhook.phone;

import io.switchhook.phone.call.CallState;
import io.switchhook.stack.media.MixPort;
import java.util.Optional;

/** Who is in a {@link Conference}: the other side of a call, or a local source and sink of sound. All methods may be called from any thread. */
public final class Participant {
    private final Conference conference;
    private final MixPort port;
    private final String name;
    private final int seat;
    private volatile Optional<Call> call;

    Participant(Conference conference, MixPort port, String name, Optional<Call> call, int seat) {
        this.conference = conference;
        this.port = port;
        this.name = name;
        this.call = call;
        this.seat = seat;
    }

    /** The name that was given; of a call, the number of the other side now. */
    public String name() {
        return call.map(Call::remoteNumber).orElse(name);
    }

    /** The call; another one after a transfer, when the line has called on behalf of the other side. Empty for who is local. */
    public Optional<Call> call() {
        return call;
    }

    public Conference conference() {
        return conference;
    }

    /** Nobody hears him until {@link #unmute}; he hears the others all the same. */
    public Participant mute() {
        conference.mute(this, true);
        return this;
    }

    public Participant unmute() {
        conference.mute(this, false);
        return this;
    }

    public boolean isMuted() {
        return port.isMuted();
    }

    /**
     * How loud he is for the others.
     *
     * @param factor 0 to 8; 1 is as it comes
     * @throws IllegalArgumentException when it is anything else
     */
    public Participant volume(double factor) {
        port.volume(factor);
        return this;
    }

    public double volume() {
        return port.volume();
    }

    /** How loud he was in the last 10 ms, in dBov: -127, which is silence, to 0, as loud as it goes; speech is around -30. What is muted is silent. */
    public double levelDbov() {
        return port.levelDbov();
    }

    /** Whether he speaks now, pauses between words included. */
    public boolean isSpeaking() {
        return port.isSpeaking();
    }

    /** Takes him out; a call goes on, with what was attached to its audio. Returns false when he was out already. */
    public boolean leave() {
        return conference.leave(this, ConferenceEvent.LeaveCause.TAKEN_OUT);
    }

    /** What tells him apart from others of one name, or of none; no other of the conference ever has it. */
    int seat() {
        return seat;
    }

    MixPort port() {
        return port;
    }

    /** His call has ended. From any thread. */
    void callOver() {
        conference.leave(this, ConferenceEvent.LeaveCause.CALL_OVER);
    }

    /** Another call has taken the place of his. */
    void moveTo(Call next) {
        call = Optional.of(next);
        conference.tellFocus(next);
    }

    /** Whether what comes from the other side is speech: before the answer it is a ringing tone, and music while it holds us. */
    boolean isAudible() {
        return call.map(Call::state)
                .filter(state -> state != CallState.IN_CALL && state != CallState.TRANSFERRING)
                .isEmpty();
    }

    @Override
    public String toString() {
        return name();
    }
}
