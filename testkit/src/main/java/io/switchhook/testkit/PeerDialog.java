package io.switchhook.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a scripted peer remembers of one dialog (RFC 3261 §12): Call-ID, tags, sequence numbers, route set, remote
 * target. It
 * learns from the messages it expects and stops nobody from sending nonsense.
 */
public final class PeerDialog {
    private final ScriptedPeer peer;
    private final String callId;
    private final String localParty;
    private String remoteParty;
    private String remoteTarget;
    private Optional<String> remoteTag;
    private List<String> routes = List.of();
    private long localCseq;
    private final String localTag;

    private PeerDialog(
            ScriptedPeer peer,
            String callId,
            String localParty,
            String localTag,
            String remoteParty,
            Optional<String> remoteTag,
            String remoteTarget) {
        this.peer = peer;
        this.callId = callId;
        this.localParty = localParty;
        this.localTag = localTag;
        this.remoteParty = remoteParty;
        this.remoteTag = remoteTag;
        this.remoteTarget = remoteTarget;
    }

    static PeerDialog calling(ScriptedPeer peer, String remoteUri, String callId, String tag) {
        return new PeerDialog(
                peer, callId, "<" + peer.uri() + ">", tag, "<" + remoteUri + ">", Optional.empty(), remoteUri);
    }

    static PeerDialog called(ScriptedPeer peer, WireMessage invite) {
        var dialog = new PeerDialog(
                peer,
                invite.callId(),
                withoutTag(invite.header("To").orElse("")),
                peer.token(10),
                withoutTag(invite.header("From").orElse("")),
                invite.fromTag(),
                invite.contactUri().orElse(Texts.uriOf(invite.header("From").orElse(""))));
        dialog.routes = invite.elements("Record-Route");
        return dialog;
    }

    private static String withoutTag(String party) {
        return party.replaceFirst("(?i);\\s*tag=[^;]*", "");
    }

    public String callId() {
        return callId;
    }

    public String localTag() {
        return localTag;
    }

    /** Empty while the other side has not answered. */
    public Optional<String> remoteTag() {
        return remoteTag;
    }

    /** Where requests of the dialog are addressed to now. */
    public String remoteTarget() {
        return remoteTarget;
    }

    /** The sequence number of the last request sent here; it may be set to leave a gap or go back. */
    public long localCseq() {
        return localCseq;
    }

    public PeerDialog localCseq(long value) {
        localCseq = value;
        return this;
    }

    /** A draft of the next request; an ACK or CANCEL is better made by {@link #ack} and {@link #cancel}. */
    public Draft draft(String method) {
        localCseq++;
        return draft(method, localCseq);
    }

    private Draft draft(String method, long cseq) {
        var draft =
                Draft.request(method, remoteTarget).header("Via", peer.newVia()).header("Max-Forwards", "70");
        routes.forEach(route -> draft.header("Route", route));
        return draft.header("From", localParty + ";tag=" + localTag)
                .header("To", remoteParty + remoteTag.map(tag -> ";tag=" + tag).orElse(""))
                .header("Call-ID", callId)
                .header("CSeq", cseq + " " + method)
                .header("Contact", "<" + peer.uri() + ">")
                .header("Content-Length", "0");
    }

    /** Sends the next request. Returns it. */
    public WireMessage send(String method) {
        return send(method, draft -> {});
    }

    /** Sends the next request; {@code change} sees the draft before. */
    public WireMessage send(String method, Consumer<Draft> change) {
        var draft = draft(method);
        change.accept(draft);
        return peer.send(draft.build(), nextHop());
    }

    /** Sends an INVITE, or re-INVITE, with this description. */
    public WireMessage invite(String sdp) {
        return send("INVITE", draft -> draft.body("application/sdp", sdp));
    }

    /**
     * Sends the same request again with credentials for the challenge of this answer, as a new one (RFC 3261 §22.2).
     */
    public WireMessage sendAuthorized(WireMessage request, WireMessage challenge, String user, String secret) {
        localCseq++;
        var draft = request.edit().replace("Via", peer.newVia()).replace("CSeq", localCseq + " " + request.method());
        PeerDigest.authorize(draft, request, challenge, user, secret, peer.token(12));
        return peer.send(draft.build(), nextHop());
    }

    /**
     * Acknowledges a final answer to an INVITE: a 2xx end to end (RFC 3261 §13.2.2.4), all else with the INVITE's own
     * branch (§17.1.1.3).
     */
    public WireMessage ack(WireMessage invite, WireMessage response) {
        return ack(invite, response, draft -> {});
    }

    public WireMessage ack(WireMessage invite, WireMessage response, Consumer<Draft> change) {
        Draft draft;
        if (response.status() < 300) {
            learn(response);
            draft = draft("ACK", invite.cseq()).remove("Contact");
        } else {
            draft = hopByHop("ACK", invite).replace("To", response.header("To").orElse(""));
        }
        change.accept(draft);
        var ack = peer.send(draft.build(), nextHop());
        peer.acknowledged(response, ack);
        return ack;
    }

    /** Cancels an INVITE that has not been answered finally (RFC 3261 §9.1). */
    public WireMessage cancel(WireMessage invite) {
        return cancel(invite, draft -> {});
    }

    public WireMessage cancel(WireMessage invite, Consumer<Draft> change) {
        var draft = hopByHop("CANCEL", invite);
        change.accept(draft);
        return peer.send(draft.build(), nextHop());
    }

    private static Draft hopByHop(String method, WireMessage invite) {
        var draft = Draft.request(method, invite.requestUri())
                .header("Via", invite.via())
                .header("Max-Forwards", "70");
        invite.headers("Route").forEach(route -> draft.header("Route", route));
        return draft.header("From", invite.header("From").orElse(""))
                .header("To", invite.header("To").orElse(""))
                .header("Call-ID", invite.callId())
                .header("CSeq", invite.cseq() + " " + method)
                .header("Content-Length", "0");
    }

    /** Answers a request within this dialog. */
    public WireMessage respond(WireMessage request, int status) {
        return respond(request, status, draft -> {});
    }

    public WireMessage respond(WireMessage request, int status, Consumer<Draft> change) {
        return peer.respond(request, status, draft -> {
            if (request.toTag().isEmpty() && status > 100) {
                draft.replace("To", request.header("To").orElse("") + ";tag=" + localTag);
            }
            change.accept(draft);
        });
    }

    /** Answers with a description. */
    public WireMessage respondWithSdp(WireMessage request, int status, String sdp) {
        return respond(request, status, draft -> draft.body("application/sdp", sdp));
    }

    /** Waits for a request of this dialog. */
    public WireMessage expectRequest(String method) {
        return expectRequest(method, peer.patience());
    }

    public WireMessage expectRequest(String method, Duration atMost) {
        return expect("request " + method + " of dialog " + callId, message -> message.isRequest(method), atMost);
    }

    /** Waits for an answer to a request of this dialog. */
    public WireMessage expectResponse(String method, int status) {
        return expectResponse(method, status, peer.patience());
    }

    public WireMessage expectResponse(String method, int status, Duration atMost) {
        return expect(
                "answer " + status + " to " + method + " of dialog " + callId,
                message -> message.isResponse(method, status),
                atMost);
    }

    private WireMessage expect(String what, Predicate<WireMessage> wanted, Duration atMost) {
        var message = peer.expect(what, wanted.and(this::isOfThisDialog), atMost);
        learn(message);
        return message;
    }

    private boolean isOfThisDialog(WireMessage message) {
        if (!message.callId().equals(callId)) {
            return false;
        }
        var ours = message.isRequest() ? message.toTag() : message.fromTag();
        // The ACK to a refusal and a CANCEL belong to the INVITE, which had no tag of ours yet.
        return ours.map(localTag::equals).orElse(message.isRequest());
    }

    /** Takes from a message what the dialog has to know; {@code expect} does so by itself. */
    public void learn(WireMessage message) {
        boolean establishes = !message.isRequest() && message.status() > 100 && message.status() < 300;
        if (establishes && message.toTag().isPresent() && !message.toTag().equals(remoteTag)) {
            remoteTag = message.toTag();
            remoteParty = withoutTag(message.header("To").orElse(""));
            routes = reversed(message.elements("Record-Route"));
        }
        boolean refreshes =
                message.method().equals("INVITE") || message.method().equals("UPDATE");
        if (refreshes && (establishes || message.isRequest())) {
            message.contactUri().ifPresent(uri -> remoteTarget = uri);
        }
    }

    private static List<String> reversed(List<String> list) {
        var reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private InetSocketAddress nextHop() {
        var next = routes.isEmpty() ? remoteTarget : Texts.uriOf(routes.get(0));
        return peer.fixedTarget()
                .or(() -> Texts.addressOf(next))
                .orElseThrow(() -> new IllegalStateException(
                        "Set a target for peer " + peer.name() + ": " + next + " is not an address literal"));
    }
}
