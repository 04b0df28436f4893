package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.HeaderName;
import io.switchhook.sip.message.header.SessionIdHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/**
 * What a proxy that keeps transactions does about Session-ID (RFC 7989 §7): what others say goes through as it is, and responses of its own say what is known. It gives no UUID
 * to a side that says none: who does that once has to do it in each message of the dialog. Pure; one for each request that is forwarded.
 */
public final class ProxiedSession {
    private final Optional<SessionIdHeader> asked;
    private Optional<String> peer = Optional.empty();
    private boolean several;

    ProxiedSession(SipRequest request) {
        asked = request.firstReadable(SessionIdHeader.TYPE);
    }

    /**
     * Adds what the sender of a request is told by an answer that the proxy makes before anybody else has been asked: its own UUID, and of the other side's what the request
     * says. The answer to a CANCEL says nothing unless that is known: somebody may have answered the INVITE meanwhile.
     *
     * @return the answer
     */
    public static SipResponse.Builder answering(SipRequest request, SipResponse.Builder answer) {
        request.firstReadable(SessionIdHeader.TYPE)
                .flatMap(asked -> back(asked, Optional.empty()))
                .filter(said -> !said.local().equals(SessionIdHeader.NIL)
                        || !request.method().equals(SipMethod.CANCEL))
                .ifPresent(said -> answer.set(SessionIdHeader.TYPE, said));
        return answer;
    }

    /** As {@link #answering}, with what the other side has said since. */
    SipResponse.Builder add(SipResponse.Builder answer) {
        asked.flatMap(said -> back(said, peer.filter(known -> !several)))
                .ifPresent(said -> answer.set(SessionIdHeader.TYPE, said));
        return answer;
    }

    private static Optional<SessionIdHeader> back(SessionIdHeader asked, Optional<String> peer) {
        if (asked.remote().isEmpty()) {
            // RFC 7989 §11: one UUID alone is that of the whole dialog.
            return Optional.of(SessionIdHeader.of(asked.local()));
        }
        var known = peer.orElse(asked.remote().get());
        return known.equals(SessionIdHeader.NIL) && asked.local().equals(SessionIdHeader.NIL)
                ? Optional.empty()
                : Optional.of(SessionIdHeader.of(known, asked.local()));
    }

    /** Takes a response of the other side; one whose Session-ID is no such thing goes on without it. */
    SipResponse onResponse(SipResponse response) {
        if (!response.has(SessionIdHeader.TYPE)) {
            return response;
        }
        var said = response.firstReadable(SessionIdHeader.TYPE);
        if (said.isEmpty()) {
            return response.edit().removeAll(HeaderName.SESSION_ID.text()).build();
        }
        var uuid = said.get().local();
        boolean own = asked.filter(mine -> mine.local().equals(uuid)).isPresent();
        if (!own && !uuid.equals(SessionIdHeader.NIL)) {
            several |= peer.filter(other -> !other.equals(uuid)).isPresent();
            peer = Optional.of(uuid);
        }
        return response;
    }

    /** The answer that was chosen of those of several: whose it is is not said, since nobody is the other side yet. */
    SipResponse ofSeveral(SipResponse best) {
        return best.firstReadable(SessionIdHeader.TYPE)
                .flatMap(SessionIdHeader::remote)
                .filter(caller -> !caller.equals(SessionIdHeader.NIL))
                .map(caller -> best.edit()
                        .set(SessionIdHeader.TYPE, SessionIdHeader.of(SessionIdHeader.NIL, caller))
                        .build())
                .orElse(best);
    }
}
