package io.switchhook.stack.flow;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.stack.flow.ConnectionTable.Ending;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Closes connections that have to end, and asks those that carry a registration of ours whether they live. One alarm for all of them; on the loop of its {@link Flows}. */
final class ConnectionKeeper {
    /** Longer than it takes until a connection of ours is seen among those that are in use. */
    private static final Duration WANTED = Duration.ofSeconds(2);

    private final Loop loop;
    private final Randomness random;
    private final FlowUser user;
    private final ConnectionTable<StreamFlow> table;
    private final Map<StreamFlow, FlowKeepAlive> keepAlives = new LinkedHashMap<>();
    private final Alarm alarm;

    /** @param user knows the flows that carry a dialog or a transaction now, and hears of answered keep-alives */
    ConnectionKeeper(
            Loop loop, Randomness random, ConnectionLimits limits, Map<Flow, StreamFlow> streams, FlowUser user) {
        this.loop = loop;
        this.user = user;
        this.random = random;
        this.alarm = loop.alarm(this::onTime);
        this.table = new ConnectionTable<>(
                limits,
                () -> user.flowsInUse().stream()
                        .filter(streams::containsKey)
                        .map(streams::get)
                        .collect(Collectors.toSet()));
    }

    /** Whether there is room for this one; another may have had to give way. */
    boolean onNew(StreamFlow stream, PeerPrefix peer) {
        var ending = table.onNew(stream, peer, loop.nowNanos());
        boolean admitted = ending.isEmpty() || ending.get().connection() != stream;
        if (admitted) {
            ending.ifPresent(this::end);
        }
        if (admitted && stream.isOpenedByUs()) {
            // Something waits for it, even where those in use were counted a moment ago; strangers that come now must
            // not push it out.
            table.needUntil(stream, "", loop.nowNanos() + WANTED.toNanos(), loop.nowNanos());
        }
        rearm();
        return admitted;
    }

    void onOpen(StreamFlow stream, long nowNanos) {
        table.onOpen(stream, nowNanos);
        rearm();
    }

    /** A message has gone or come. */
    void onMessage(StreamFlow stream, SipMessage message, boolean sent, long nowNanos) {
        table.onMessage(stream, nowNanos);
        // A stranger must not be able to say of itself that it is needed: on its connection only our own word counts.
        if (sent || stream.isOpenedByUs()) {
            RegistrationSpan.of(message).ifPresent(span -> onRegistered(stream, span, nowNanos));
        }
        rearm();
    }

    private void onRegistered(StreamFlow stream, RegistrationSpan span, long nowNanos) {
        table.needUntil(stream, span.address(), nowNanos + span.time().toNanos(), nowNanos);
        if (stream.isOpenedByUs() && table.isNeeded(stream, nowNanos) && !keepAlives.containsKey(stream)) {
            keepAlive(stream, FlowKeepAlive.DEFAULT_INTERVAL, false, nowNanos);
        }
    }

    /**
     * Asks from now on, as long as there is a registration. Who is asked as often already is asked on as before: registrations may be refreshed more often, and whoever began anew
     * with each would never ask.
     */
    void keepAlive(StreamFlow stream, Duration interval, boolean answers, long nowNanos) {
        var known = keepAlives.get(stream);
        if (known == null || !known.suffices(interval, answers)) {
            keepAlives.put(stream, new FlowKeepAlive(interval, answers, random, nowNanos));
            rearm();
        }
    }

    /** After each reading. */
    void onRead(StreamFlow stream, int unfinishedBytes, boolean fresh, long nowNanos) {
        table.onUnfinished(stream, unfinishedBytes, fresh, nowNanos).ifPresent(this::end);
        rearm();
    }

    /** From now on a peer that keeps its connection alive is not closed for saying nothing else. */
    void countKeepAlives(StreamFlow stream) {
        table.countPings(stream);
    }

    /** From now on it is not closed for saying nothing: it is asked from below whether its peer lives. */
    void keepStanding(StreamFlow stream) {
        table.keepStanding(stream);
    }

    /** The peer has asked whether we live: so it lives. */
    boolean onPing(StreamFlow stream, long nowNanos) {
        var ending = table.onPing(stream, nowNanos);
        ending.ifPresent(this::end);
        Optional.ofNullable(keepAlives.get(stream)).ifPresent(known -> known.onSignOfLife(nowNanos));
        rearm();
        return ending.isEmpty();
    }

    /** The peer has said that it lives. */
    void onPong(StreamFlow stream, long nowNanos) {
        table.onPing(stream, nowNanos).ifPresent(this::end);
        var asking = keepAlives.get(stream);
        if (asking != null && asking.onPong(nowNanos)) {
            user.onKeepAliveAnswered(stream.flow(), nowNanos);
        }
        rearm();
    }

    void onEnd(StreamFlow stream) {
        table.onEnd(stream);
        keepAlives.remove(stream);
        rearm();
    }

    private void end(Ending<StreamFlow> ending) {
        keepAlives.remove(ending.connection());
        ending.connection().end(ending.reason());
    }

    private void onTime() {
        long now = loop.nowNanos();
        table.onTime(now).forEach(this::end);
        keepAlives.keySet().removeIf(stream -> !table.isNeeded(stream, now));
        for (var asking : List.copyOf(keepAlives.entrySet())) {
            var stream = asking.getKey();
            switch (asking.getValue().onTime(now)) {
                case NOTHING -> {}
                case PING -> stream.ping();
                case FAILED -> {
                    table.onEnd(stream);
                    end(new Ending<>(stream, ConnectionEnd.NO_PONG));
                }
            }
        }
        rearm();
    }

    private void rearm() {
        long next = table.nextDeadlineNanos();
        for (var keepAlive : keepAlives.values()) {
            next = Math.min(next, keepAlive.nextDeadlineNanos());
        }
        if (next == Timed.NEVER) {
            alarm.cancel();
        } else {
            alarm.set(next);
        }
    }

    /** Whether a message has gone or come. */
    boolean isWorn(StreamFlow stream) {
        return table.hasCarried(stream);
    }

    int size() {
        return table.size();
    }

    /** 1 while there is a connection, else 0. */
    int armedAlarms() {
        return alarm.isSet() ? 1 : 0;
    }

    void close() {
        alarm.cancel();
    }
}
