package io.switchhook.sip.core.usage;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.FlowTimerHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.ProxyRequireHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One binding at one registrar, kept alive until it is given up (RFC 3261 §10.2). A refusal that will not pass by itself, a wrong password for one, ends all attempts;
 * anything else is tried again, ever more slowly.
 */
public final class RegistrationUsage implements Timed, ClientUser {

    /** States by what stands and what is waited for. */
    public enum State {
        IDLE,
        REGISTERING,
        REGISTERED,
        REFRESHING,
        WAITING_TO_RETRY,
        UNREGISTERING
    }

    enum Timer {
        REFRESH,
        RETRY,
        EXPIRED
    }

    /** RFC 5626 §11.6. */
    private static final int FIRST_HOP_LACKS_OUTBOUND_SUPPORT = 439;

    /** A registrar that asks twice for more than it asked for before is broken. */
    private static final int MAX_INTERVAL_CHANGES = 2;
    /** A NAT that shows another address at each request cannot be followed. */
    private static final int MAX_ADDRESS_CHANGES = 2;

    private final UsageHost host;
    private final RegistrationPlan plan;
    private final RegistrationUser user;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final RegistrationWays ways;
    private final RegistrationRedirects redirects;
    private final RetryTimes retries;
    private final String callId;
    private final String tag;
    private State state = State.IDLE;
    private Duration expires;
    private Optional<UsageHost.OutgoingRequest> request = Optional.empty();
    private Optional<ContactHeader> outdated = Optional.empty();
    private long expiresAtNanos;
    private long sequence;
    private int intervalChanges;
    private int addressChanges;
    private boolean standing;
    private boolean told;
    private boolean unregisterNext;
    /** RFC 5626 §4.2.1: the first hop cannot do it. */
    private boolean withoutOutbound;
    /** RFC 5626 §4.5: a keep-alive was answered on it. */
    private boolean flowSucceeded;

    public RegistrationUsage(UsageHost host, RegistrationPlan plan, RegistrationUser user) {
        this.host = host;
        this.plan = plan;
        this.user = user;
        this.expires = plan.expires();
        this.ways = new RegistrationWays(plan.ways());
        this.redirects = new RegistrationRedirects(plan.registrar());
        this.retries = new RetryTimes(host.randomness());
        this.callId = host.randomness().nextToken(24);
        this.tag = host.randomness().nextToken(10);
    }

    public State state() {
        return state;
    }

    /** Whether the registrar holds our binding, as far as we know. */
    public boolean isStanding() {
        return standing;
    }

    /** Where the registrar has sent us last, or the proxy that it has sent us through (RFC 3261 §8.1.3.4); empty when it took the REGISTER itself. */
    public Optional<SipUri> movedTo() {
        return redirects.elsewhere();
    }

    /** Registers, or refreshes at once when registered. While a request is under way nothing more is sent. */
    public void register(long nowNanos) {
        unregisterNext = false;
        switch (state) {
            case IDLE, WAITING_TO_RETRY, REGISTERED -> attempt(nowNanos);
            case REGISTERING, REFRESHING, UNREGISTERING -> {}
        }
    }

    /** Removes the binding; {@link RegistrationUser#onUnregistered} follows, at once when there is none. */
    public void unregister(long nowNanos) {
        switch (state) {
            case IDLE -> user.onUnregistered(nowNanos);
            case WAITING_TO_RETRY -> {
                if (standing) {
                    send(State.UNREGISTERING, Duration.ZERO, nowNanos);
                } else {
                    finish(nowNanos);
                }
            }
            case REGISTERED -> send(State.UNREGISTERING, Duration.ZERO, nowNanos);
            case REGISTERING, REFRESHING -> {
                if (request.filter(UsageHost.OutgoingRequest::withdraw).isEmpty()) {
                    unregisterNext = true;
                } else if (standing) {
                    send(State.UNREGISTERING, Duration.ZERO, nowNanos);
                } else {
                    finish(nowNanos);
                }
            }
            case UNREGISTERING -> {}
        }
    }

    private void attempt(long nowNanos) {
        send(standing ? State.REFRESHING : State.REGISTERING, expires, nowNanos);
    }

    private void send(State next, Duration lifetime, long nowNanos) {
        redirects.begin(nowNanos);
        sendOn(next, lifetime, nowNanos);
    }

    /** The same once more, to wherever it is to go now. */
    private void sendOn(long nowNanos) {
        sendOn(state, state == State.UNREGISTERING ? Duration.ZERO : expires, nowNanos);
    }

    private void sendOn(State next, Duration lifetime, long nowNanos) {
        var place = redirects.current();
        state = next;
        timers.cancel(Timer.REFRESH);
        timers.cancel(Timer.RETRY);
        var register = SipRequest.builder(SipMethod.REGISTER, place.registrar())
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(plan.address(), Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(plan.address(), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(++sequence, SipMethod.REGISTER))
                .set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()))
                // RFC 3327 §5.1: a proxy on the way may put itself into the path back to us.
                .set(SupportedHeader.TYPE, new SupportedHeader("path"));
        if (plan.bulk()) {
            // RFC 6140 §5.1.
            register.add(RequireHeader.TYPE, new RequireHeader("gin"))
                    .add(ProxyRequireHeader.TYPE, new ProxyRequireHeader("gin"));
        }
        describeDevice(register);
        place.proxy()
                .ifPresentOrElse(
                        proxy -> RegistrationWays.apply(List.of(proxy), register), () -> ways.applyTo(register));
        outdated.ifPresent(contact -> register.add(ContactHeader.TYPE, contact));
        request = Optional.empty();
        request = Optional.of(host.send(register, () -> ++sequence, this, nowNanos));
        host.rearm();
    }

    private void describeDevice(SipRequest.Builder register) {
        var features = plan.features().parameters();
        if (plan.outbound().isEmpty()) {
            if (!features.isEmpty()) {
                host.useContactParameters(features);
            }
            return;
        }
        var identity = plan.outbound().get();
        var device = features.withQuoted("+sip.instance", '<' + identity.instance() + '>');
        host.useContactParameters(withoutOutbound ? device : device.with("reg-id", Integer.toString(identity.regId())));
        if (!withoutOutbound) {
            register.add(SupportedHeader.TYPE, new SupportedHeader("outbound"));
        }
        // RFC 5627 §4.1.
        register.add(SupportedHeader.TYPE, new SupportedHeader("gruu"));
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (response.isProvisional()) {
            return;
        }
        sequence = Math.max(sequence, response.cseq().number());
        if (response.status() / 100 == 3 && !unregisterNext && redirects.follow(response, nowNanos)) {
            sendOn(nowNanos);
        } else if (state == State.UNREGISTERING) {
            finish(nowNanos);
        } else if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.status() == FIRST_HOP_LACKS_OUTBOUND_SUPPORT && asksForOutbound()) {
            withoutOutbound = true;
            sendOn(nowNanos);
        } else if (response.status() == 423) {
            onIntervalTooBrief(response, nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
        host.rearm();
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        if (!unregisterNext && redirects.next()) {
            sendOn(nowNanos);
            return;
        }
        if (ways.isLookingBack()) {
            staySecond(nowNanos);
            return;
        }
        if (state == State.UNREGISTERING || unregisterNext) {
            finish(nowNanos);
            return;
        }
        if (ways.next()) {
            attempt(nowNanos);
            return;
        }
        var delay = retryLater(Optional.empty(), nowNanos);
        user.onUnreachable(failure, delay, nowNanos);
        host.rearm();
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        boolean silent = told;
        standing = true;
        told = true;
        ways.onSuccess(nowNanos);
        intervalChanges = 0;
        outdated = Optional.empty();
        state = State.REGISTERED;
        var answer = new RegistrationAnswer(response);
        var granted = answer.granted(sentContact(), expires);
        expiresAtNanos = nowNanos + granted.toNanos();
        timers.setAt(Timer.EXPIRED, expiresAtNanos);
        timers.set(Timer.REFRESH, nowNanos, refreshAfter(granted));
        if (unregisterNext) {
            unregisterNext = false;
            unregister(nowNanos);
            return;
        }
        agreeOnOutbound(response, nowNanos);
        plan.outbound().ifPresent(own -> user.onGruus(OwnGruus.in(response, own.instance()), nowNanos));
        learnPublicAddress(response, nowNanos);
        if (outdated.isEmpty() && ways.lookBack(granted, nowNanos)) {
            timers.set(Timer.REFRESH, nowNanos, Duration.ZERO);
        } else {
            user.onWay(ways.route(), nowNanos);
        }
        user.onServiceRoute(answer.serviceRoute(), nowNanos);
        if (!silent) {
            user.onRegistered(response, granted, nowNanos);
        }
    }

    private boolean asksForOutbound() {
        return plan.outbound().isPresent() && !withoutOutbound;
    }

    /** RFC 5626 §4.2.1: only Require says that everybody on the way plays along. */
    private void agreeOnOutbound(SipResponse response, long nowNanos) {
        boolean agreed = asksForOutbound()
                && response.allReadable(RequireHeader.TYPE).stream()
                        .anyMatch(required -> required.optionTag().equals("outbound"));
        if (agreed) {
            var flowTimer = response.firstReadable(FlowTimerHeader.TYPE)
                    .map(FlowTimerHeader::seconds)
                    .filter(seconds -> seconds > 0)
                    .map(Duration::ofSeconds);
            flowSucceeded = false;
            host.keepFlow(flowTimer, new OwnFlow());
        } else {
            retries.onSuccess();
            host.watchFlow(this::onConnectionLost);
        }
        user.onOutbound(agreed, nowNanos);
    }

    /** RFC 5626 §4.5: a flow that stood is replaced at once; whoever then fails waits, and so does one whose flow has never answered a keep-alive. */
    private final class OwnFlow implements UsageHost.FlowWatcher {

        @Override
        public void onAnswered(long nowNanos) {
            flowSucceeded = true;
            retries.onSuccess();
        }

        @Override
        public void onFailed(long nowNanos) {
            if (state == State.REGISTERED && flowSucceeded) {
                attempt(nowNanos);
            } else if (state == State.REGISTERED) {
                user.onUnreachable(ClientFailure.TRANSPORT_ERROR, retryLater(Optional.empty(), nowNanos), nowNanos);
            }
        }
    }

    /** Calls to us may come over that connection alone, and would not until the next refresh. */
    private void onConnectionLost(long nowNanos) {
        if (state == State.REGISTERED) {
            timers.setAt(Timer.REFRESH, Math.min(timers.nextDeadlineNanos(), retries.reconnectAt(nowNanos)));
        }
    }

    /** The first way is still away; the binding through the second has just been refreshed and stands. */
    private void staySecond(long nowNanos) {
        ways.goOn(nowNanos);
        state = State.REGISTERED;
        if (unregisterNext) {
            unregisterNext = false;
            unregister(nowNanos);
        } else {
            timers.set(Timer.REFRESH, nowNanos, refreshAfter(Duration.ofNanos(expiresAtNanos - nowNanos)));
        }
        host.rearm();
    }

    /** RFC 3261 §10.2.8: the registrar says how long is long enough. */
    private void onIntervalTooBrief(SipResponse response, long nowNanos) {
        var least = response.firstReadable(MinExpiresHeader.TYPE).map(header -> Duration.ofSeconds(header.seconds()));
        boolean usable = least.filter(
                        value -> value.compareTo(expires) > 0 && value.compareTo(RegistrationPlan.LONGEST) <= 0)
                .isPresent();
        if (usable && intervalChanges++ < MAX_INTERVAL_CHANGES && !unregisterNext) {
            expires = least.get();
            sendOn(nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
    }

    private void onRefusal(SipResponse response, long nowNanos) {
        // RFC 3261 §8.1.3.4: failures lead on to the next place that was given; 6xx is final (§21.6).
        if (!unregisterNext && response.status() < 600 && redirects.next()) {
            sendOn(nowNanos);
            return;
        }
        if (ways.isLookingBack()) {
            staySecond(nowNanos);
            return;
        }
        if (unregisterNext) {
            unregisterNext = false;
            if (standing) {
                send(State.UNREGISTERING, Duration.ZERO, nowNanos);
            } else {
                finish(nowNanos);
            }
            return;
        }
        var answer = new RegistrationAnswer(response);
        boolean mayPass = answer.mayPass();
        if (mayPass && ways.next()) {
            attempt(nowNanos);
        } else if (mayPass) {
            var delay = retryLater(answer.retryAfter(), nowNanos);
            user.onRefused(response, Optional.of(delay), nowNanos);
        } else {
            state = State.IDLE;
            standing = false;
            told = false;
            timers.cancelAll();
            host.leaveFlow();
            user.onRefused(response, Optional.empty(), nowNanos);
        }
    }

    /** A thousand phones do not come back to a restarted registrar in the same second. A binding that stands goes on to do so. */
    private Duration retryLater(Optional<Duration> asked, long nowNanos) {
        state = State.WAITING_TO_RETRY;
        told = false;
        var delay = plan.outbound().isPresent() ? retries.nextOutbound(asked, user.othersStand()) : retries.next(asked);
        host.leaveFlow();
        timers.cancel(Timer.REFRESH);
        timers.set(Timer.RETRY, nowNanos, delay);
        return delay;
    }

    private void finish(long nowNanos) {
        state = State.IDLE;
        standing = false;
        told = false;
        unregisterNext = false;
        outdated = Optional.empty();
        withoutOutbound = false;
        timers.cancelAll();
        host.leaveFlow();
        host.rearm();
        user.onUnregistered(nowNanos);
    }

    /** The binding that the request now answered asked for. */
    private Optional<ContactHeader> sentContact() {
        return request.flatMap(sent -> sent.latest().firstReadable(ContactHeader.TYPE));
    }

    /**
     * Early enough for a lost refresh to be repeated for the whole 32 s of Timer F where the lifetime allows, else at its half; and up to a quarter of that earlier, so that
     * lines that were registered together drift apart.
     */
    private Duration refreshAfter(Duration granted) {
        var latest = latestRefresh(granted);
        // Not by Duration's own division: it goes by way of BigDecimal, and the first use of that is a tenth of the
        // start of a command.
        return latest.minus(retries.part(Duration.ofNanos(latest.toNanos() / 4)));
    }

    private static Duration latestRefresh(Duration granted) {
        var early = granted.minusSeconds(40);
        var half = Duration.ofNanos(granted.toNanos() / 2);
        return early.compareTo(half) > 0 ? early : half;
    }

    /**
     * RFC 3581 §4: received and rport tell how the registrar's side sees us. Where that differs from our Contact, peers cannot reach the binding just made: it is replaced at
     * once by one that they can. Over connections the address seen is that of a connection, which no peer can call.
     */
    private void learnPublicAddress(SipResponse response, long nowNanos) {
        var seen = SeenAddress.in(response.topVia());
        if (seen.isEmpty() || sentContact().filter(seen.get()::isIn).isPresent()) {
            addressChanges = 0;
        } else if (addressChanges < MAX_ADDRESS_CHANGES) {
            addressChanges++;
            outdated = sentContact()
                    .map(contact -> new ContactHeader(contact.address(), Parameters.EMPTY.with("expires", "0")));
            user.onPublicAddress(seen.get().host(), seen.get().port(), nowNanos);
            timers.set(Timer.REFRESH, nowNanos, Duration.ZERO);
        }
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case REFRESH, RETRY -> attempt(nowNanos);
                case EXPIRED -> {
                    standing = false;
                    user.onGruus(OwnGruus.NONE, nowNanos);
                }
            }
        }
    }
}
