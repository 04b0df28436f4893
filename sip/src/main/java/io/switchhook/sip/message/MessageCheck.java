package io.switchhook.sip.message;

import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
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
    private static final List<HeaderType<?>> MANDATORY =
            List.of(ViaHeader.TYPE, FromHeader.TYPE, ToHeader.TYPE, CallIdHeader.TYPE, CSeqHeader.TYPE);
    private static final List<HeaderType<?>> ONCE =
            List.of(FromHeader.TYPE, ToHeader.TYPE, CallIdHeader.TYPE, CSeqHeader.TYPE, MaxForwardsHeader.TYPE);

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
        try {
            return Optional.ofNullable(find(message));
        } catch (MalformedHeaderException e) {
            return Optional.of(new Problem(400, "Malformed " + e.headerName(), String.valueOf(e.getMessage())));
        } catch (MalformedException e) {
            return Optional.of(new Problem(400, "Malformed Request-URI", String.valueOf(e.getMessage())));
        }
    }

    private static @Nullable Problem find(SipMessage message) {
        var lines = message.lines();
        for (int i = 0; i < MANDATORY.size(); i++) {
            if (lines.find(MANDATORY.get(i), 0) < 0) {
                return new Problem(400, "Missing " + MANDATORY.get(i).name());
            }
        }
        for (int i = 0; i < ONCE.size(); i++) {
            int first = lines.find(ONCE.get(i), 0);
            if (first >= 0 && lines.find(ONCE.get(i), first + 1) >= 0) {
                return new Problem(400, "More than one " + ONCE.get(i).name());
            }
        }
        message.topVia();
        message.from();
        message.to();
        message.callId();
        var cseq = message.cseq();
        message.first(MaxForwardsHeader.TYPE);
        if (message instanceof SipRequest request) {
            // RFC 3261 §19.1.1: no headers in a Request-URI; obeying them would let a caller write headers of ours.
            if (request.uri() instanceof SipUri uri && uri.hasHeaders()) {
                return new Problem(400, "Request-URI with headers");
            }
            // RFC 3261 §8.1.1.5
            if (!cseq.method().equals(request.method())) {
                return new Problem(400, "CSeq method is not the method of the request");
            }
        }
        return null;
    }
}
