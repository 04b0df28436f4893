package io.switchhook.stack.proxy;

import io.switchhook.base.loop.Alarm;
import io.switchhook.sip.core.auth.AuthenticationInfo;
import io.switchhook.sip.core.proxy.ProxiedSession;
import io.switchhook.sip.core.proxy.ProxyRules;
import io.switchhook.sip.core.proxy.ResponseContext;
import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ProxyAuthenticationInfoHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.FlowPromises;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Forwards by transactions, and remembers what is under way: RFC 3261 §16.6 to §16.10. Used on the loop. */
final class StatefulForwarding {
    private final SipStack stack;
    private final ElementAccess access;
    private final ProxyRules rules;
    private final TrustDomain trust;
    private final Optional<FlowPromises> atEdge;
    private final Map<ServerTransaction, Running> running = new HashMap<>();

    /** @param atEdge for a proxy that telephones open their flows to */
    StatefulForwarding(SipStack stack, ProxyRules rules, TrustDomain trust, Optional<FlowPromises> atEdge) {
        this.trust = trust;
        this.atEdge = atEdge;
        this.stack = stack;
        this.access = stack.access();
        this.rules = rules;
    }

    boolean isIdle() {
        return running.values().stream().allMatch(Running::isOver);
    }

    /** The request waits for a decision, and may be cancelled meanwhile. */
    void begin(ServerTransaction tx, Incoming incoming) {
        running.put(tx, new Running(tx, incoming));
    }

    void forward(ServerTransaction tx, Incoming incoming, TargetSet targets, RecordRoutes routes, long nowNanos) {
        var request = incoming.request();
        if (request.method().equals(SipMethod.INVITE)) {
            // RFC 3261 §16.2: at once, so that the caller does not repeat its INVITE.
            tx.respond(
                    ProxiedSession.answering(request, SipResponse.answering(request, 100))
                            .build(),
                    nowNanos);
        }
        running.computeIfAbsent(tx, key -> new Running(tx, incoming)).start(routes, targets, nowNanos);
    }

    void cancel(ServerTransaction tx, SipRequest cancel, long nowNanos) {
        Optional.ofNullable(running.get(tx)).ifPresent(open -> open.cancel(cancel, nowNanos));
    }

    void onTransactionEnd(ServerTransaction tx) {
        Optional.ofNullable(running.remove(tx)).ifPresent(Running::close);
    }

    /** A request under way, with the alarm of its timer C. */
    private final class Running {
        private final ServerTransaction tx;
        private final SipRequest request;
        private final Flow from;
        private final Alarm alarm = stack.loop().alarm(this::onTime);
        private final Optional<AuthenticationInfo> proof;
        private Optional<ResponseContext> context = Optional.empty();

        Running(ServerTransaction tx, Incoming incoming) {
            this.tx = tx;
            this.request = incoming.request();
            this.from = incoming.from();
            this.proof = incoming.proof();
        }

        void start(RecordRoutes routes, TargetSet targets, long nowNanos) {
            var opened = new ResponseContext(tx, request, routes.arrivedAt(), rules, (forwarded, user, now) -> {
                var copy =
                        new OutgoingCopy(stack, forwarded, routes.calleesToken(forwarded), trust, from, settling(user));
                copy.start(now);
                return copy;
            });
            context = Optional.of(opened);
            opened.start(targets, nowNanos);
            settle();
        }

        private ClientUser settling(ClientUser user) {
            return new ClientUser() {
                @Override
                public void onResponse(SipResponse response, long nowNanos) {
                    user.onResponse(promised(proven(response, nowNanos), nowNanos), nowNanos);
                    settle();
                }

                @Override
                public void onFailure(ClientFailure failure, long nowNanos) {
                    user.onFailure(failure, nowNanos);
                    settle();
                }
            };
        }

        /** RFC 7616 §3.5: we have asked who it is from. */
        private SipResponse proven(SipResponse response, long nowNanos) {
            return proof.filter(info -> response.isSuccess())
                    .map(info -> response.edit()
                            .add(ProxyAuthenticationInfoHeader.TYPE, info.proxyHeader(response.body(), nowNanos))
                            .build())
                    .orElse(response);
        }

        /** RFC 5626 §5.4: the last proxy before the telephone may add Flow-Timer. */
        private SipResponse promised(SipResponse response, long nowNanos) {
            return atEdge.filter(edge -> request.vias().size() == 1)
                    .map(edge -> edge.onForwarded(Optional.of(request), response, from, nowNanos))
                    .orElse(response);
        }

        void cancel(SipRequest cancel, long nowNanos) {
            if (context.isEmpty()) {
                access.respond(tx, ProxiedSession.answering(request, SipResponse.answering(request, 487)), nowNanos);
            } else {
                context.get().onCancel(cancel, nowNanos);
                settle();
            }
        }

        private void onTime() {
            context.ifPresent(open -> open.onTime(stack.loop().nowNanos()));
            settle();
        }

        private void settle() {
            context.ifPresent(open -> alarm.set(open.nextDeadlineNanos()));
            access.rearm();
        }

        boolean isOver() {
            return context.map(ResponseContext::over).orElse(tx.finalSent());
        }

        void close() {
            alarm.cancel();
        }
    }
}
