package io.switchhook.sip.message;

import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every message must have, RFC 3261 §8.1.1: Via, From, To, Call-ID and CSeq, each of the last four once, all of them well-formed; a CSeq with
 * the method of the request; a Request-URI. Max-Forwards may be missing, as RFC 2543 had none, but not malformed.
 */
public final class MessageCheck {
    /** In the order in which a missing one is told; the last may be missing. */
    private static final List<HeaderType<?>> CHECKED = List.of(
            ViaHeader.TYPE, FromHeader.TYPE, ToHeader.TYPE, CallIdHeader.TYPE, CSeqHeader.TYPE, MaxForwardsHeader.TYPE);

    private static final int VIA = 0;
    private static final int MAX_FORWARDS = 5;

    private MessageCheck() {}

    /**
     * Why a message cannot be worked with.
     *
     * @param status what a request is answered with
     * @param reason a reason phrase that says what is wrong, without any text of the peer
     * @param detail what exactly is wrong; may quote the peer, printable
     */
    public record Problem(int status, String reason, String detail) {
        private Problem(int status, String reason) {
            this(status, reason, reason);
        }
    }

    /** The first problem of a message; empty when it has none. Decodes the mandatory headers, so that they are at hand afterwards. */
    public static Optional<Problem> problemOf(SipMessage message) {
        return problemOf(message, new FieldScanner(message.bytes(), 0, 0));
    }

    static Optional<Problem> problemOf(SipMessage message, FieldScanner scanner) {
        var lines = message.lines();
        try {
            return Optional.ofNullable(decodeChecked(lines, scanner) ? find(message) : findWrongCount(lines));
        } catch (MalformedHeaderException e) {
            var wrong = findWrongCount(lines);
            return Optional.of(wrong != null ? wrong : new Problem(400, "Malformed " + e.headerName(), said(e)));
        } catch (MalformedException e) {
            return Optional.of(new Problem(400, "Malformed Request-URI", said(e)));
        }
    }

    private static String said(MalformedException e) {
        return String.valueOf(e.getMessage());
    }

    /** Decodes the first value of each, which stays with the lines. Returns false when one is missing, or is there more often than it may be. */
    private static boolean decodeChecked(HeaderLines lines, FieldScanner scanner) {
        for (int i = VIA; i <= MAX_FORWARDS; i++) {
            var type = CHECKED.get(i);
            int line = lines.findOnly(type);
            if (line == HeaderLines.SEVERAL && i == VIA) {
                line = lines.find(type, 0);
            }
            if (line == HeaderLines.SEVERAL || line == HeaderLines.NO_LINE && i != MAX_FORWARDS) {
                return false;
            }
            if (line >= 0 && lines.decodeFirst(line, type, scanner) == null) {
                throw new MalformedHeaderException(type.name(), "expected a value, but the line is empty");
            }
        }
        return true;
    }

    private static @Nullable Problem findWrongCount(HeaderLines lines) {
        for (int i = VIA; i < MAX_FORWARDS; i++) {
            if (lines.find(CHECKED.get(i), 0) < 0) {
                return new Problem(400, "Missing " + CHECKED.get(i).name());
            }
        }
        for (int i = VIA + 1; i <= MAX_FORWARDS; i++) {
            int line = lines.find(CHECKED.get(i), 0);
            if (line >= 0 && lines.find(CHECKED.get(i), line + 1) >= 0) {
                return new Problem(400, "More than one " + CHECKED.get(i).name());
            }
        }
        return null;
    }

    private static @Nullable Problem find(SipMessage message) {
        if (message instanceof SipRequest request) {
            // RFC 3261 §19.1.1: no headers in a Request-URI; obeying them would let a caller write headers of ours.
            if (!request.hasPlainUri() && request.uri() instanceof SipUri uri && uri.hasHeaders()) {
                return new Problem(400, "Request-URI with headers");
            }
            // RFC 3261 §8.1.1.5
            if (!message.cseq().method().equals(request.method())) {
                return new Problem(400, "CSeq method is not the method of the request");
            }
        }
        return null;
    }
}
