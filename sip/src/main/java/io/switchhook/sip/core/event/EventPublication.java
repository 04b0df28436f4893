package io.switchhook.sip.core.event;

import io.switchhook.base.timer.Timed;
import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipEtagHeader;
import io.switchhook.sip.message.header.SipIfMatchHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * One state of ours at an event state compositor, kept alive and up to date until it is removed: the publication agent of RFC 3903 §4. One PUBLISH is under way at a
 * time; of the states that come meanwhile the newest follows.
 */
public final class EventPublication implements Timed, ClientUser {

    /** By what stands and what is waited for. */
    public enum State {
        IDLE,
        /** A PUBLISH with a body is out: initial or modifying. */
        PUBLISHING,
        PUBLISHED,
        REFRESHING,
        WAITING_TO_RETRY,
        REMOVING
    }

    enum Timer {
        REFRESH,
        RETRY
    }

    private static final int MAX_INTERVAL_CHANGES = 2;

    private final UsageHost host;
    private final PublicationPlan plan;
    private final PublicationUser user;
    private final Backoff backoff;
    private final String callId;
    private final String tag;
    final TimerSet<Timer> timers = new TimerSet<>(Timer.class);
    private State state = State.IDLE;
    private Duration lifetime;
    private Optional<String> entityTag = Optional.empty();
    /** What is to be published, and is not, or not known to be. */
    private Optional<EventState> wanted = Optional.empty();
    /** What is under way, or stands. */
    private Optional<EventState> current = Optional.empty();

    private long sequence;
    private int intervalChanges;
    private boolean removeNext;

    public EventPublication(UsageHost host, PublicationPlan plan, PublicationUser user) {
        this.host = host;
        this.plan = plan;
        this.user = user;
        this.backoff = new Backoff(host.randomness());
        this.lifetime = plan.expires();
        this.callId = host.randomness().nextToken(24);
        this.tag = host.randomness().nextToken(10);
    }

    public State state() {
        return state;
    }

    /** Publishes a state, in the place of the one before it. */
    public void publish(EventState next, long nowNanos) {
        wanted = Optional.of(next);
        removeNext = false;
        switch (state) {
            case IDLE, PUBLISHED, WAITING_TO_RETRY -> sendState(nowNanos);
            case PUBLISHING, REFRESHING, REMOVING -> {}
        }
        host.rearm();
    }

    /** Refreshes now what stands, for who has reasons to doubt that it does; nothing happens while a request is under way, or where nothing stands. */
    public void refresh(long nowNanos) {
        if (state == State.PUBLISHED) {
            refreshOrSend(nowNanos);
            host.rearm();
        }
    }

    private void refreshOrSend(long nowNanos) {
        if (entityTag.isPresent()) {
            send(State.REFRESHING, Optional.empty(), lifetime, nowNanos);
        } else {
            sendState(nowNanos);
        }
    }

    /** Removes the state; {@link PublicationUser#onRemoved} follows, at once when there is none. */
    public void remove(long nowNanos) {
        wanted = Optional.empty();
        switch (state) {
            case IDLE -> user.onRemoved(nowNanos);
            case PUBLISHED, WAITING_TO_RETRY -> leave(nowNanos);
            case PUBLISHING, REFRESHING -> removeNext = true;
            case REMOVING -> {}
        }
        host.rearm();
    }

    private void leave(long nowNanos) {
        removeNext = false;
        if (entityTag.isPresent()) {
            send(State.REMOVING, Optional.empty(), Duration.ZERO, nowNanos);
        } else {
            finish(nowNanos);
        }
    }

    private void sendState(long nowNanos) {
        current = wanted.or(() -> current);
        wanted = Optional.empty();
        send(State.PUBLISHING, current, lifetime, nowNanos);
    }

    /** RFC 3903 §4.1, table 1: body and SIP-If-Match say what it is to do. */
    private void send(State next, Optional<EventState> body, Duration asked, long nowNanos) {
        state = next;
        timers.cancelAll();
        var publish = plan.request(callId, tag, ++sequence, asked);
        entityTag.ifPresent(known -> publish.set(SipIfMatchHeader.TYPE, new SipIfMatchHeader(known)));
        body.ifPresentOrElse(known -> publish.body(known.type(), known.content()), publish::noBody);
        host.send(publish, () -> ++sequence, this, nowNanos);
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (response.isProvisional()) {
            return;
        }
        if (state == State.REMOVING) {
            onRemoved(nowNanos);
        } else if (response.isSuccess()) {
            onSuccess(response, nowNanos);
        } else if (response.status() == 412 && entityTag.isPresent()) {
            onForgotten(nowNanos);
        } else {
            onRefusal(response, nowNanos);
        }
        host.rearm();
    }

    private void onRemoved(long nowNanos) {
        entityTag = Optional.empty();
        if (wanted.isPresent()) {
            sendState(nowNanos);
        } else {
            finish(nowNanos);
        }
    }

    private void onSuccess(SipResponse response, long nowNanos) {
        boolean silent = state == State.REFRESHING;
        backoff.onSuccess();
        intervalChanges = 0;
        // §4.3: the newest tag is the only one that counts. One that tells none cannot be refreshed.
        entityTag = response.firstReadable(SipEtagHeader.TYPE).map(SipEtagHeader::entityTag);
        state = State.PUBLISHED;
        if (removeNext) {
            leave(nowNanos);
            return;
        }
        if (wanted.isPresent()) {
            sendState(nowNanos);
            return;
        }
        var granted = grantedBy(response);
        timers.set(Timer.REFRESH, nowNanos, refreshAfter(granted));
        if (!silent) {
            current.ifPresent(known -> user.onPublished(known, granted, nowNanos));
        }
    }

    /** §4.2: never longer than asked for. */
    private Duration grantedBy(SipResponse response) {
        return response.firstReadable(ExpiresHeader.TYPE)
                .map(ExpiresHeader::seconds)
                .filter(seconds -> seconds > 0)
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, lifetime.toSeconds())))
                .orElse(lifetime);
    }

    /** Early enough for a lost refresh to be repeated for the whole 32 s of Timer F where the lifetime allows, else at its half. */
    private static Duration refreshAfter(Duration granted) {
        var early = granted.minusSeconds(40);
        var half = granted.dividedBy(2);
        return early.compareTo(half) > 0 ? early : half;
    }

    /** §5: the tag is worth nothing, and the state is published anew. */
    private void onForgotten(long nowNanos) {
        entityTag = Optional.empty();
        if (removeNext) {
            finish(nowNanos);
        } else {
            sendState(nowNanos);
        }
    }

    private void onRefusal(SipResponse response, long nowNanos) {
        var longer = Subscriber.longerInterval(response, lifetime);
        if (removeNext) {
            leave(nowNanos);
        } else if (longer.compareTo(lifetime) > 0 && intervalChanges++ < MAX_INTERVAL_CHANGES) {
            lifetime = longer;
            sendState(nowNanos);
        } else {
            var asked = response.firstReadable(RetryAfterHeader.TYPE).map(RetryAfterHeader::seconds);
            if (mayPass(response.status(), asked.isPresent())) {
                var delay = asked.map(backoff::asked).orElseGet(backoff::later);
                retryIn(delay, nowNanos);
                user.onRefused(response, Optional.of(delay), nowNanos);
            } else {
                forget();
                user.onRefused(response, Optional.empty(), nowNanos);
            }
        }
    }

    /** A wrong password does not become right by repetition, nor a package known. */
    private static boolean mayPass(int status, boolean saysWhen) {
        boolean forGood = status == 401 || status == 403 || status == 407 || status == 489 || status == 501;
        return !forGood && (saysWhen || status == 408 || status == 480 || status / 100 == 5);
    }

    private void retryIn(Duration delay, long nowNanos) {
        state = State.WAITING_TO_RETRY;
        timers.cancelAll();
        timers.set(Timer.RETRY, nowNanos, delay);
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        if (state == State.REMOVING) {
            onRemoved(nowNanos);
        } else if (removeNext) {
            finish(nowNanos);
        } else {
            var delay = backoff.later();
            retryIn(delay, nowNanos);
            user.onUnreachable(failure, delay, nowNanos);
        }
        host.rearm();
    }

    private void finish(long nowNanos) {
        forget();
        user.onRemoved(nowNanos);
    }

    private void forget() {
        state = State.IDLE;
        entityTag = Optional.empty();
        wanted = Optional.empty();
        current = Optional.empty();
        removeNext = false;
        timers.cancelAll();
    }

    @Override
    public long nextDeadlineNanos() {
        return timers.nextDeadlineNanos();
    }

    @Override
    public void onTime(long nowNanos) {
        for (var due = timers.pollDue(nowNanos); due.isPresent(); due = timers.pollDue(nowNanos)) {
            switch (due.get()) {
                case REFRESH -> refreshOrSend(nowNanos);
                case RETRY -> sendState(nowNanos);
            }
        }
        host.rearm();
    }
}
