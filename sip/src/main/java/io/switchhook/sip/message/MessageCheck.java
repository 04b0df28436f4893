package io.switchhook.sip.message;

import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Arrays;
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

    /** The place in {@link #CHECKED} by the index of the name; behind its end for all other names. */
    private static final byte[] PLACES = new byte[HeaderName.values().length];

    static {
        Arrays.fill(PLACES, (byte) CHECKED.size());
        for (int i = 0; i < CHECKED.size(); i++) {
            PLACES[CHECKED.get(i).nameIndex()] = (byte) i;
        }
    }

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
        try {
            return Optional.ofNullable(find(message, scanner));
        } catch (MalformedHeaderException e) {
            return Optional.of(new Problem(400, "Malformed " + e.headerName(), String.valueOf(e.getMessage())));
        } catch (MalformedException e) {
            return Optional.of(new Problem(400, "Malformed Request-URI", String.valueOf(e.getMessage())));
        }
    }

    private static @Nullable Problem find(SipMessage message, FieldScanner scanner) {
        var lines = message.lines();
        var problem = findWrongCount(lines);
        if (problem != null) {
            return problem;
        }
        decodeChecked(lines, scanner);
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

    /** Decodes the first value of each, which stays with the lines. None but Via is there more than once. */
    private static void decodeChecked(HeaderLines lines, FieldScanner scanner) {
        boolean viaSeen = false;
        for (int i = 0; i < lines.count(); i++) {
            int place = place(lines.nameIndex(i));
            if (place == VIA ? !viaSeen : place <= MAX_FORWARDS) {
                viaSeen |= place == VIA;
                var type = CHECKED.get(place);
                if (lines.decodeFirst(i, type, scanner) == null) {
                    throw new MalformedHeaderException(type.name(), "expected a value, but the line is empty");
                }
            }
        }
    }

    /** One look at the lines: a bit for each checked header that is there, and one for each that is there again. */
    private static @Nullable Problem findWrongCount(HeaderLines lines) {
        int seen = 0;
        int again = 0;
        for (int i = 0; i < lines.count(); i++) {
            int bit = 1 << place(lines.nameIndex(i));
            again |= seen & bit;
            seen |= bit;
        }
        for (int i = VIA; i < MAX_FORWARDS; i++) {
            if ((seen & 1 << i) == 0) {
                return new Problem(400, "Missing " + CHECKED.get(i).name());
            }
        }
        for (int i = VIA + 1; i <= MAX_FORWARDS; i++) {
            if ((again & 1 << i) != 0) {
                return new Problem(400, "More than one " + CHECKED.get(i).name());
            }
        }
        return null;
    }

    /** The place of the name among those that are checked, or behind them. */
    private static int place(int nameIndex) {
        return nameIndex < 0 ? CHECKED.size() : PLACES[nameIndex];
    }
}
