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
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;
import java.util.Optional;

/** One binding at one registrar, kept alive until it is given up (RFC 3261 §10.2). */
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

    private enum Timer {
        REFRESH,
        RETRY,
        EXPIRED
    }

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);
    /** A registrar that asks twice for more than it asked for before is broken. */
    private static final int MAX_INTERVAL_CHANGES = 2;

    private final UsageHost host;
    private final RegistrationPlan plan;
    private final RegistrationUser user;
    private final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private final String callId;
    private final String tag;
    private State state = State.IDLE;
    private Duration expires;
    private Uri sentContact;
    private long sequence;
    private int failures;
    private int intervalChanges;
    private boolean standing;
    private boolean unregisterNext;

    public RegistrationUsage(UsageHost host, RegistrationPlan plan, RegistrationUser user) {
        this.host = host;
        this.plan = plan;
        this.user = user;
        this.expires = plan.expires();
        this.callId = host.randomness().nextToken(24);
        this.tag = host.randomness().nextToken(10);
        this.sentContact = plan.registrar();
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
            case IDLE, WAITING_TO_RETRY, REGISTERED ->
                send(standing ? State.REFRESHING : State.REGISTERING, expires, nowNanos);
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
            case REGISTERING, REFRESHING -> unregisterNext = true;
            case UNREGISTERING -> {}
        }
    }

    private void send(State next, Duration lifetime, long nowNanos) {
        state = next;
        timers.cancel(Timer.REFRESH);
        timers.cancel(Timer.RETRY);
        var request = SipRequest.builder(SipMethod.REGISTER, plan.registrar())
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(plan.address(), Parameters.EMPTY.with("tag", tag)))
                .set(ToHeader.TYPE, new ToHeader(plan.address(), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(++sequence, SipMethod.REGISTER))
                .set(ExpiresHeader.TYPE, new ExpiresHeader(lifetime.toSeconds()));
        host.send(request, () -> ++sequence, this, nowNanos);
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (response.isProvisional()) {
            return;
        }
        sequence = Math.max(sequence, response.cseq().number());
        sentContact = host.contact().address().uri();
        if (state == State.UNREGISTERING) {
            finish(nowNanos);
        } else if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.status() == 423) {
            onIntervalTooBrief(response, nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
        host.rearm();
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        if (state == State.UNREGISTERING || unregisterNext) {
            finish(nowNanos);
            return;
        }
        var delay = retryLater(Optional.empty(), nowNanos);
        user.onUnreachable(failure, delay, nowNanos);
        host.rearm();
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        boolean silent = standing;
        standing = true;
        failures = 0;
        intervalChanges = 0;
        state = State.REGISTERED;
        var granted = grantedBy(response);
        timers.set(Timer.EXPIRED, nowNanos, granted);
        timers.set(Timer.REFRESH, nowNanos, refreshAfter(granted));
        if (learnPublicAddress(response, nowNanos)) {
            // The binding just made leads to an address that peers cannot reach.
            timers.set(Timer.REFRESH, nowNanos, Duration.ZERO);
        }
        if (unregisterNext) {
            unregisterNext = false;
            unregister(nowNanos);
        } else if (!silent) {
            user.onRegistered(response, granted, nowNanos);
        }
    }

    /** RFC 3261 §10.2.8: the registrar says how long is long enough. */
    private void onIntervalTooBrief(SipResponse response, long nowNanos) {
        var least = response.firstReadable(MinExpiresHeader.TYPE).map(header -> Duration.ofSeconds(header.seconds()));
        boolean usable = least.filter(
                        value -> value.compareTo(expires) > 0 && value.compareTo(RegistrationPlan.LONGEST) <= 0)
                .isPresent();
        if (usable && intervalChanges++ < MAX_INTERVAL_CHANGES && !unregisterNext) {
            expires = least.get();
            send(standing ? State.REFRESHING : State.REGISTERING, expires, nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
    }

    private void onRefusal(SipResponse response, long nowNanos) {
        if (unregisterNext) {
            finish(nowNanos);
            return;
        }
        var after = response.firstReadable(RetryAfterHeader.TYPE)
                .map(header -> Duration.ofSeconds(Math.min(header.seconds(), 86_400)));
        boolean passing = response.status() == 408
                || response.status() == 480
                || response.status() / 100 == 5
                || after.isPresent();
        if (passing) {
            user.onRefused(response, Optional.of(retryLater(after, nowNanos)), nowNanos);
        } else {
            // A wrong password does not become right by repetition.
            state = State.IDLE;
            standing = false;
            timers.cancelAll();
            user.onRefused(response, Optional.empty(), nowNanos);
        }
    }

    /** Doubling delays with jitter, so that a thousand phones do not come back to a restarted registrar in the same second. */
    private Duration retryLater(Optional<Duration> asked, long nowNanos) {
        state = State.WAITING_TO_RETRY;
        standing = false;
        timers.cancelAll();
        var delay = asked.orElseGet(() -> {
            long doubled = FIRST_RETRY.toMillis() << Math.min(failures, 10);
            long bounded = Math.min(doubled, LONGEST_RETRY.toMillis());
            return Duration.ofMillis(bounded / 2 + (long) (host.randomness().nextDouble() * bounded / 2));
        });
        failures++;
        timers.set(Timer.RETRY, nowNanos, delay);
        return delay;
    }

    private void finish(long nowNanos) {
        state = State.IDLE;
        standing = false;
        unregisterNext = false;
        timers.cancelAll();
        host.rearm();
        user.onUnregistered(nowNanos);
    }

    /** RFC 3261 §10.2.4: the lifetime of our own binding among those listed, else the Expires header, else what we asked for. */
    private Duration grantedBy(SipResponse response) {
        var own = response.allReadable(ContactHeader.TYPE).stream()
                .filter(contact ->
                        !contact.star() && sameBinding(contact.address().uri()))
                .findFirst();
        long seconds = own.flatMap(contact -> contact.expiresSeconds().isPresent()
                        ? Optional.of(contact.expiresSeconds().getAsLong())
                        : Optional.empty())
                .or(() -> response.firstReadable(ExpiresHeader.TYPE).map(ExpiresHeader::seconds))
                .orElse(expires.toSeconds());
        return Duration.ofSeconds(Math.max(1, Math.min(seconds, RegistrationPlan.LONGEST.toSeconds())));
    }

    private boolean sameBinding(Uri uri) {
        return uri instanceof SipUri theirs && sentContact instanceof SipUri ours
                ? theirs.equivalent(ours)
                : uri.equals(sentContact);
    }

    /** Early enough for a lost refresh to be repeated for the whole 32 s of Timer F where the lifetime allows, else at its half. */
    private Duration refreshAfter(Duration granted) {
        var early = granted.minusSeconds(40);
        var half = granted.dividedBy(2);
        return early.compareTo(half) > 0 ? early : half;
    }

    /** RFC 3581 §4: received and rport tell how the registrar sees us. Returns true when that is news. */
    private boolean learnPublicAddress(SipResponse response, long nowNanos) {
        var via = response.topVia();
        boolean overUdp = via.transport().equalsIgnoreCase("UDP");
        if (!overUdp || (via.received().isEmpty() && via.rport().isEmpty())) {
            return false;
        }
        var seenHost = via.received().orElse(via.host());
        int seenPort = via.rport().orElse(via.port().orElse(5060));
        if (sentContact instanceof SipUri ours
                && bare(ours.host()).equalsIgnoreCase(bare(seenHost))
                && ours.port().orElse(5060) == seenPort) {
            return false;
        }
        boolean sameAsVia =
                bare(via.host()).equalsIgnoreCase(bare(seenHost)) && via.port().orElse(5060) == seenPort;
        if (sameAsVia) {
            return false;
        }
        user.onPublicAddress(seenHost, seenPort, nowNanos);
        return true;
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case REFRESH -> send(State.REFRESHING, expires, nowNanos);
                case RETRY -> send(State.REGISTERING, expires, nowNanos);
                case EXPIRED -> standing = false;
            }
        }
    }
}
