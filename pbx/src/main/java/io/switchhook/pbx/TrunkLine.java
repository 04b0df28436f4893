package io.switchhook.pbx;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.ring.OutsideLine;
import io.switchhook.pbx.internal.trunk.TrunkRegistration;
import io.switchhook.pbx.internal.trunk.TrunkWatch;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.PAssertedIdentityHeader;
import io.switchhook.sip.message.header.PPreferredIdentityHeader;
import io.switchhook.sip.message.header.PrivacyHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.Wish;
import io.switchhook.stack.flow.Flow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One trunk as it runs: its registration, whether it answers, the calls over it, and in whose name they go. On the signalling loop. */
final class TrunkLine implements OutsideLine, TrunkRegistration.User, TrunkWatch.User {
    private static final int CONTACT_LENGTH = 24;

    private final PbxEngine pbx;
    private final Trunk trunk;
    private final TrunkSettings settings;
    private final String contactUser;
    private final Optional<TrunkRegistration> registration;
    private final Optional<TrunkWatch> watch;
    private final Set<PbxLeg> legs = new HashSet<>();
    private PbxTrunk shown;
    private Optional<PbxTrunk> registered = Optional.empty();
    private Optional<PbxTrunk> watched = Optional.empty();

    TrunkLine(PbxEngine pbx, Trunk trunk) {
        this.pbx = pbx;
        this.trunk = trunk;
        this.settings = trunk.settings();
        // Nobody can guess it, so that what is sent there comes from who was told, or has read along.
        var mark = settings.expires
                .map(any -> pbx.world().randomness().nextToken(CONTACT_LENGTH))
                .orElse("");
        // In bulk each number is at a Contact of its own.
        this.contactUser = settings.bulk ? "" : mark;
        this.registration = settings.expires.map(expires -> new TrunkRegistration(
                pbx.stack(), settings.server, expires, account(contactUser, ""), mark, settings.bulk, this));
        this.watch = settings.keepAlive.map(
                interval -> new TrunkWatch(pbx.loop(), settings.server, interval, () -> hostFor(account("")), this));
        this.shown = snapshot(settings.isWatched() ? TrunkState.STARTING : TrunkState.UNWATCHED);
    }

    Trunk trunk() {
        return trunk;
    }

    @Override
    public String name() {
        return trunk.name();
    }

    @Override
    public SipUri uriOf(String number) {
        return trunk.addressOf(number);
    }

    TrunkSettings settings() {
        return settings;
    }

    void start(long nowNanos) {
        registration.ifPresent(one -> one.start(nowNanos));
        watch.ifPresent(one -> one.ask(nowNanos));
    }

    void close(long nowNanos) {
        watch.ifPresent(TrunkWatch::close);
        registration.ifPresent(one -> one.close(nowNanos));
    }

    /** Whether nothing is left to be given up. */
    boolean isClosed() {
        return registration.isEmpty() || shown.state() == TrunkState.CLOSED;
    }

    int armedAlarms() {
        return registration.map(TrunkRegistration::armedAlarms).orElse(0)
                + watch.map(TrunkWatch::armedAlarms).orElse(0);
    }

    // --- how it is ------------------------------------------------------------------------------------------------

    PbxTrunk snapshot() {
        return new PbxTrunk(shown.name(), shown.state(), legs.size(), shown.status(), shown.reason(), shown.retryIn());
    }

    private PbxTrunk snapshot(TrunkState state) {
        return snapshot(state, Optional.empty(), "", Optional.empty());
    }

    private PbxTrunk snapshot(TrunkState state, Optional<Integer> status, String reason, Optional<Duration> retryIn) {
        return new PbxTrunk(trunk.name(), state, legs.size(), status, reason, retryIn);
    }

    @Override
    public void onRegistered() {
        onRegistration(snapshot(TrunkState.REGISTERED));
    }

    @Override
    public void onRefused(int status, String reason, Optional<Duration> retryIn) {
        onRegistration(snapshot(TrunkState.REFUSED, Optional.of(status), reason, retryIn));
    }

    @Override
    public void onUnreachable(String reason, Duration retryIn) {
        onRegistration(snapshot(TrunkState.UNREACHABLE, Optional.empty(), reason, Optional.of(retryIn)));
    }

    @Override
    public void onGivenUp() {
        onRegistration(snapshot(TrunkState.CLOSED));
    }

    private void onRegistration(PbxTrunk now) {
        registered = Optional.of(now);
        tell();
    }

    @Override
    public void onWatched(boolean answers, Optional<Integer> status, String reason) {
        watched = Optional.of(
                snapshot(answers ? TrunkState.REACHABLE : TrunkState.UNREACHABLE, status, reason, Optional.empty()));
        tell();
    }

    /** A registration that stands is worth nothing while the server does not answer. */
    private void tell() {
        var silent = watched.filter(known -> known.state() == TrunkState.UNREACHABLE)
                .filter(known -> registered.filter(one -> one.state().isDown()).isEmpty());
        var now = silent.or(() -> registered)
                .or(() -> watched.filter(known -> registration.isEmpty()))
                .orElse(shown);
        boolean same = now.state() == shown.state() && now.status().equals(shown.status());
        shown = now;
        if (!same) {
            pbx.events().tell(new PbxEvent.TrunkChanged(snapshot()));
        }
    }

    @Override
    public boolean isDown() {
        return shown.state().isDown();
    }

    @Override
    public boolean isFull() {
        return legs.size() >= settings.maxCalls;
    }

    @Override
    public void onBegun(PbxLeg leg) {
        legs.add(leg);
    }

    @Override
    public void onEnded(PbxLeg leg) {
        legs.remove(leg);
    }

    // --- in whose name --------------------------------------------------------------------------------------------

    /** @param number who calls, where the trunk has no account of its own */
    private Identity account(String number) {
        return account(contactUser.isEmpty() ? settings.account().orElse(number) : contactUser, number);
    }

    private Identity account(String contact, String number) {
        var address = addressOf(settings.account().orElse(number));
        var servers = Stream.concat(Stream.of(settings.server), settings.proxy.stream())
                .toList();
        var keyring = settings.login.map(login -> Keyring.of(login, servers)).orElse(Keyring.EMPTY);
        return new Identity(
                NameAddress.of(address),
                contact,
                keyring,
                settings.proxy.stream().toList(),
                Wish.ANY);
    }

    /** RFC 3261 §19.1.1, table 1: an address in From has no port and no transport. */
    private SipUri addressOf(String number) {
        var domain = settings.server.withoutPort().withoutParameters().withoutHeaders();
        return number.isEmpty() ? domain : domain.withUser(number);
    }

    private CallHost hostFor(Identity identity) {
        var host = pbx.stack().hostFor(identity);
        registration.ifPresent(one -> {
            host.useRoutes(one::routes);
            one.dress(host);
        });
        return host;
    }

    /** A host for a request of that caller. Who is not to be known is named in the Contact by nothing that tells who it is (RFC 3323 §4.1.1). */
    @Override
    public CallHost hostFor(Caller caller) {
        var number = trunk.callerOr(caller.number());
        boolean bare = caller.hidden() && contactUser.isEmpty();
        return hostFor(bare ? account("", number) : account(number));
    }

    /** A host for a call that came in. */
    CallHost accept(Flow from, String called) {
        var host = pbx.stack().accept(account(contactUser.isEmpty() ? called : contactUser, called), from);
        registration.ifPresent(one -> one.dress(host));
        return host;
    }

    /** Who calls, as From says it there. */
    @Override
    public NameAddress from(Caller caller) {
        if (caller.hidden()) {
            return CallerPrivacy.ANONYMOUS;
        }
        var number = settings.callerPlace == CallerPlace.FROM
                ? trunk.callerOr(caller.number())
                : settings.account().orElseGet(() -> trunk.callerOr(caller.number()));
        return new NameAddress(caller.displayName(), addressOf(number));
    }

    /** What a request says of its sender beside From (RFC 3325 §9). */
    @Override
    public void identify(Caller caller, SipRequest.Builder request) {
        var number = new NameAddress(
                caller.hidden() ? Optional.empty() : caller.displayName(), addressOf(trunk.callerOr(caller.number())));
        switch (settings.callerPlace) {
            case FROM -> {
                if (caller.hidden()) {
                    request.set(PPreferredIdentityHeader.TYPE, new PPreferredIdentityHeader(number));
                }
            }
            case P_PREFERRED_IDENTITY ->
                request.set(PPreferredIdentityHeader.TYPE, new PPreferredIdentityHeader(number));
            case P_ASSERTED_IDENTITY -> request.set(PAssertedIdentityHeader.TYPE, new PAssertedIdentityHeader(number));
        }
        if (caller.hidden()) {
            request.set(PrivacyHeader.TYPE, new PrivacyHeader(List.of("id")));
        }
    }

    // --- what comes from there ------------------------------------------------------------------------------------

    /** Whether it goes to the Contact that only our registrar was told. */
    boolean isContactOf(SipRequest request) {
        return request.uri() instanceof SipUri uri
                && registration.filter(one -> one.isContact(uri)).isPresent();
    }

    /** Whether it goes to that Contact, which says nothing of the number that was called. */
    boolean hidesNumberOf(SipRequest request) {
        return !settings.bulk && isContactOf(request);
    }

    /** Whether what comes over that flow comes from there. */
    boolean isAt(Flow from) {
        var address = from.remote().getAddress();
        return registration.filter(one -> one.isOver(from)).isPresent()
                || settings.sources.stream().anyMatch(range -> range.contains(address))
                || settings.tlsNames.stream().anyMatch(name -> pbx.stack().proves(from, name));
    }

    /** As events and the dial plan name who calls from there; none is an extension's number. */
    String nameOf(Caller caller) {
        return caller.number() + '@' + settings.server.host();
    }

    /** Whether calls to that number have a way of their own. */
    boolean expects(String number) {
        return settings.numbers.containsKey(number);
    }

    /** Where a call goes; empty when the dial plan says it. */
    Optional<CallRoute> routeOf(String number) {
        return Optional.ofNullable(settings.numbers.get(number)).or(() -> settings.others);
    }

    /** Whether the route leads nobody out who has come in here. */
    boolean allows(CallRoute.Ring ring) {
        return settings.transit || ring.targets().stream().noneMatch(CallTarget::isOutside);
    }
}
