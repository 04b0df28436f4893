package io.switchhook.sip.core.proxy;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One request that a stateful proxy forwards: its branches, one after the other or at once, and the responses that go back (RFC 3261 §16.6 to §16.10). Pure; used on one
 * loop.
 *
 * <p>Its owner arms an alarm for {@link #nextDeadlineNanos()} after each input, and may forget it once {@link #over()}: repeated 2xx still find their way through the
 * branches (RFC 6026 §7.1).
 */
public final class ResponseContext implements Timed {
    private static final int TIMEOUT_STATUS = 408;
    private static final int UNAVAILABLE_STATUS = 503;
    private static final int TERMINATED_STATUS = 487;
    private static final int TOO_NARROW_STATUS = 440;
    private static final int FLOW_FAILED_STATUS = 430;
    private static final int NOT_REACHED_STATUS = 480;
    /** A request that is redirected again and again ends here, whatever its breadth. */
    private static final int MAX_TARGETS = 100;

    private final ServerTransaction server;
    private final SipRequest request;
    private final Optional<LocalInterface> recordRouteAt;
    private final ProxyRules rules;
    private final Downstream downstream;
    private final int incomingBreadth;
    private final boolean invite;
    private final Deque<List<ProxyTarget>> waiting = new ArrayDeque<>();
    private final Set<Place> places = new HashSet<>();
    private final Set<Uri> known = new HashSet<>();
    private final List<Branch> running = new ArrayList<>();
    private final List<Branch> accepted = new ArrayList<>();
    private final List<SipResponse> refusals = new ArrayList<>();
    private final EarlyDialogs earlyDialogs;
    private final ProxiedSession session;
    private CallerPreferences preferences = CallerPreferences.NONE;
    private boolean searching = true;
    private boolean cancelled;
    private boolean answered;

    /**
     * @param server what the request came in by; none of its responses has been final
     * @param request as {@link RequestValidation} let it pass
     * @param recordRouteAt the interface the request came in by, when the proxy is to stay on the path of its dialog
     */
    public ResponseContext(
            ServerTransaction server,
            SipRequest request,
            Optional<LocalInterface> recordRouteAt,
            ProxyRules rules,
            Downstream downstream) {
        this.server = server;
        this.request = request;
        this.recordRouteAt = recordRouteAt;
        this.rules = rules;
        this.downstream = downstream;
        this.session = new ProxiedSession(request);
        this.earlyDialogs = new EarlyDialogs(request, session);
        this.invite = request.method().equals(SipMethod.INVITE);
        this.incomingBreadth =
                Math.min(RequestValidation.breadthOf(request).orElse(rules.maxBreadth()), rules.maxBreadth());
    }

    /** Begins to forward; called once. */
    public void start(TargetSet targets, long nowNanos) {
        preferences = targets.preferences();
        boolean tooNarrow = false;
        for (var group : targets.groups()) {
            var fresh = unknownOf(group);
            if (!fresh.isEmpty()) {
                waiting.add(fresh);
                tooNarrow |= fresh.size() > incomingBreadth;
            }
        }
        if (tooNarrow && rules.narrow() == ProxyRules.Narrow.REFUSE) {
            waiting.clear();
            refuse(TOO_NARROW_STATUS);
        }
        advance(nowNanos);
    }

    private List<ProxyTarget> unknownOf(List<ProxyTarget> group) {
        var fresh = new ArrayList<ProxyTarget>(group.size());
        for (var target : group) {
            if (places.add(Place.of(target))) {
                known.add(target.uri());
                fresh.add(target);
            }
        }
        return fresh;
    }

    /** Where a target is: devices in two private networks may have the same address, and differ by the way to them (RFC 5626 §6). */
    private record Place(Uri uri, List<String> routes, Optional<Hop> flow) {
        static Place of(ProxyTarget target) {
            var routes = target.routes().stream().map(RouteHeader::toString).toList();
            return new Place(target.uri(), routes, target.flow());
        }
    }

    /** The caller gives up; the CANCEL itself has been answered (§16.10). The Reason in it is passed on (RFC 3326 §2). */
    public void onCancel(SipRequest cancel, long nowNanos) {
        if (!answered) {
            cancelled = true;
            endSearch(more -> more.copyAll(cancel, ReasonHeader.TYPE), nowNanos);
            advance(nowNanos);
        }
    }

    /** No branch is running, and nothing is left to be sent but what the server transaction repeats by itself. */
    public boolean over() {
        return running.isEmpty() && waiting.isEmpty() && answered;
    }

    // --- branches -------------------------------------------------------------------------------------------------

    /** Starts what may run now; when nothing runs any more, the best response goes back. */
    private void advance(long nowNanos) {
        while (running.isEmpty() && searching && !waiting.isEmpty()) {
            startGroup(waiting.poll(), nowNanos);
        }
        if (running.isEmpty() && !answered) {
            answerWithBest(nowNanos);
        }
    }

    /** RFC 5393 §5.3.3: the breadth is divided among the branches; what does not fit waits for its turn. */
    private void startGroup(List<ProxyTarget> group, long nowNanos) {
        int now = Math.min(group.size(), incomingBreadth);
        if (now < group.size()) {
            waiting.addFirst(group.subList(now, group.size()));
        }
        var started = new ArrayList<Branch>();
        for (int i = 0; i < now; i++) {
            int share = incomingBreadth / now + (i < incomingBreadth % now ? 1 : 0);
            var branch = new Branch(group.get(i), share);
            running.add(branch);
            started.add(branch);
            branch.start(group.get(i), nowNanos);
        }
    }

    private void endSearch(Consumer<SipRequest.Builder> reason, long nowNanos) {
        findNoMore();
        List.copyOf(running).forEach(branch -> branch.cancel(reason, nowNanos));
    }

    private void findNoMore() {
        searching = false;
        waiting.clear();
    }

    /** RFC 3326 §3.1: a telephone that stops ringing can tell a call that was answered elsewhere from one that was missed. */
    private static Consumer<SipRequest.Builder> because(int status, String text) {
        // A phrase of somebody else's may hold what no header can.
        var readable =
                Optional.of(text).filter(any -> !any.isEmpty() && any.chars().noneMatch(Character::isISOControl));
        return more -> more.add(ReasonHeader.TYPE, new ReasonHeader("SIP", OptionalInt.of(status), readable));
    }

    @Override
    public long nextDeadlineNanos() {
        long next = NEVER;
        for (var branch : running) {
            next = Math.min(next, branch.timerC);
        }
        return next;
    }

    /** RFC 3261 §16.8. */
    @Override
    public void onTime(long nowNanos) {
        for (var branch : List.copyOf(running)) {
            if (branch.timerC <= nowNanos) {
                branch.onTimerC(nowNanos);
            }
        }
    }

    // --- responses ------------------------------------------------------------------------------------------------

    private void onProvisional(Branch branch, SipResponse response, long nowNanos) {
        // RFC 3261 §16.7 item 5; RFC 4320 §4.1 for what is no INVITE. 100 is for one hop alone.
        if (invite && response.status() != 100 && !answered) {
            earlyDialogs.onProvisional(branch, response);
            server.respond(response, nowNanos);
        }
    }

    /** Item 5: each 2xx goes back at once; item 10: nobody else need ring, unless the caller wants to see to that itself. */
    private void onSuccess(SipResponse response, long nowNanos) {
        if (invite || !answered) {
            answered = true;
            server.respond(response, nowNanos);
        }
        if (preferences.cancelsOthers()) {
            endSearch(because(200, "Call completed elsewhere"), nowNanos);
        } else {
            findNoMore();
        }
        release(nowNanos);
    }

    /** When all branches have ended, what can still come are further 2xx, which find their way back without us. */
    private void release(long nowNanos) {
        if (invite && running.isEmpty() && !accepted.isEmpty()) {
            accepted.forEach(branch -> branch.delivery.ifPresent(open -> open.release(server.hop(), nowNanos)));
            server.release(nowNanos);
        }
    }

    private void onRefusal(Branch branch, SipResponse response, long nowNanos) {
        if (response.status() >= 600) {
            // Item 5: a 6xx waits for the others, since one of them may have been answered.
            endSearch(because(response.status(), response.reason()), nowNanos);
        }
        if (searching && rules.recurse() && preferences.recurses() && response.status() / 100 == 3) {
            recurse(response).ifPresent(refusals::add);
        } else {
            refusals.add(response);
        }
        boolean goesOn = !answered && (!running.isEmpty() || (searching && !waiting.isEmpty()));
        earlyDialogs.onRefusal(branch, response, goesOn).forEach(ended -> server.respond(ended, nowNanos));
        advance(nowNanos);
        release(nowNanos);
    }

    /**
     * Item 4: addresses that are tried here are not told to the caller. Each URI is tried once, by whatever way, so that redirections cannot go in circles.
     *
     * @return the response without them; empty when nothing of it is left
     */
    private Optional<SipResponse> recurse(SipResponse redirection) {
        boolean secure = request.uri() instanceof SipUri uri && uri.secure();
        var next = new ArrayList<ProxyTarget>();
        var left = new ArrayList<ContactHeader>();
        for (var contact : redirection.allReadable(ContactHeader.TYPE)) {
            // RFC 5630 §5.3: neither from sips to sip nor the other way.
            boolean usable = contact.address().uri() instanceof SipUri uri && uri.secure() == secure;
            if (!usable || known.size() >= MAX_TARGETS) {
                left.add(contact);
            } else if (known.add(contact.address().uri())) {
                next.add(ProxyTarget.of(contact.address().uri())
                        .withQ(contact.q().orElse(1))
                        .withFeatures(FeatureSet.of(contact.parameters())));
            }
        }
        var wanted = next.isEmpty() ? Optional.<TargetSet>empty() : preferences.select(next);
        if (wanted.isPresent()) {
            var groups = wanted.get().groups();
            for (int i = groups.size() - 1; i >= 0; i--) {
                waiting.addFirst(groups.get(i));
            }
        }
        boolean nothingLeft = left.isEmpty() && redirection.has(ContactHeader.TYPE);
        return nothingLeft
                ? Optional.empty()
                : Optional.of(
                        redirection.edit().setAll(ContactHeader.TYPE, left).build());
    }

    private void answerWithBest(long nowNanos) {
        answered = true;
        var chosen = BestResponse.of(refusals).orElseGet(() -> own(TIMEOUT_STATUS));
        var best = refusals.size() > 1 ? session.ofSeveral(chosen) : chosen;
        // A phone that never answered its CANCEL counts as one that did.
        server.respond(cancelled && best.status() == TIMEOUT_STATUS ? own(TERMINATED_STATUS) : best, nowNanos);
        refusals.clear();
    }

    private void refuse(int status) {
        refusals.add(own(status));
    }

    /** A response of our own making, as if one had come (RFC 3261 §16.7 item 6, §16.9). */
    private SipResponse own(int status) {
        return session.add(SipResponse.answering(request, status))
                .toTag(server.localTag())
                .build();
    }

    /** One forwarded copy of the request. */
    private final class Branch implements ClientUser {
        private final boolean binding;
        private final int breadth;
        private final Deque<ProxyTarget> otherFlows;
        private Optional<Downstream.Delivery> delivery = Optional.empty();
        private long timerC = NEVER;
        private boolean overFlow;
        private boolean heard;
        private boolean rang;
        private boolean cancelWanted;

        Branch(ProxyTarget target, int breadth) {
            this.binding = target.binding();
            this.breadth = breadth;
            this.otherFlows = new ArrayDeque<>(target.otherFlows());
        }

        void start(ProxyTarget target, long nowNanos) {
            if (invite) {
                restartTimerC(nowNanos);
            }
            heard = false;
            overFlow = target.flow().isPresent();
            var forwarded = ForwardedRequest.of(request, target, recordRouteAt, breadth);
            delivery = Optional.of(downstream.send(forwarded, this, nowNanos));
        }

        /** RFC 5626 §7: a device that was not heard of over one flow may be reached by another; one that has answered is not asked again. */
        private boolean triesOtherFlow(long nowNanos) {
            boolean may = searching && !cancelWanted && !answered && !rang && !otherFlows.isEmpty();
            if (may) {
                start(otherFlows.remove(), nowNanos);
            }
            return may;
        }

        private void restartTimerC(long nowNanos) {
            timerC = nowNanos + rules.timerC().toNanos();
        }

        void cancel(Consumer<SipRequest.Builder> reason, long nowNanos) {
            if (invite && !cancelWanted) {
                cancelWanted = true;
                timerC = NEVER;
                delivery.ifPresent(open -> open.cancel(reason, nowNanos));
            }
        }

        /** §16.8: after any provisional response, 100 too, the branch is only cancelled; without one it is as if 408 had come. */
        void onTimerC(long nowNanos) {
            cancel(more -> {}, nowNanos);
            if (!heard) {
                end(own(TIMEOUT_STATUS), nowNanos);
            }
        }

        @Override
        public void onResponse(SipResponse received, long nowNanos) {
            boolean first = running.contains(this);
            var response = withoutOurVia(received).map(session::onResponse);
            if (response.isEmpty()) {
                return;
            }
            if (response.get().isProvisional()) {
                heard = true;
                if (first && !cancelWanted && response.get().status() > 100) {
                    // Item 2.
                    rang = true;
                    restartTimerCIfInvite(nowNanos);
                }
                onProvisional(this, response.get(), nowNanos);
            } else if (response.get().isSuccess()) {
                running.remove(this);
                if (!accepted.contains(this)) {
                    accepted.add(this);
                }
                onSuccess(response.get(), nowNanos);
            } else if (first) {
                refused(response.get(), nowNanos);
            }
        }

        private void restartTimerCIfInvite(long nowNanos) {
            if (invite) {
                restartTimerC(nowNanos);
            }
        }

        /** Item 3. A response without a further Via was for us, and we have asked nothing. */
        private Optional<SipResponse> withoutOurVia(SipResponse received) {
            try {
                var bare = received.edit().removeFirst(ViaHeader.TYPE).build();
                return bare.has(ViaHeader.TYPE) ? Optional.of(bare) : Optional.empty();
            } catch (MalformedHeaderException e) {
                return Optional.empty();
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            if (!running.contains(this)) {
                return;
            }
            int status = switch (failure) {
                case TIMEOUT -> TIMEOUT_STATUS;
                // RFC 3261 §16.9; RFC 5626 §5.3.1.
                case TRANSPORT_ERROR -> overFlow ? FLOW_FAILED_STATUS : UNAVAILABLE_STATUS;
                // Given up before it was sent.
                case OVERTAKEN -> TERMINATED_STATUS;
            };
            if (!triesOtherFlow(nowNanos)) {
                end(own(status), nowNanos);
            }
        }

        private void refused(SipResponse refusal, long nowNanos) {
            boolean unheard = refusal.status() == FLOW_FAILED_STATUS || refusal.status() == TIMEOUT_STATUS;
            if (!unheard || !triesOtherFlow(nowNanos)) {
                end(refusal, nowNanos);
            }
        }

        private void end(SipResponse refusal, long nowNanos) {
            timerC = NEVER;
            running.remove(this);
            // RFC 5626 §11.5: only proxies before the registrar's hear of flows.
            boolean hidden = binding && refusal.status() == FLOW_FAILED_STATUS;
            onRefusal(this, hidden ? own(NOT_REACHED_STATUS) : refusal, nowNanos);
        }
    }
}
