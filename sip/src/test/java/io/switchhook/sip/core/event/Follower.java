package io.switchhook.sip.core.event;

import io.switchhook.sip.core.transaction.ClientFailure;
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
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Alice, who follows the doors of the house, on a host that sends nowhere; and the notifiers, whose messages the test makes. */
final class Follower implements SubscriptionUser {
    static final String STATE = "door=open";
    static final EventHeader DOORS = EventHeader.of("x-doors");
    static final SubscriptionPlan PLAN =
            SubscriptionPlan.of(SipUri.parse("sip:house@biloxi.com"), address("sip:alice@atlanta.com"), DOORS);

    final FakeUsageHost host = new FakeUsageHost();
    final List<Notification> news = new ArrayList<>();
    final List<SubscriptionLoss> losses = new ArrayList<>();
    final List<Optional<Duration>> retries = new ArrayList<>();
    final EventSubscription subscription;
    long now = 1_000_000_000L;
    private long sequence = 100;

    Follower(SubscriptionPlan plan) {
        subscription = EventSubscription.of(host, plan, this);
        subscription.start(now);
    }

    Follower() {
        this(PLAN);
    }

    static NameAddress address(String uri) {
        return NameAddress.of(SipUri.parse(uri));
    }

    FakeUsageHost.Sent subscribe() {
        return host.last(SipMethod.SUBSCRIBE);
    }

    void answer(int status) {
        answer(status, 3_600);
    }

    void answer(int status, long seconds) {
        var answer = SipResponse.answering(subscribe().latest(), status);
        if (status < 300) {
            answer.set(ExpiresHeader.TYPE, new ExpiresHeader(seconds));
        } else if (status == 423) {
            answer.set(MinExpiresHeader.TYPE, new MinExpiresHeader(7_200));
        }
        subscribe().answer(answer.build(), now);
    }

    void fail(ClientFailure failure) {
        subscribe().fail(failure, now);
    }

    /** A NOTIFY of a notifier in the dialog of the last SUBSCRIBE. */
    SipRequest.Builder notification(String tag, long number, String state) {
        var subscribe = subscribe().latest();
        var tags = new Parameters[] {Parameters.EMPTY.with("tag", tag), Parameters.EMPTY.with("tag", ourTag())};
        return SipRequest.builder(SipMethod.NOTIFY, SipUri.parse(FakeUsageHost.OWN_CONTACT))
                .set(
                        ViaHeader.TYPE,
                        new ViaHeader(
                                "UDP",
                                "192.0.2.2",
                                OptionalInt.of(5060),
                                Parameters.EMPTY.with("branch", "z9hG4bK" + tag + number)))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(subscribe.to().address(), tags[0]))
                .set(ToHeader.TYPE, new ToHeader(subscribe.from().address(), tags[1]))
                .set(CallIdHeader.TYPE, new CallIdHeader(subscribe.callId()))
                .set(CSeqHeader.TYPE, new CSeqHeader(number, SipMethod.NOTIFY))
                .set(ContactHeader.TYPE, new ContactHeader(address("sip:" + tag + "@192.0.2.2:5060"), Parameters.EMPTY))
                .set(EventHeader.TYPE, subscribe.first(EventHeader.TYPE).orElseThrow())
                .header("Subscription-State", state)
                .body(EventState.of("text/plain", STATE).type(), STATE);
    }

    String ourTag() {
        return subscribe().latest().from().tag().orElseThrow();
    }

    FakeServerTransaction receive(String state) {
        return receive(notification("house", ++sequence, state).build());
    }

    /** As the stack does: to the dialog, else to whoever waits for a NOTIFY; else it is answered 481. */
    FakeServerTransaction receive(SipRequest request) {
        var transaction = new FakeServerTransaction(request, host.log);
        var user = Optional.ofNullable(host.dialogs.get(request.from().tag().orElse("")))
                .or(() ->
                        Optional.ofNullable(host.awaiting.get(request.to().tag().orElse(""))));
        user.ifPresentOrElse(
                known -> known.onRequest(transaction, request, now),
                () -> transaction.respond(SipResponse.answering(request, 481).build(), now));
        return transaction;
    }

    /** Lets time pass to the next deadline. */
    void tick() {
        now = subscription.nextDeadlineNanos();
        subscription.onTime(now);
    }

    void wait(Duration time) {
        long until = now + time.toNanos();
        while (subscription.nextDeadlineNanos() <= until) {
            tick();
        }
        now = until;
    }

    @Override
    public void onNotification(Notification notification, long nowNanos) {
        news.add(notification);
        host.log.add("news " + notification.subscription().state());
    }

    @Override
    public void onLost(SubscriptionLoss loss, Optional<Duration> retryIn, long nowNanos) {
        losses.add(loss);
        retries.add(retryIn);
        host.log.add("lost " + loss.kind() + " " + retryIn.map(Follower::words).orElse("for good"));
    }

    private static String words(Duration pause) {
        if (pause.isZero()) {
            return "at once";
        }
        return pause.toMillis() % 100_000 == 0 ? "in " + pause.toSeconds() + " s" : "later";
    }
}
