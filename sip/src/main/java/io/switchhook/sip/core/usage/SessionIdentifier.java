package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.MessageBuilder;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SessionIdHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the Session-ID of each message of one call says, and what the other side's has said (RFC 7989 §6 to §8, §11). It says nothing before it is told whose UUID it speaks for:
 * its own, or that of the telephone across a B2BUA. On the loop of its call.
 */
public final class SessionIdentifier {
    /** Forks of one INVITE that are told apart; a further one takes the place of the oldest. */
    private static final int MOST_PEERS = 16;

    /** Whose UUID stands for our side. */
    public interface Speaker {
        /**
         * @param known whether the other side has said a Session-ID itself
         * @return {@link SessionIdHeader#NIL} while there is none
         */
        String uuid(boolean known);
    }

    /**
     * What one tag of the other side goes with.
     *
     * @param old what to repeat in each message to an implementation of RFC 7329 (RFC 7989 §11)
     */
    private record Peer(String uuid, Optional<SessionIdHeader> old) {}

    private Optional<Speaker> speaker = Optional.empty();
    /** By the tags of the other side. */
    private Map<String, Peer> peers = Map.of();
    /** The one who spoke last, or has answered. */
    private Optional<Peer> latest = Optional.empty();

    private String said = SessionIdHeader.NIL;
    private Consumer<SessionId> listener = id -> {};

    /** From now on the messages of this call say this one for our side. */
    public void speakAs(Speaker ours) {
        speaker = Optional.of(ours);
    }

    /** @param learned told whenever the other side turns out to have another UUID */
    public void onLearned(Consumer<SessionId> learned) {
        listener = learned;
    }

    /** The UUID of the other side, as it has said it last. */
    public Optional<String> remote() {
        return latest.map(Peer::uuid).filter(uuid -> !uuid.equals(SessionIdHeader.NIL));
    }

    /** As this side sees it; empty while nothing is said. */
    public Optional<SessionId> value() {
        return speaker.map(ours -> new SessionId(own(ours), remote()));
    }

    /** Whether the other side knows of Session-ID and was last told another UUID than ours is now. */
    public boolean isChanged() {
        return latest.filter(peer -> peer.old().isEmpty()).isPresent()
                && speaker.filter(ours -> !own(ours).equals(said)).isPresent();
    }

    private String own(Speaker ours) {
        return ours.uuid(latest.isPresent());
    }

    // --- what we say ------------------------------------------------------------------------------------------------

    /** RFC 7989 §6: each request, with an ACK among them; a CANCEL and the ACK of a refusal are made of their INVITE. */
    public void addTo(SipRequest request, MessageBuilder<?> dressed) {
        speaker.ifPresent(ours -> {
            boolean opens = request.to().tag().isEmpty() && request.method().equals(SipMethod.INVITE);
            // A new dialog may be with somebody else, and with another implementation (RFC 7989 §6, §11).
            var peer = opens
                    ? Optional.<Peer>empty()
                    : request.to().tag().map(peers::get).or(() -> latest);
            write(own(ours), peer, dressed);
        });
    }

    /** RFC 7989 §8: the answer names what the request has said, and only a success makes it count. */
    public void answer(SipRequest request, int status, MessageBuilder<?> response) {
        speaker.ifPresent(ours -> {
            var heard = peerIn(request);
            var tag = request.from().tag().orElse("");
            if (heard.isPresent() && (status / 100 == 2 || status / 100 == 3 || latest.isEmpty())) {
                learn(tag, heard.get());
            }
            write(own(ours), heard.or(() -> Optional.ofNullable(peers.get(tag))).or(() -> latest), response);
        });
    }

    /** As {@link #answer} for what has no say in the other side's UUID: 100, and the answer to a CANCEL (RFC 7989 §8). */
    public void answerAside(SipRequest request, MessageBuilder<?> response) {
        speaker.ifPresent(ours -> write(own(ours), peerIn(request).or(() -> latest), response));
    }

    private void write(String own, Optional<Peer> to, MessageBuilder<?> message) {
        var remote = to.map(Peer::uuid).orElse(SessionIdHeader.NIL);
        if (to.isPresent() && to.get().old().isPresent()) {
            message.set(SessionIdHeader.TYPE, to.get().old().get());
        } else if (!own.equals(SessionIdHeader.NIL) || !remote.equals(SessionIdHeader.NIL)) {
            // RFC 7989 §7: with neither known it would say nothing.
            message.set(SessionIdHeader.TYPE, SessionIdHeader.of(own, remote));
            said = own;
        }
    }

    // --- what we hear -----------------------------------------------------------------------------------------------

    /** An INVITE has come that opens the call. */
    public void onInvite(SipRequest invite) {
        peerIn(invite).ifPresent(peer -> learn(invite.from().tag().orElse(""), peer));
    }

    /** An ACK for a 2xx of ours. */
    public void onAck(SipRequest ack) {
        peerIn(ack)
                .filter(peer -> peer.old().isEmpty())
                .ifPresent(peer -> learn(ack.from().tag().orElse(""), peer));
    }

    /** @param request as we have sent it */
    public void onResponse(SipRequest request, SipResponse response) {
        if (speaker.isEmpty()) {
            return;
        }
        var sent = request.firstReadable(SessionIdHeader.TYPE);
        var heard = response.firstReadable(SessionIdHeader.TYPE);
        var tag = response.to().tag().orElse("");
        if (heard.isEmpty()) {
            // RFC 7989 §6: no say. What follows goes to whoever has answered all the same.
            Optional.ofNullable(peers.get(tag)).ifPresent(peer -> learn(tag, peer));
            return;
        }
        var uuid = heard.get().local();
        if (sent.isPresent() && uuid.equals(sent.get().local())) {
            // RFC 7989 §11: our own one comes back, alone or in the order that we have sent, from an implementation of
            // RFC 7329.
            if (heard.get().remote().isEmpty() || heard.get().equals(sent.get())) {
                learn(tag, new Peer(heard.get().remote().orElse(SessionIdHeader.NIL), heard));
            }
        } else if (!uuid.equals(SessionIdHeader.NIL)) {
            learn(tag, new Peer(uuid, Optional.empty()));
        }
    }

    /** Whom a request is from; empty when it says nothing of that. */
    private static Optional<Peer> peerIn(SipMessage request) {
        return request.firstReadable(SessionIdHeader.TYPE)
                .filter(said -> !said.local().equals(SessionIdHeader.NIL))
                // RFC 7989 §11: one UUID alone is that of the whole dialog.
                .map(said -> new Peer(
                        said.local(),
                        said.remote().isPresent() ? Optional.empty() : Optional.of(SessionIdHeader.of(said.local()))));
    }

    private void learn(String tag, Peer peer) {
        if (peers.isEmpty()) {
            peers = new LinkedHashMap<>();
        } else if (peers.size() == MOST_PEERS && !peers.containsKey(tag)) {
            peers.remove(peers.keySet().iterator().next());
        }
        peers.put(tag, peer);
        if (!latest.equals(Optional.of(peer))) {
            latest = Optional.of(peer);
            value().ifPresent(listener);
        }
    }
}
