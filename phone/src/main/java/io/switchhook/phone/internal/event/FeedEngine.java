package io.switchhook.phone.internal.event;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.CallbackLane;
import io.switchhook.sip.core.event.EventNotifier;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventServer;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.NotifierEnd;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One feed of a line on the signalling loop: asks the application about each new subscription, and tells the state to those that it lets in. */
public final class FeedEngine implements EventServer.Owner {
    /** RFC 6665 §4.2.1.1: a SUBSCRIBE is not to wait for a person; a program that decides at once is heard before the answer. */
    private static final Duration CONSIDERATION = Duration.ofMillis(500);

    private final EventLine line;
    private final Consumer<Asked> policy;
    private final EventServer server;
    private final CallbackLane lane;
    private final Map<EventNotifier, CallHost> hosts = new HashMap<>();
    private final Set<Asked> considered = new LinkedHashSet<>();
    private Optional<EventState> state = Optional.empty();

    public FeedEngine(EventLine line, EventPackage served, Consumer<Asked> policy) {
        this.line = line;
        this.policy = policy;
        this.server = new EventServer(served, this);
        this.lane = line.world().openLane("switchhook-feed");
    }

    public EventPackage served() {
        return server.eventPackage();
    }

    public int followers() {
        return server.subscriptions().size();
    }

    public void update(Optional<EventState> next, long nowNanos) {
        state = next;
        server.onStateChanged(resource(), nowNanos);
    }

    private String resource() {
        return line.user();
    }

    boolean isFor(ServerTransaction subscribe) {
        return server.isFor(subscribe.request());
    }

    void onSubscribe(ServerTransaction transaction, Flow from, long nowNanos) {
        var host = line.accept(from);
        host.nameCall(transaction.request().callId());
        var asked = new Asked(transaction, host, from.remote().getAddress().getHostAddress());
        var refusal = server.refusalOf(transaction.request(), asked.source, host);
        if (refusal.isPresent()) {
            asked.answer(refusal.get(), nowNanos);
            return;
        }
        if (considered.size() >= served().limits().maxSubscriptions()) {
            asked.answer(503, "Service Unavailable", nowNanos);
            return;
        }
        considered.add(asked);
        asked.consider(nowNanos);
    }

    public void end(long nowNanos) {
        line.events().remove(this);
        leave("noresource", nowNanos);
    }

    /** Tells all that it is over; whether there are any is {@link #followers}. */
    void leave(String reason, long nowNanos) {
        List.copyOf(considered).forEach(asked -> asked.reject(nowNanos));
        server.terminateAll(reason, Optional.empty(), nowNanos);
    }

    void abandon() {
        considered.forEach(asked -> asked.alarm.cancel());
        considered.clear();
        server.abandon();
        hosts.values().forEach(CallHost::close);
        hosts.clear();
    }

    @Override
    public Optional<EventState> stateFor(EventNotifier subscription) {
        return state;
    }

    @Override
    public void onOver(EventNotifier subscription, NotifierEnd end, long nowNanos) {
        Optional.ofNullable(hosts.remove(subscription)).ifPresent(CallHost::close);
        line.onEventsOver();
    }

    /** One who wants to follow, before and after the application has decided. */
    public final class Asked {
        private final ServerTransaction transaction;
        private final CallHost host;
        private final String source;
        private final Alarm alarm;
        private Optional<EventNotifier> notifier = Optional.empty();

        Asked(ServerTransaction transaction, CallHost host, String source) {
            this.transaction = transaction;
            this.host = host;
            this.source = source;
            this.alarm = line.loop().alarm(this::onConsideredLongEnough);
        }

        /** Who asks. */
        public NameAddress from() {
            return transaction.request().from().address();
        }

        void consider(long nowNanos) {
            alarm.set(nowNanos + CONSIDERATION.toNanos());
            lane.submit(() -> {
                try {
                    policy.accept(this);
                } finally {
                    line.loop().post(this::onConsideredLongEnough);
                }
            });
        }

        /** What is not decided by now stays pending. */
        private void onConsideredLongEnough() {
            if (considered.contains(this)) {
                begin(false, line.loop().nowNanos());
            }
        }

        public void accept(long nowNanos) {
            if (considered.contains(this)) {
                begin(true, nowNanos);
            } else {
                notifier.ifPresent(open -> open.approve(nowNanos));
            }
        }

        public void reject(long nowNanos) {
            if (considered.contains(this)) {
                answer(403, "Forbidden", nowNanos);
            } else {
                notifier.ifPresent(open -> open.reject(nowNanos));
            }
        }

        private void begin(boolean granted, long nowNanos) {
            // Others may have taken the room meanwhile.
            var refusal = server.refusalOf(transaction.request(), source, host);
            if (refusal.isPresent()) {
                answer(refusal.get(), nowNanos);
                return;
            }
            settled();
            var accepted = server.accept(host, transaction, source, resource(), granted, nowNanos);
            notifier = Optional.of(accepted);
            if (server.subscriptions().contains(accepted)) {
                hosts.put(accepted, host);
                host.add(accepted);
            } else {
                host.close();
            }
        }

        private void answer(int status, String reason, long nowNanos) {
            answer(host.answering(transaction.request(), status, reason), nowNanos);
        }

        private void answer(SipResponse.Builder response, long nowNanos) {
            settled();
            host.stack().respond(transaction, response, nowNanos);
            host.close();
        }

        private void settled() {
            alarm.cancel();
            considered.remove(this);
        }
    }
}
