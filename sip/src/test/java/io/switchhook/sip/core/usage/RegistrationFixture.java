package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One registration on a host that sends nowhere. */
final class RegistrationFixture implements RegistrationUser {
    List<SipUri> serviceRoute = List.of();
    static final long SECOND = 1_000_000_000L;

    final FakeUsageHost host;
    final RegistrationUsage registration;
    final List<Duration> retries = new ArrayList<>();
    final List<Duration> granted = new ArrayList<>();
    long now = SECOND;
    private boolean unregisterAsked;

    RegistrationFixture() {
        this(new FakeUsageHost());
    }

    RegistrationFixture(FakeUsageHost host) {
        this(host, "sip:atlanta.com");
    }

    RegistrationFixture(FakeUsageHost host, String registrar) {
        this.host = host;
        var plan = new RegistrationPlan(
                SipUri.parse(registrar), Peer.address("sip:alice@atlanta.com"), Duration.ofSeconds(3600));
        this.registration = new RegistrationUsage(host, plan, this);
    }

    FakeUsageHost.Sent sent() {
        return host.last(SipMethod.REGISTER);
    }

    SipRequest request() {
        return sent().latest();
    }

    long askedSeconds() {
        return request().first(ExpiresHeader.TYPE).orElseThrow().seconds();
    }

    void answer(SipResponse.Builder builder) {
        sent().answer(builder.build(), now);
    }

    SipResponse.Builder answering(int status) {
        return SipResponse.answering(request(), status);
    }

    /** 200 with our binding for that long. */
    void grant(long seconds) {
        var contact = request().first(ContactHeader.TYPE).orElseThrow();
        answer(answering(200)
                .set(
                        ContactHeader.TYPE,
                        new ContactHeader(
                                contact.address(), contact.parameters().with("expires", Long.toString(seconds)))));
    }

    void input(String input) {
        switch (input) {
            case "register" -> {
                unregisterAsked = false;
                registration.register(now);
            }
            case "unregister" -> {
                unregisterAsked = true;
                registration.unregister(now);
            }
            case "200" -> grant(3600);
            case "100", "401", "403", "503" -> sent().answer(Integer.parseInt(input), now);
            case "423" -> answer(answering(423).set(MinExpiresHeader.TYPE, new MinExpiresHeader(7200)));
            case "423 useless" -> sent().answer(423, now);
            case "503 after 30" -> answer(answering(503).set(RetryAfterHeader.TYPE, RetryAfterHeader.of(30)));
            case "timeout" -> sent().fail(ClientFailure.TIMEOUT, now);
            default -> fire(RegistrationUsage.Timer.valueOf(input));
        }
    }

    void fire(RegistrationUsage.Timer timer) {
        registration.timers.setAt(timer, now);
        registration.onTime(now);
    }

    void advance(Duration time) {
        long until = now + time.toNanos();
        while (registration.nextDeadlineNanos() <= until) {
            now = Math.max(now, registration.nextDeadlineNanos());
            registration.onTime(now);
        }
        now = until;
    }

    String name() {
        return switch (registration.state()) {
            case WAITING_TO_RETRY -> registration.isStanding() ? "LAPSING" : "WAITING";
            case REGISTERING -> unregisterAsked ? "CLOSING" : "REGISTERING";
            case REFRESHING -> unregisterAsked ? "LEAVING" : "REFRESHING";
            default -> registration.state().name();
        };
    }

    String timers() {
        var armed = registration.timers.armed().stream().map(Enum::name).collect(Collectors.joining(" "));
        return armed.isEmpty() ? "-" : armed;
    }

    @Override
    public void onRegistered(SipResponse response, Duration time, long nowNanos) {
        granted.add(time);
        host.log.add("registered");
    }

    @Override
    public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
        retryIn.ifPresent(retries::add);
        host.log.add(retryIn.isPresent() ? "refused for now" : "refused for good");
    }

    @Override
    public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
        retries.add(retryIn);
        host.log.add("unreachable");
    }

    @Override
    public void onUnregistered(long nowNanos) {
        host.log.add("unregistered");
    }

    @Override
    public void onPublicAddress(String seenHost, int seenPort, long nowNanos) {
        host.log.add("seen as " + seenHost + ":" + seenPort);
        host.moveContact("sip:alice@" + seenHost + ":" + seenPort);
    }

    @Override
    public void onServiceRoute(List<SipUri> routes, long nowNanos) {
        serviceRoute = routes;
    }
}
