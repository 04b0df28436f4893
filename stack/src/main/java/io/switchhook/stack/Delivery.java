package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.route.DeadTargets;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientTransaction;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings one request to the servers of its next hop in turn, RFC 3263 §4.3: each try is a client transaction of its own, with a new branch; the next server is tried
 * when one cannot be reached, does not answer at all, or answers 503. A request that is too large for UDP goes by TCP, and back when TCP is refused (RFC 3261
 * §18.1.1). Used on the stack's loop.
 */
public final class Delivery {
    private static final int SERVICE_UNAVAILABLE = 503;

    /** One place to try: over a flow that is there, or over one to be found. */
    private record Place(Target target, Optional<Flow> known) {}

    private final SipStack stack;
    private final Optional<NextHop> hop;
    private final Wish wish;
    private final Optional<Flow> first;
    private final DeliveryUser user;
    private final List<Place> places = new ArrayList<>();
    private int next;
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<SipResponse> unavailable = Optional.empty();
    private ClientFailure lastFailure = ClientFailure.TRANSPORT_ERROR;
    private String why = "";
    private boolean searched;
    private boolean cancelled;
    private boolean over;

    private Delivery(SipStack stack, Optional<NextHop> hop, Wish wish, Optional<Flow> first, DeliveryUser user) {
        this.stack = stack;
        this.hop = hop;
        this.wish = wish;
        this.first = first;
        this.user = user;
    }

    /** To the servers of a next hop. Nothing is sent before {@link #start}. */
    public static Delivery to(SipStack stack, NextHop hop, Wish wish, DeliveryUser user) {
        return new Delivery(stack, Optional.of(hop), wish, Optional.empty(), user);
    }

    /** Over a flow that is open already, and to the servers of the next hop when it has died. */
    public static Delivery over(SipStack stack, Flow open, NextHop hop, Wish wish, DeliveryUser user) {
        return new Delivery(stack, Optional.of(hop), wish, Optional.of(open), user);
    }

    /** Over this flow or not at all: a connection that has ended is not opened anew. */
    public static Delivery over(SipStack stack, Flow only, DeliveryUser user) {
        return new Delivery(stack, Optional.empty(), Wish.ANY, Optional.of(only), user);
    }

    /** Finds the servers and sends to the first; answers come later than this returns, but for a failure when there is no way at all. */
    public void start(long nowNanos) {
        first.ifPresent(flow -> places.add(new Place(
                new Target(
                        flow.kind().name(),
                        flow.remote(),
                        hop.map(NextHop::host).orElse("")),
                first)));
        if (hop.isEmpty() || first.isPresent()) {
            attemptNext(nowNanos);
        } else {
            find();
        }
    }

    /** Sends the request of its user once more, to the server that has just answered: with credentials, for instance. */
    public void again(long nowNanos) {
        var answered = attempt.orElseThrow(() -> new IllegalStateException("nothing was sent yet"));
        over = false;
        unavailable = Optional.empty();
        send(answered.place, answered.flow, answered.sizeDecided, nowNanos);
    }

    /**
     * Cancels an INVITE (RFC 3261 §9.1), and tries no other server from now on. When nothing was sent, nothing ever will be, and the user hears of
     * {@link ClientFailure#OVERTAKEN} at once.
     *
     * @param extra adds headers to the CANCEL, for instance Reason
     */
    public void cancel(Consumer<SipRequest.Builder> extra, long nowNanos) {
        cancelled = true;
        if (over) {
            return;
        }
        if (attempt.isEmpty()) {
            fail(ClientFailure.OVERTAKEN, nowNanos);
            return;
        }
        stack.transactions().cancel(attempt.get().transaction(), extra, new Unheard(), nowNanos);
        stack.rearm();
    }

    /** Forgets the request at once; its user hears nothing more. */
    public void abandon() {
        over = true;
        cancelled = true;
        attempt.ifPresent(running -> running.transaction().abandon());
        stack.rearm();
    }

    /** The request as it was last sent. */
    public Optional<SipRequest> latest() {
        return attempt.map(running -> running.transaction().request());
    }

    /** The transaction of the last try. */
    public Optional<ClientTransaction> transaction() {
        return attempt.map(Attempt::transaction);
    }

    // --- one server after the other -------------------------------------------------------------------------------

    private void find() {
        searched = true;
        stack.router().find(hop.orElseThrow(), wish, user.favourite(), this::onFound, reason -> {
            if (!over) {
                user.onNowhere(reason);
                giveUp(stack.loop().nowNanos());
            }
        });
    }

    private void onFound(List<Target> targets) {
        if (over) {
            return;
        }
        for (var found : targets) {
            var target = user.asCalled(found);
            if (places.isEmpty() || !isPlace(target)) {
                places.add(new Place(target, Optional.empty()));
            }
        }
        attemptNext(stack.loop().nowNanos());
    }

    private boolean isPlace(Target target) {
        return places.stream().anyMatch(place -> place.target().equals(target));
    }

    private void attemptNext(long nowNanos) {
        while (next < places.size()) {
            var place = places.get(next++);
            var flow = place.known()
                    .filter(known -> stack.flows().isOpen(known))
                    .or(() -> hop.isEmpty() ? Optional.empty() : stack.router().open(place.target()));
            if (flow.isPresent()) {
                noteChoice(place.target());
                send(place, flow.get(), false, nowNanos);
                return;
            }
            why = "none of our ports reaches it";
        }
        giveUp(nowNanos);
    }

    private void noteChoice(Target target) {
        if (places.size() > 1) {
            var text = "Target " + next + " of " + places.size() + ": " + textOf(target);
            user.onNote(why.isEmpty() ? text : text + ", because " + why);
        }
    }

    private static String textOf(Target target) {
        return target.transport() + " " + IpLiteral.asHostPort(target.address());
    }

    private void giveUp(long nowNanos) {
        if (unavailable.isPresent()) {
            // An answer says more than the silence of those asked after it.
            over = true;
            user.onResponse(unavailable.get(), nowNanos);
        } else {
            if (attempt.isEmpty() && !places.isEmpty()) {
                user.onNowhere(
                        "None of our ports reaches " + hop.map(NextHop::host).orElse("the peer") + ".");
            }
            fail(lastFailure, nowNanos);
        }
    }

    private void fail(ClientFailure failure, long nowNanos) {
        over = true;
        user.onFailure(failure, nowNanos);
    }

    /** @param sizeDecided true when the size of the request has been looked at before */
    private void send(Place place, Flow flow, boolean sizeDecided, long nowNanos) {
        var request = requestOver(flow);
        // A transport that somebody has demanded is not changed.
        boolean mayChange =
                !sizeDecided && place.known().isEmpty() && wish.demanded().isEmpty();
        var stream = hop.filter(any -> mayChange)
                .flatMap(named -> stack.router()
                        .streamForSize(named, flow, place.target().serverName(), request.length(), nowNanos));
        if (stream.isPresent()) {
            user.onNote("TCP instead of UDP, since " + request.length() + " bytes are too many for a datagram");
            transact(new Attempt(place, stream.get(), true), requestOver(stream.get()), nowNanos);
            return;
        }
        transact(new Attempt(place, flow, sizeDecided), request, nowNanos);
    }

    private SipRequest requestOver(Flow flow) {
        return signed(flow, user.via(stack.viaFor(flow)));
    }

    private SipRequest signed(Flow flow, ViaHeader via) {
        return user.requestOver(flow).addFirst(ViaHeader.TYPE, via).build();
    }

    private void transact(Attempt started, SipRequest request, long nowNanos) {
        attempt = Optional.of(started);
        started.sinceNanos = nowNanos;
        started.worn = stack.flows().own().isWorn(started.flow);
        started.transaction = Optional.of(stack.transactions().request(request, started.flow, started, nowNanos));
        stack.rearm();
    }

    private void onUnavailable(Attempt tried, SipResponse response, long nowNanos) {
        retryAfter(response).ifPresent(time -> stack.router().dead().onFailure(tried.place.target(), time, nowNanos));
        if (tried.talked || cancelled || !hasMore()) {
            over = true;
            user.onResponse(response, nowNanos);
            return;
        }
        unavailable = Optional.of(response);
        goOn("503", nowNanos);
    }

    /** RFC 3261 §21.5.4: without Retry-After a 503 says nothing about other requests. */
    private static Optional<Duration> retryAfter(SipResponse response) {
        try {
            return response.first(RetryAfterHeader.TYPE).map(header -> Duration.ofSeconds(header.seconds()));
        } catch (MalformedHeaderException e) {
            return Optional.empty();
        }
    }

    private boolean hasMore() {
        return next < places.size() || isReuse();
    }

    /** Only the flow that was open has been tried; the servers of the hop are not known yet. */
    private boolean isReuse() {
        return hop.isPresent() && !searched;
    }

    private void goOn(String reason, long nowNanos) {
        why = reason;
        if (isReuse()) {
            user.onNote("Looks for another way, because " + reason);
            find();
        } else {
            attemptNext(nowNanos);
        }
    }

    /**
     * A server that was restarted, or a router that has forgotten a connection, is found out by what is sent next over it. That says nothing about the server: the request goes
     * once more, over a new connection, with the branch it had, so that a server which has it takes it for a repetition (RFC 3261 §17.2.3). Not an INVITE that has an answer
     * (§17.1.1.2): its call may be ringing. Others may have opened that connection, and be using it already.
     *
     * @return false when it may not, or there is no connection to be had
     */
    private boolean sentOverNewConnection(Attempt tried, ClientFailure failure, long nowNanos) {
        boolean unanswered =
                !tried.heard || !tried.transaction().request().method().equals(SipMethod.INVITE);
        boolean died = failure == ClientFailure.TRANSPORT_ERROR && tried.worn && !tried.repeated;
        if (hop.isEmpty() || !died || !unanswered || cancelled) {
            return false;
        }
        var place = tried.place.target();
        var same = new Target(tried.flow.kind().name(), place.address(), place.serverName());
        var fresh = stack.router().open(same).filter(flow -> !flow.equals(tried.flow));
        if (fresh.isEmpty()) {
            return false;
        }
        user.onNote("Once more over a new connection, because the old one is dead");
        var via = tried.transaction().request().topVia();
        var repetition = new Attempt(tried.place, fresh.get(), tried.sizeDecided);
        repetition.repeated = true;
        transact(repetition, signed(fresh.get(), via), nowNanos);
        return true;
    }

    private void onFailed(Attempt tried, ClientFailure failure, long nowNanos) {
        if (sentOverNewConnection(tried, failure, nowNanos)) {
            return;
        }
        if (failure == ClientFailure.TIMEOUT && !tried.heard) {
            stack.flows().own().onUnanswered(tried.flow, tried.sinceNanos);
        }
        if (tried.enlarged() && failure == ClientFailure.TRANSPORT_ERROR && !tried.heard && !cancelled) {
            // RFC 3261 §18.1.1, third paragraph: refused, so as it would have gone otherwise.
            stack.router().onStreamRefused(tried.flow, nowNanos);
            var datagrams = stack.router().open(tried.place.target());
            if (datagrams.isPresent()) {
                user.onNote("Back to UDP, because there is no TCP at " + IpLiteral.asHostPort(tried.flow.remote()));
                send(tried.place, datagrams.get(), true, nowNanos);
                return;
            }
        }
        lastFailure = failure;
        // RFC 3263 §4.3: a time-out counts when nothing at all was heard.
        boolean dead = failure == ClientFailure.TRANSPORT_ERROR ? !tried.talked : !tried.heard;
        if (dead && failure != ClientFailure.OVERTAKEN) {
            stack.router().dead().onFailure(tried.place.target(), DeadTargets.DEFAULT_TIME, nowNanos);
        }
        if (!dead || cancelled || !hasMore()) {
            giveUp(nowNanos);
        } else {
            goOn(failure == ClientFailure.TIMEOUT ? "nobody answered" : "it could not be reached", nowNanos);
        }
    }

    /** One try. */
    private final class Attempt implements ClientUser {
        private final Place place;
        private final Flow flow;
        private final boolean sizeDecided;

        private Optional<ClientTransaction> transaction = Optional.empty();
        private long sinceNanos;
        /** Any answer has come. */
        private boolean heard;
        /** It went over a connection that had been used before. */
        private boolean worn;
        /** It went over a new connection, because the one before had died. */
        private boolean repeated;
        /** An answer other than 100 has come: somebody behind that server has the request. */
        private boolean talked;

        Attempt(Place place, Flow flow, boolean sizeDecided) {
            this.place = place;
            this.flow = flow;
            this.sizeDecided = sizeDecided;
        }

        /** Over TCP for its size alone. */
        boolean enlarged() {
            return !flow.kind().name().equals(place.target().transport());
        }

        ClientTransaction transaction() {
            return transaction.orElseThrow();
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.status() == SERVICE_UNAVAILABLE) {
                onUnavailable(this, response, nowNanos);
                return;
            }
            if (!heard) {
                stack.router().dead().onAnswer(place.target());
                user.onReached(place.target());
            }
            heard = true;
            talked |= response.status() > 100;
            over |= response.isFinal();
            user.onResponse(response, nowNanos);
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            onFailed(this, failure, nowNanos);
        }
    }

    /** What becomes of a CANCEL itself is of no interest: its INVITE tells. */
    private record Unheard() implements ClientUser {

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            // The INVITE's own answer follows.
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            // The INVITE's own timers follow.
        }
    }
}
