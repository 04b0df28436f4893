package io.switchhook.sip.core.event;

import io.switchhook.sip.core.usage.FakeServerTransaction;
import io.switchhook.sip.core.usage.FakeUsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A house that tells who asks whether its door is open, on a host that sends nowhere. */
final class House implements EventServer.Owner {
    final FakeUsageHost host = new FakeUsageHost();
    final List<NotifierEnd> ends = new ArrayList<>();
    final EventServer server;
    Optional<EventState> door = Optional.of(EventState.of("text/plain", "open"));
    long now = 1_000_000_000L;
    private long sequence = 10;

    House(EventPackage served) {
        server = new EventServer(served, this);
    }

    House() {
        this(EventPackage.named("x-doors"));
    }

    /** A SUBSCRIBE of one who has chosen that tag. */
    SipRequest.Builder subscribe(String tag, long expires) {
        return SipRequest.builder(SipMethod.SUBSCRIBE, SipUri.parse("sip:house@biloxi.com"))
                .set(
                        ViaHeader.TYPE,
                        new ViaHeader(
                                "UDP",
                                "192.0.2.2",
                                OptionalInt.of(5060),
                                Parameters.EMPTY.with("branch", "z9hG4bK" + tag + sequence)))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(
                        FromHeader.TYPE,
                        new FromHeader(Follower.address("sip:alice@atlanta.com"), Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(Follower.address("sip:house@biloxi.com"), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader("call-" + tag))
                .set(CSeqHeader.TYPE, new CSeqHeader(++sequence, SipMethod.SUBSCRIBE))
                .set(
                        ContactHeader.TYPE,
                        new ContactHeader(Follower.address("sip:alice@192.0.2.2:5060"), Parameters.EMPTY))
                .set(EventHeader.TYPE, Follower.DOORS)
                .set(ExpiresHeader.TYPE, new ExpiresHeader(expires))
                .noBody();
    }

    /** The same inside the dialog that the house has opened. */
    SipRequest.Builder refresh(String tag, long expires) {
        return subscribe(tag, expires)
                .set(
                        ToHeader.TYPE,
                        new ToHeader(Follower.address("sip:house@biloxi.com"), Parameters.EMPTY.with("tag", "us")));
    }

    FakeServerTransaction transaction(SipRequest.Builder request) {
        return new FakeServerTransaction(request.build(), host.log);
    }

    EventNotifier accept(SipRequest.Builder subscribe, boolean granted) {
        return server.accept(host, transaction(subscribe), "alice", "front", granted, now);
    }

    /** As the stack does. */
    FakeServerTransaction receive(SipRequest.Builder request) {
        var transaction = transaction(request);
        var built = transaction.request();
        var user = Optional.ofNullable(host.dialogs.get(built.from().tag().orElse("")));
        user.ifPresentOrElse(
                known -> known.onRequest(transaction, built, now),
                () -> transaction.respond(SipResponse.answering(built, 481).build(), now));
        return transaction;
    }

    FakeUsageHost.Sent sent() {
        return host.last(SipMethod.NOTIFY);
    }

    SipRequest lastNotify() {
        return sent().latest();
    }

    static SubscriptionStateHeader stateIn(SipRequest notify) {
        return notify.first(SubscriptionStateHeader.TYPE).orElseThrow();
    }

    /** {@code terminated timeout open}. */
    static String describe(SipRequest notify) {
        var state = stateIn(notify);
        return state.state()
                + state.reason().map(reason -> " " + reason).orElse("")
                + (notify.bodyLength() > 0 ? " " + notify.bodyText() : "");
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        return door;
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        ends.add(end);
        host.log.add("over " + end);
    }
}
