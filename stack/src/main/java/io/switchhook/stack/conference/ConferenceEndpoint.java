package io.switchhook.stack.conference;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.XmlElement;
import io.switchhook.stack.conference.ConferenceMedia.Word;
import java.util.List;
import java.util.Optional;

/**
 * A device with which somebody takes part in a conference (RFC 4575 §5.7). Text of a peer has no control characters.
 *
 * @param entity tells the devices of one user apart; it need not be an address that can be called
 * @param displayText its name for people
 * @param status what it does; empty when that was not told, or by a word that RFC 4575 does not know
 * @param joining how it came into the conference
 * @param disconnection how it left
 * @param media its streams
 */
public record ConferenceEndpoint(
        String entity,
        Optional<String> displayText,
        Optional<Status> status,
        Optional<JoiningMethod> joining,
        Optional<DisconnectionMethod> disconnection,
        List<ConferenceMedia> media) {

    /** §5.7.3. */
    public enum Status {
        CONNECTED,
        DISCONNECTED,
        ON_HOLD,
        /** It hears the conference and is not heard there. */
        MUTED_VIA_FOCUS,
        PENDING,
        ALERTING,
        DIALING_IN,
        DIALING_OUT,
        DISCONNECTING
    }

    /** §5.7.4. */
    public enum JoiningMethod {
        /** It has called. */
        DIALED_IN,
        /** It was called. */
        DIALED_OUT,
        /** It is the telephone that mixes. */
        FOCUS_OWNER
    }

    /** §5.7.6. */
    public enum DisconnectionMethod {
        DEPARTED,
        /** It was removed, or not let in. */
        BOOTED,
        FAILED,
        BUSY
    }

    public ConferenceEndpoint {
        media = List.copyOf(media);
    }

    /** One that takes part with its audio. */
    public static ConferenceEndpoint connected(String entity, JoiningMethod joining, boolean muted) {
        return new ConferenceEndpoint(
                entity,
                Optional.empty(),
                Optional.of(muted ? Status.MUTED_VIA_FOCUS : Status.CONNECTED),
                Optional.of(joining),
                Optional.empty(),
                List.of(ConferenceMedia.audio(muted)));
    }

    /** Whether it is in the conference, and heard or not. */
    public boolean isIn() {
        return status.filter(known -> known == Status.CONNECTED || known == Status.MUTED_VIA_FOCUS)
                .isPresent();
    }

    /** Whether it is in the conference and nobody hears it. */
    public boolean isMuted() {
        return isIn()
                && (status.filter(known -> known == Status.MUTED_VIA_FOCUS).isPresent()
                        || media.stream()
                                .filter(stream ->
                                        stream.type().filter("audio"::equals).isPresent())
                                .flatMap(stream -> stream.status().stream())
                                .anyMatch(direction -> direction == ConferenceMedia.Status.RECVONLY
                                        || direction == ConferenceMedia.Status.INACTIVE));
    }

    static ConferenceEndpoint of(XmlElement endpoint) {
        return new ConferenceEndpoint(
                Printable.escape(endpoint.attribute("entity").orElse("")),
                endpoint.textOf("display-text").map(Printable::escape),
                endpoint.textOf("status").flatMap(word -> Word.of(Status.values(), word)),
                endpoint.textOf("joining-method").flatMap(word -> Word.of(JoiningMethod.values(), word)),
                endpoint.textOf("disconnection-method").flatMap(word -> Word.of(DisconnectionMethod.values(), word)),
                endpoint.all("media").map(ConferenceMedia::of).toList());
    }
}
