package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.List;
import java.util.Optional;

/** One session between us and {@link Peer}, on a host that sends nowhere. */
final class SessionFixture {
    static final String OURS = "v=0\r\no=- 9 1 IN IP4 192.0.2.1\r\n";
    static final long SECOND = 1_000_000_000L;

    final FakeUsageHost host;
    final RecordingUser user;
    final Peer peer = new Peer();
    final InviteSession session;
    final Optional<FakeServerTransaction> invite;
    long now = SECOND;
    Optional<FakeServerTransaction> change = Optional.empty();

    private SessionFixture(FakeUsageHost host, Optional<String> ourOffer, InviteOptions options) {
        this.host = host;
        this.user = new RecordingUser(host.log);
        this.invite = Optional.empty();
        this.session = InviteSession.call(host, user, Peer.inviteToBob(), ourOffer, options, now);
    }

    private SessionFixture(FakeUsageHost host, SipRequest.Builder fromBob, InviteOptions options) {
        this.host = host;
        this.user = new RecordingUser(host.log);
        var transaction = new FakeServerTransaction(fromBob.build(), host.log);
        this.invite = Optional.of(transaction);
        this.session = InviteSession.incoming(host, user, transaction, options, now);
    }

    static SessionFixture calling() {
        return calling(Optional.of(OURS));
    }

    static SessionFixture calling(Optional<String> ourOffer) {
        return calling(new FakeUsageHost(), ourOffer);
    }

    static SessionFixture calling(FakeUsageHost host, Optional<String> ourOffer) {
        return new SessionFixture(host, ourOffer, InviteOptions.PLAIN);
    }

    static SessionFixture called() {
        return called(Optional.of(Peer.SDP));
    }

    static SessionFixture called(Optional<String> theirOffer) {
        return called(new FakeUsageHost(), theirOffer);
    }

    static SessionFixture called(FakeUsageHost host, Optional<String> theirOffer) {
        return new SessionFixture(host, new Peer().inviteFromBob(theirOffer), InviteOptions.PLAIN);
    }

    static SessionFixture called(SipRequest.Builder invite) {
        return called(invite, InviteOptions.PLAIN);
    }

    static SessionFixture called(SipRequest.Builder invite, InviteOptions options) {
        return new SessionFixture(new FakeUsageHost(), invite, options);
    }

    static SessionFixture calling(Optional<String> ourOffer, InviteOptions options) {
        return new SessionFixture(new FakeUsageHost(), ourOffer, options);
    }

    /** A call of ours that Bob has answered. */
    static SessionFixture talking() {
        var fixture = calling();
        fixture.success(Peer.TAG, true);
        fixture.host.taken();
        return fixture;
    }

    /** A call of Bob's that we answered and he acknowledged. */
    static SessionFixture talkingAsCallee() {
        var fixture = called();
        fixture.session.answer(OURS, fixture.now);
        fixture.ack(false);
        fixture.host.taken();
        return fixture;
    }

    FakeUsageHost.Sent ourInvite() {
        return host.sent.get(0);
    }

    void provisional(int status, String tag, boolean sdp) {
        respond(ourInvite(), status, tag, sdp);
    }

    void success(String tag, boolean sdp) {
        respond(ourInvite(), 200, tag, sdp);
    }

    void respond(FakeUsageHost.Sent to, int status, String tag, boolean sdp) {
        var builder = Peer.answering(to.latest(), status, tag);
        if (sdp) {
            builder.body(ContentTypeHeader.SDP, Peer.SDP);
        }
        respond(to, builder);
    }

    void respond(FakeUsageHost.Sent to, SipResponse.Builder builder) {
        to.answer(builder.build(), now);
    }

    void failInvite(ClientFailure failure) {
        ourInvite().fail(failure, now);
    }

    FakeServerTransaction receive(SipRequest.Builder request) {
        var transaction = new FakeServerTransaction(request.build(), host.log);
        session.onRequest(transaction, transaction.request(), now);
        return transaction;
    }

    FakeServerTransaction receive(SipMethod method) {
        return receive(peer.request(method));
    }

    FakeServerTransaction receiveOffer(SipMethod method) {
        return receive(peer.request(method).body(ContentTypeHeader.SDP, Peer.SDP));
    }

    /** The ACK of the newest 2xx of ours to an INVITE. */
    void ack(boolean sdp) {
        var number = change.or(() -> invite).map(FakeServerTransaction::number).orElse(1L);
        var ack = peer.requestNumbered(number, SipMethod.ACK, Peer.TAG);
        if (sdp) {
            ack.body(ContentTypeHeader.SDP, Peer.SDP);
        }
        session.onAck(ack.build(), now);
    }

    void cancel(FakeServerTransaction which) {
        var number = new CSeqHeader(which.number(), SipMethod.CANCEL);
        session.onCancel(
                which,
                peer.request(SipMethod.CANCEL).set(CSeqHeader.TYPE, number).build(),
                now);
    }

    void modify() {
        session.modify(OURS, user, now);
    }

    /** Lets that timer run out; only for one that is armed. */
    void fire(InviteSession.Timer timer) {
        if (!session.timers.isSet(timer)) {
            throw new AssertionError(timer + " is not armed: " + session.timers.armed());
        }
        session.timers.setAt(timer, now);
        session.onTime(now);
    }

    void advance(double seconds) {
        long until = now + (long) (seconds * SECOND);
        while (session.nextDeadlineNanos() <= until) {
            now = Math.max(now, session.nextDeadlineNanos());
            session.onTime(now);
        }
        now = until;
    }

    List<String> openDialogs() {
        return List.copyOf(host.dialogs.keySet());
    }
}
