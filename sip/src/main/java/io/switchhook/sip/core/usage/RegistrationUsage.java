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
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.ServiceRouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

    /** As many as an account may be given; more would only make every request too large. */
    private static final int MAX_SERVICE_ROUTES = 16;

    /** A registrar that asks twice for more than it asked for before is broken. */
    private static final int MAX_INTERVAL_CHANGES = 2;
    /** A NAT that shows another address at each request cannot be followed. */
    private static final int MAX_ADDRESS_CHANGES = 2;

    private final UsageHost host;
    private final RegistrationPlan plan;
    private final RegistrationUser user;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final RegistrationWays ways;
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

    public RegistrationUsage(UsageHost host, RegistrationPlan plan, RegistrationUser user) {
        this.host = host;
        this.plan = plan;
        this.user = user;
        this.expires = plan.expires();
        this.ways = new RegistrationWays(plan.ways());
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
        state = next;
        timers.cancel(Timer.REFRESH);
        timers.cancel(Timer.RETRY);
        var register = SipRequest.builder(SipMethod.REGISTER, plan.registrar())
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(plan.address(), Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(plan.address(), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(++sequence, SipMethod.REGISTER))
                .set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()))
                // RFC 3327 §5.1: a proxy on the way may put itself into the path back to us.
                .set(SupportedHeader.TYPE, new SupportedHeader("path"));
        describeDevice(register);
        ways.applyTo(register);
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
        if (state == State.UNREGISTERING) {
            finish(nowNanos);
        } else if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.status() == FIRST_HOP_LACKS_OUTBOUND_SUPPORT && asksForOutbound()) {
            withoutOutbound = true;
            attempt(nowNanos);
        } else if (response.status() == 423) {
            onIntervalTooBrief(response, nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
        host.rearm();
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
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

    /** RFC 3608 §6.1; what is no SIP URI cannot be routed by. */
    private static List<SipUri> serviceRouteOf(SipResponse response) {
        var routes = new ArrayList<SipUri>();
        for (var route : response.allReadable(ServiceRouteHeader.TYPE)) {
            if (route.address().uri() instanceof SipUri uri && routes.size() < MAX_SERVICE_ROUTES) {
                routes.add(uri);
            }
        }
        return List.copyOf(routes);
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        boolean silent = told;
        standing = true;
        told = true;
        retries.onSuccess();
        ways.onSuccess(nowNanos);
        intervalChanges = 0;
        outdated = Optional.empty();
        state = State.REGISTERED;
        var granted = grantedBy(response);
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
        user.onServiceRoute(serviceRouteOf(response), nowNanos);
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
            host.keepFlow(flowTimer, this::onFlowFailed);
        } else {
            host.watchFlow(this::onConnectionLost);
        }
        user.onOutbound(agreed, nowNanos);
    }

    /** RFC 5626 §4.5: a flow that stood is replaced at once; whoever then fails waits. */
    private void onFlowFailed(long nowNanos) {
        if (state == State.REGISTERED) {
            attempt(nowNanos);
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
            attempt(nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
    }

    private void onRefusal(SipResponse response, long nowNanos) {
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
        var after = response.firstReadable(RetryAfterHeader.TYPE)
                .map(header -> Duration.ofSeconds(Math.min(header.seconds(), 86_400)));
        boolean mayPass = mayPass(response.status(), after.isPresent());
        if (mayPass && ways.next()) {
            attempt(nowNanos);
        } else if (mayPass) {
            var delay = retryLater(after, nowNanos);
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

    /** A wrong password does not become right by repetition, whatever Retry-After says. */
    private static boolean mayPass(int status, boolean saysWhen) {
        if (status == 401 || status == 403 || status == 407) {
            return false;
        }
        return saysWhen || status == 408 || status == 480 || status / 100 == 5;
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

    /**
     * RFC 3261 §10.2.4: the lifetime of our own binding among those listed, which a registrar may have rewritten when it is the only one; else the Expires header; else what
     * we asked for.
     */
    private Duration grantedBy(SipResponse response) {
        var listed = response.allReadable(ContactHeader.TYPE);
        var own = listed.stream()
                .filter(this::isOurs)
                .findFirst()
                .or(() -> listed.size() == 1 ? Optional.of(listed.get(0)) : Optional.empty());
        long seconds = own.map(ContactHeader::expiresSeconds)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .or(() -> response.firstReadable(ExpiresHeader.TYPE).map(ExpiresHeader::seconds))
                .filter(granted -> granted > 0)
                .orElse(expires.toSeconds());
        return Duration.ofSeconds(Math.min(seconds, RegistrationPlan.LONGEST.toSeconds()));
    }

    private boolean isOurs(ContactHeader contact) {
        return !contact.star()
                && sentContact()
                        .filter(sent -> sameAddress(
                                contact.address().uri(), sent.address().uri()))
                        .isPresent();
    }

    private static boolean sameAddress(Uri theirs, Uri ours) {
        return theirs instanceof SipUri a && ours instanceof SipUri b ? a.equivalent(b) : theirs.equals(ours);
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
        return latest.minus(retries.part(latest.dividedBy(4)));
    }

    private static Duration latestRefresh(Duration granted) {
        var early = granted.minusSeconds(40);
        var half = granted.dividedBy(2);
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
