package io.switchhook.phone.internal.engine;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Printable;
import io.switchhook.phone.internal.account.AccountPlan;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.OwnGruus;
import io.switchhook.sip.core.usage.RegistrationPlan;
import io.switchhook.sip.core.usage.RegistrationUsage;
import io.switchhook.sip.core.usage.RegistrationUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.flow.Flow;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The registration of a line on the signalling loop: one, or one through each of its proxies at once. The line is registered as long as one of them is. */
final class LineRegistration {
    private final PhoneEngine phone;
    private final LineFace face;
    private final AccountPlan account;
    private final List<Through> all = new ArrayList<>();
    private List<Consumer<RegistrationOutcome>> registering = new ArrayList<>();
    private List<Runnable> unregistering = new ArrayList<>();
    /** Who has asked for a registration while the one before it is still being given up. */
    private List<Consumer<RegistrationOutcome>> registeringNext = new ArrayList<>();

    private RegistrationState state = RegistrationState.NOT_REGISTERED;
    private volatile Optional<InetSocketAddress> publicAddress = Optional.empty();
    private volatile Identity caller;
    private volatile boolean outbound;
    private volatile OwnGruus gruus = OwnGruus.NONE;
    private Duration granted;
    private boolean used;

    LineRegistration(PhoneEngine phone, AccountPlan account, Identity identity, LineFace face) {
        this.phone = phone;
        this.face = face;
        this.account = account;
        this.caller = identity;
        this.granted = account.expires();
        if (account.throughAll()) {
            account.ways().forEach(way -> all.add(new Through(identity.withRoutes(way), List.of())));
        } else {
            all.add(new Through(identity, account.ways().size() > 1 ? account.ways() : List.of()));
        }
    }

    /** Who calls: by the way that the registration takes, and from there as the registrar said (RFC 3608 §6.1). From any thread. */
    Identity caller() {
        return caller;
    }

    /** Tells a host of a call how the registrar sees us, and that the flow is to be stayed with; on the loop. */
    void dress(CallHost host, Optional<SipUri> gruu) {
        publicAddress.ifPresent(host::usePublicAddress);
        if (account.namesDevice()) {
            host.useGruus(gruu, this::isRegisteredOver);
        }
        if (outbound) {
            host.askForFlow();
        }
    }

    /** Another connection to the same server will do: it is where the registration goes next. */
    private boolean isRegisteredOver(Flow flow) {
        return all.stream()
                .flatMap(one -> one.host.flow().stream())
                .anyMatch(known -> known.kind() == flow.kind() && known.remote().equals(flow.remote()));
    }

    /** Whether what comes over this flow comes from a server that we are registered at: from its address, over whatever connection. */
    boolean isServer(Flow flow) {
        var address = flow.remote().getAddress();
        return all.stream()
                .flatMap(one -> one.host.flow().stream())
                .anyMatch(known -> address.equals(known.remote().getAddress()));
    }

    /** What leads to this telephone alone; from any thread. */
    OwnGruus gruus() {
        return gruus;
    }

    /** Whether the registrar holds a binding of the line; on the loop. */
    boolean isStanding() {
        return state == RegistrationState.REGISTERED;
    }

    /** Whether a binding stands or is sought. */
    boolean isAlive() {
        return state != RegistrationState.NOT_REGISTERED && state != RegistrationState.REFUSED;
    }

    /** Whether the line has ever been asked to register. */
    boolean isUsed() {
        return used;
    }

    void register(Consumer<RegistrationOutcome> result, long nowNanos) {
        if (phone.isClosing()) {
            result.accept(new RegistrationOutcome.Closed());
            return;
        }
        if (!used) {
            used = true;
            all.forEach(one -> one.host.add(one.usage));
        }
        if (!unregistering.isEmpty()) {
            registeringNext.add(result);
            return;
        }
        if (state == RegistrationState.REGISTERED) {
            result.accept(new RegistrationOutcome.Registered(granted, movedTo()));
            return;
        }
        phone.watchSleep();
        registering.add(result);
        become(RegistrationState.REGISTERING, Optional.empty(), "");
        all.forEach(one -> one.register(nowNanos));
    }

    /** The host has slept: what stood may have lapsed, and who could not be reached may be there again. */
    void onWoken(long nowNanos) {
        if (unregistering.isEmpty()) {
            all.forEach(one -> one.onWoken(nowNanos));
        }
    }

    void unregister(Runnable done, long nowNanos) {
        if (!used || phone.isOver()) {
            done.run();
            return;
        }
        unregistering.add(done);
        takeNext().forEach(result -> result.accept(new RegistrationOutcome.Closed()));
        if (state != RegistrationState.NOT_REGISTERED) {
            become(RegistrationState.UNREGISTERING, Optional.empty(), "");
        }
        all.forEach(one -> one.unregister(nowNanos));
    }

    /** The phone closes: what has not ended by now ends here. */
    void close() {
        all.forEach(one -> one.host.close());
        settle(new RegistrationOutcome.Closed());
        settleUnregistering();
        takeNext().forEach(result -> result.accept(new RegistrationOutcome.Closed()));
    }

    private List<Consumer<RegistrationOutcome>> takeNext() {
        var next = registeringNext;
        registeringNext = new ArrayList<>();
        return next;
    }

    private void settle(RegistrationOutcome outcome) {
        var waiting = registering;
        registering = new ArrayList<>();
        waiting.forEach(result -> result.accept(outcome));
    }

    private void settleUnregistering() {
        var waiting = unregistering;
        unregistering = new ArrayList<>();
        waiting.forEach(Runnable::run);
    }

    private void become(RegistrationState next, Optional<Integer> status, String reason) {
        if (state == next) {
            return;
        }
        var previous = state;
        state = next;
        face.onRegistration(previous, next, status, reason);
    }

    /** Where calls come from, if the registrar has sent us there. */
    private Optional<String> movedTo() {
        return all.stream()
                .filter(one -> one.progress == Progress.STANDING)
                .findFirst()
                .flatMap(one -> one.usage.movedTo())
                .map(LineRegistration::shown);
    }

    private static String shown(SipUri place) {
        return Printable.escape(place.withoutParameter("lr").toString());
    }

    private boolean isAny(Progress progress) {
        return all.stream().anyMatch(one -> one.progress == progress);
    }

    /** One has failed, for now or for good: the line has when none stands and none may still succeed. */
    private void onFailed(RegistrationOutcome outcome, Optional<Integer> status, String reason) {
        chooseCaller();
        if (!isAny(Progress.STANDING) && !isAny(Progress.ASKING)) {
            become(isAny(Progress.RETRYING) ? RegistrationState.RETRYING : RegistrationState.REFUSED, status, reason);
            settle(outcome);
        }
    }

    /** Calls go by the first way that stands, else as they went last. */
    private void chooseCaller() {
        var best = all.stream().filter(one -> one.progress == Progress.STANDING).findFirst();
        caller = best.orElse(all.get(0)).caller();
        outbound = best.filter(one -> one.agreed).isPresent();
        chooseGruus();
    }

    /** All flows are of one device: what one of them was given leads to it as long as any stands (RFC 5627 §4.2). */
    private void chooseGruus() {
        gruus = all.stream()
                .map(one -> one.given)
                .filter(OwnGruus::isGiven)
                .findFirst()
                .orElse(OwnGruus.NONE);
    }

    private enum Progress {
        NONE,
        ASKING,
        STANDING,
        RETRYING,
        REFUSED
    }

    /** One registration of the line. */
    private final class Through implements RegistrationUser {
        private final Identity by;
        private final CallHost host;
        private final RegistrationUsage usage;
        private Progress progress = Progress.NONE;
        private List<SipUri> way = List.of();
        private List<SipUri> serviceRoute = List.of();
        private boolean agreed;
        private OwnGruus given = OwnGruus.NONE;

        Through(Identity by, List<List<SipUri>> ways) {
            this.by = by;
            this.host = phone.stack().hostFor(by);
            var plan = new RegistrationPlan(
                    account.registrar(),
                    by.address(),
                    account.expires(),
                    ways,
                    account.outbound(phone::instance, all.size() + 1),
                    account.features());
            this.usage = new RegistrationUsage(host, plan, this);
            if (plan.outbound().isPresent()) {
                // RFC 5626 §4.3: a GRUU that was given for such a Contact needs no ob of its own, and must not have one
                // (RFC 5627 §4.2).
                host.askForFlow();
            }
        }

        void register(long nowNanos) {
            if (progress != Progress.STANDING) {
                progress = Progress.ASKING;
            }
            usage.register(nowNanos);
            host.rearm();
        }

        void onWoken(long nowNanos) {
            if (progress == Progress.STANDING || progress == Progress.RETRYING) {
                usage.register(nowNanos);
                host.rearm();
            }
        }

        void unregister(long nowNanos) {
            usage.unregister(nowNanos);
            host.rearm();
        }

        /** What is configured locally leads out of here, what the registrar said follows (RFC 3608 §6.1). */
        Identity caller() {
            var routes = new ArrayList<>(way.isEmpty() ? by.routes() : way);
            routes.addAll(serviceRoute);
            return by.withRoutes(routes);
        }

        @Override
        public void onWay(List<SipUri> route, long nowNanos) {
            way = route;
        }

        @Override
        public void onOutbound(boolean yes, long nowNanos) {
            agreed = yes;
        }

        @Override
        public void onGruus(OwnGruus own, long nowNanos) {
            given = own;
            chooseGruus();
        }

        @Override
        public void onServiceRoute(List<SipUri> routes, long nowNanos) {
            serviceRoute = routes;
            chooseCaller();
        }

        @Override
        public boolean othersStand() {
            return all.stream().anyMatch(other -> other != this && other.progress == Progress.STANDING);
        }

        @Override
        public void onRegistered(SipResponse response, Duration lifetime, long nowNanos) {
            granted = lifetime;
            progress = Progress.STANDING;
            chooseCaller();
            var place = usage.movedTo().map(LineRegistration::shown);
            become(
                    RegistrationState.REGISTERED,
                    Optional.of(response.status()),
                    place.map(at -> "The registrar has sent the line on to " + at + ".")
                            .orElse(""));
            settle(new RegistrationOutcome.Registered(granted, place));
        }

        @Override
        public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
            serviceRoute = List.of();
            progress = retryIn.isPresent() ? Progress.RETRYING : Progress.REFUSED;
            if (retryIn.isEmpty()) {
                // What stands there until it expires is not refreshed any more (RFC 5627 §4.4).
                given = OwnGruus.NONE;
            }
            var reason = EndingWords.reasonOf(response);
            onFailed(
                    new RegistrationOutcome.Refused(response.status(), reason, retryIn),
                    Optional.of(response.status()),
                    reason);
        }

        @Override
        public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
            progress = Progress.RETRYING;
            var reason = failure == ClientFailure.TIMEOUT
                    ? "The registrar at " + account.address().host() + " did not answer."
                    : EndingWords.because(
                            "The registrar at " + account.address().host() + " could not be reached.", host.trouble());
            onFailed(new RegistrationOutcome.Unreachable(reason, retryIn), Optional.empty(), reason);
        }

        @Override
        public void onUnregistered(long nowNanos) {
            serviceRoute = List.of();
            given = OwnGruus.NONE;
            progress = Progress.NONE;
            chooseCaller();
            if (all.stream().allMatch(one -> one.progress == Progress.NONE)) {
                become(RegistrationState.NOT_REGISTERED, Optional.empty(), "");
                settle(new RegistrationOutcome.Closed());
                settleUnregistering();
                takeNext().forEach(result -> LineRegistration.this.register(result, nowNanos));
            }
        }

        @Override
        public void onPublicAddress(String seenHost, int seenPort, long nowNanos) {
            IpLiteral.parse(seenHost).ifPresent(address -> {
                var seen = new InetSocketAddress(address, seenPort);
                publicAddress = Optional.of(seen);
                host.usePublicAddress(seen);
            });
        }
    }
}
