package io.switchhook.stack.quality;

import io.switchhook.base.text.Printable;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which call a report is about, as the one who reports sees it (RFC 6035 §4.6.1). Texts are as they stand in a report, {@code Alice <sip:alice@example.org>} for one; nothing in
 * them is proven. A report that obeys the RFC has all but the MAC addresses; telephones leave out one or another.
 *
 * @param callId the Call-ID of its dialog
 * @param localId who reports
 * @param remoteId the other side
 * @param origId who called
 * @param localAddr where it received audio
 * @param remoteAddr where the audio came from
 * @param localGroup what it belongs to
 * @param remoteGroup what the other side belongs to
 * @param localMac the address of its network card
 * @param remoteMac that of the other side
 */
public record SessionInfo(
        String callId,
        Optional<String> localId,
        Optional<String> remoteId,
        Optional<String> origId,
        Optional<MediaEnd> localAddr,
        Optional<MediaEnd> remoteAddr,
        Optional<String> localGroup,
        Optional<String> remoteGroup,
        Optional<String> localMac,
        Optional<String> remoteMac) {

    /** @throws IllegalArgumentException when a text has a line end or another control character */
    public SessionInfo {
        Stream.concat(
                        Stream.of(callId),
                        Stream.of(localId, remoteId, origId, localGroup, remoteGroup, localMac, remoteMac)
                                .flatMap(Optional::stream))
                .forEach(SessionInfo::requireClean);
    }

    static void requireClean(String text) {
        if (!Printable.isClean(text)) {
            throw new IllegalArgumentException(
                    "A line of a report has a control character: \"" + Printable.escape(text) + "\"");
        }
    }
}
