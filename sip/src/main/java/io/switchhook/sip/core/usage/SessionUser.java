package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import java.util.Optional;

/** Hears what happens to one INVITE session. {@link #onEnded} is called exactly once, last but for requests of usages that outlive it. */
public interface SessionUser {

    /** A provisional response above 100 to our INVITE; {@code answer} is a description in it, to be used for early media. */
    void onProgress(SipResponse response, Optional<String> answer, long nowNanos);

    /**
     * Our INVITE without an offer got one in a reliable provisional response (RFC 3262 §5); {@link InviteSession#acknowledge} has to follow. The 2xx brings no other.
     */
    void onEarlyOffer(SipResponse response, String offer, long nowNanos);

    /** The offer that we made in a provisional response was answered in its PRACK (RFC 3262 §5). */
    void onEarlyAnswer(String answer, long nowNanos);

    /** A refresh that repeated our description brought another of the peer's (RFC 4028 §7.4). */
    void onRefreshed(String ours, String theirs, long nowNanos);

    /**
     * Our INVITE was answered with 2xx and has been acknowledged.
     *
     * @param answer to our offer; empty when the peer gave none, or when we answered its offer before, see {@link #onEarlyOffer}, or when an
     *     UPDATE has replaced what it answered reliably
     */
    void onAnswered(SipResponse response, Optional<String> answer, long nowNanos);

    /** Our INVITE without an offer was answered with 2xx; {@link InviteSession#acknowledge} has to follow. */
    void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos);

    /**
     * Our 2xx has been acknowledged.
     *
     * @param answer the peer's answer when our 2xx carried an offer; empty then when there was none, although there has to be (RFC 3261 §13.2.1): a call that begins is to be
     *     hung up, one that stands goes on as it was
     */
    void onAcknowledged(Optional<String> answer, long nowNanos);

    /** The peer wants to change the session; the modification has to be accepted or refused. */
    void onModification(RemoteModification modification, long nowNanos);

    /**
     * An accepted re-INVITE or UPDATE of the peer, or its 2xx to ours: what it says of the peer beside the description holds from now on, Recv-Info for one (RFC 6086
     * §5.2.2). Told before we answer; nothing is told of what is refused.
     */
    default void onTargetRefresh(SipMessage message, long nowNanos) {}

    /**
     * The other end is somebody else from now on: the From of a re-INVITE or UPDATE, which we accept, names another than before (RFC 4916 §4.4.2). Nobody vouches for it but the
     * way that it came.
     */
    default void onConnectedIdentity(NameAddress remote, long nowNanos) {}

    /** A request inside the dialog that is not the session's own business: REFER, NOTIFY, INFO and the like. It has to be answered. */
    void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos);

    void onEnded(SessionEnding ending, long nowNanos);
}
