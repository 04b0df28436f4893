package io.switchhook.stack.conference;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.XmlElement;
import java.util.Locale;
import java.util.Optional;

/**
 * A media stream between somebody and a conference (RFC 4575 §5.8). Text of a peer has no control characters.
 *
 * @param id tells the streams of an endpoint apart
 * @param type {@code audio}, or another media type of SDP
 * @param label what all streams of that content have in common
 * @param status as the participant sees it: whoever is muted has {@code RECVONLY}
 */
public record ConferenceMedia(String id, Optional<String> type, Optional<String> label, Optional<Status> status) {

    /** The directions of SDP (§5.8.5). */
    public enum Status {
        SENDRECV,
        SENDONLY,
        RECVONLY,
        INACTIVE
    }

    /** The audio of somebody who may speak, or may not. */
    public static ConferenceMedia audio(boolean muted) {
        return new ConferenceMedia(
                "1", Optional.of("audio"), Optional.empty(), Optional.of(muted ? Status.RECVONLY : Status.SENDRECV));
    }

    static ConferenceMedia of(XmlElement media) {
        return new ConferenceMedia(
                Printable.escape(media.attribute("id").orElse("")),
                media.textOf("type").map(Printable::escape),
                media.textOf("label").map(Printable::escape),
                media.textOf("status").flatMap(word -> Word.of(Status.values(), word)));
    }

    /** The words of the documents, and the constants that stand for them. */
    static final class Word {
        private Word() {}

        static <E extends Enum<E>> Optional<E> of(E[] all, String word) {
            for (var each : all) {
                if (of(each).equalsIgnoreCase(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }

        static String of(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
