package io.switchhook.pbx;

import io.switchhook.base.net.AddressRange;
import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A provider, or another PBX: where it is, who we are there, what may come from there, and how numbers are written. The {@link DialPlan} sends calls out over it; it registers,
 * takes calls and is watched when it is given to {@link Pbx.Builder#trunk}.
 *
 * <pre>{@code
 * var provider = Trunk.to("sip:provider.example").withLogin("4930100", secret).registering().withIncoming("4930100", CallRoute.to("858"));
 * }</pre>
 *
 * <p>Immutable, and itself: the dial plan names the very trunk that the PBX was given. The password never appears in {@link #toString}.
 */
public final class Trunk {
    private static final Duration USUAL_EXPIRY = Duration.ofMinutes(10);

    private final TrunkSettings settings;

    private Trunk(TrunkSettings settings) {
        this.settings = settings;
    }

    /**
     * A trunk without login.
     *
     * @param server such as {@code sip:provider.example}; found by DNS as any server is (RFC 3263), several in turn, and over TLS for {@code sip:provider.example;transport=tls}
     * @throws IllegalArgumentException when that is no sip or sips URI without a user
     */
    public static Trunk to(String server) {
        return new Trunk(new TrunkSettings(serverIn(server)));
    }

    private static SipUri serverIn(String server) {
        try {
            if (Uri.parse(server) instanceof SipUri sip && sip.user().isEmpty()) {
                return sip;
            }
        } catch (MalformedException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "\"" + Printable.escape(server) + "\" is not a server; write for example sip:provider.example");
    }

    private Trunk with(Consumer<TrunkSettings> change) {
        var changed = settings.copy();
        change.accept(changed);
        return new Trunk(changed);
    }

    // --- who we are there -----------------------------------------------------------------------------------------

    /** The same with a name for events and records of calls; without this it is the host of the server. */
    public Trunk named(String name) {
        if (Objects.requireNonNull(name, "name").isBlank() || !Printable.isClean(name)) {
            throw new IllegalArgumentException("A trunk has a name without control characters");
        }
        return with(changed -> changed.name = name);
    }

    /** The same with a login, shown to that server alone; its user is who calls, unless {@link #withCaller} says another. */
    public Trunk withLogin(String user, String secret) {
        return with(changed -> changed.login = Optional.of(Login.of(user, secret)));
    }

    /** The same with another user in the address of the account than in its login. */
    public Trunk withUser(String user) {
        return with(changed -> changed.user = Optional.of(number(user)));
    }

    /**
     * The same by way of that server, an outbound proxy; it may ask for the login too.
     *
     * @throws IllegalArgumentException when that is no sip or sips URI without a user
     */
    public Trunk withProxy(String proxy) {
        var uri = serverIn(proxy);
        return with(changed -> changed.proxy = Optional.of(uri.withFlag("lr")));
    }

    /** As {@link #registering(Duration)}, for ten minutes at a time. */
    public Trunk registering() {
        return registering(USUAL_EXPIRY);
    }

    /**
     * The same, registered at its server for as long as the PBX runs (RFC 3261 §10), so that calls come in where no address is agreed on. It is refreshed in time, and tried again
     * ever more slowly when it fails; a refusal that does not pass by itself, a wrong password for one, ends all attempts. {@link PbxEvent.TrunkChanged} tells what becomes of it.
     * Needs {@link #withLogin} or {@link #withUser}.
     *
     * @param expires the time asked for, 1 minute to 24 hours; the registrar may grant another
     * @throws IllegalArgumentException when it is shorter or longer
     */
    public Trunk registering(Duration expires) {
        requireTime("A trunk registers for", expires, Duration.ofMinutes(1), Duration.ofHours(24));
        return with(changed -> changed.expires = Optional.of(expires));
    }

    /**
     * The same, registered for all numbers of its account at once (RFC 6140), as SIP trunks for companies want it (SIPconnect): the provider sends calls to the number that was
     * called, at our address. Needs {@link #registering}. A provider that does not know this refuses it with 420.
     */
    public Trunk withAllNumbers() {
        return with(changed -> changed.bulk = true);
    }

    /**
     * The same, asked from time to time whether it is there, by OPTIONS (RFC 3261 §11): any answer but 503 and 408 says yes. {@link PbxEvent.TrunkChanged} tells when that
     * changes, and calls that may take another trunk leave one to the last that does not answer. Over UDP the questions keep the way back through a NAT open too.
     *
     * @param interval 5 seconds to 1 hour from one answer to the next question
     * @throws IllegalArgumentException when it is shorter or longer
     */
    public Trunk withKeepAlive(Duration interval) {
        requireTime("A trunk is asked every", interval, Duration.ofSeconds(5), Duration.ofHours(1));
        return with(changed -> changed.keepAlive = Optional.of(interval));
    }

    private static void requireTime(String what, Duration time, Duration least, Duration most) {
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + " " + least.toSeconds() + " to " + most.toSeconds()
                    + " seconds, but not " + Sentences.time(time));
        }
    }

    /**
     * The same for so many calls at once, in and out together. One more is not begun: it takes the next trunk of {@link CallTarget#through(java.util.List, String)}, or its caller
     * is told that all are busy (486).
     */
    public Trunk withMaxCalls(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("A trunk must allow one call at least, but is told " + count);
        }
        return with(changed -> changed.maxCalls = count);
    }

    // --- calls that go out ----------------------------------------------------------------------------------------

    /** The same with a number that is shown in the place of each caller's own. */
    public Trunk withCaller(String number) {
        return with(changed -> changed.caller = Optional.of(number(number)));
    }

    /** The same with the number that is shown for one extension. */
    public Trunk withCaller(String extension, String number) {
        return with(changed -> changed.callers = TrunkSettings.with(changed.callers, extension, number(number)));
    }

    /**
     * The same with the caller's number in that header; in From without this. Who calls anonymously is so in From whatever this says, with {@code Privacy: id} (RFC 3323, RFC
     * 3325 §9.3) and the number beside it for the provider alone.
     */
    public Trunk withCallerIn(CallerPlace place) {
        Objects.requireNonNull(place, "place");
        return with(changed -> changed.callerPlace = place);
    }

    /** The same with numbers that are called written so. */
    public Trunk withDialledNumbers(NumberRules rules) {
        Objects.requireNonNull(rules, "rules");
        return with(changed -> changed.dialled = rules);
    }

    /** The same with the numbers of who calls written so. */
    public Trunk withCallerNumbers(NumberRules rules) {
        Objects.requireNonNull(rules, "rules");
        return with(changed -> changed.calling = rules);
    }

    // --- calls that come in ---------------------------------------------------------------------------------------

    /**
     * The same, and what comes from these addresses comes from this trunk, without a login: they have to be the provider's alone. May be called more than once. Over UDP an
     * address can be forged; whoever does it reaches what {@link #withIncoming} allows, and nothing else.
     *
     * @param addresses {@code 192.0.2.7}, {@code 192.0.2.0/24} or {@code 2001:db8::/32}
     * @throws IllegalArgumentException when that is no range of addresses
     */
    public Trunk withSource(String addresses) {
        var range = AddressRange.parse(addresses);
        return with(changed -> changed.sources = TrunkSettings.with(changed.sources, range));
    }

    /**
     * The same, and what comes over a secured connection whose peer has proven to be that server comes from this trunk (RFC 5922 §7): the PBX has to ask for certificates,
     * {@link Pbx.Builder#tlsClients}. May be called more than once.
     */
    public Trunk withTlsName(String name) {
        Objects.requireNonNull(name, "name");
        return with(changed -> changed.tlsNames = TrunkSettings.with(changed.tlsNames, name));
    }

    /** The same, believed in who calls: P-Asserted-Identity counts before From (RFC 3325 §5). Nobody is without being told so. */
    public Trunk trusted() {
        return with(changed -> changed.trusted = true);
    }

    /** The same with the numbers of calls that come in written so, before anybody looks at them: that of the caller and the one called. */
    public Trunk withIncomingNumbers(NumberRules rules) {
        Objects.requireNonNull(rules, "rules");
        return with(changed -> changed.incoming = rules);
    }

    /**
     * The same, and calls to that number take that way. Numbers that nobody has named are not found (404), unless {@link #withOtherIncoming} or {@link #withIncomingByPlan}
     * says otherwise. A way that leads to a trunk or an address outside is refused (403), unless {@link #withTransit} allows it.
     */
    public Trunk withIncoming(String number, CallRoute route) {
        Objects.requireNonNull(route, "route");
        return with(changed -> changed.numbers = TrunkSettings.with(changed.numbers, number(number), route));
    }

    /** The same, and calls to any other number take that way; {@link CallRoute#asDialled} for the extension of that number. */
    public Trunk withOtherIncoming(CallRoute route) {
        return with(changed -> changed.others = Optional.of(route));
    }

    /** The same, and where calls to any other number go the {@link DialPlan} decides: {@link DialledCall#trunk} tells it where they come from. */
    public Trunk withIncomingByPlan() {
        return with(changed -> changed.others = Optional.empty());
    }

    /** The same, and its calls may leave by trunks and to addresses outside, where a route says so. Without this they may not, so that nobody telephones at your expense. */
    public Trunk withTransit() {
        return with(changed -> changed.transit = true);
    }

    /** The same for messages too (RFC 3428), in both directions: without this they are refused (403). */
    public Trunk withMessages() {
        return with(changed -> changed.messages = true);
    }

    private static String number(String text) {
        if (!Extension.isNumber(Objects.requireNonNull(text, "number"))) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(text) + "\" is not a number: letters, digits and - _ . + * #");
        }
        return text;
    }

    /** What events and records call it. */
    public String name() {
        return settings.name;
    }

    TrunkSettings settings() {
        return settings;
    }

    SipUri server() {
        return settings.server;
    }

    SipUri addressOf(String number) {
        return settings.server.withUser(settings.dialled.apply(number));
    }

    /** The number of who calls there. */
    String callerOr(String extension) {
        var number = Optional.ofNullable(settings.callers.get(extension))
                .or(() -> settings.caller)
                .or(settings::account)
                .orElse(extension);
        return settings.calling.apply(number);
    }

    @Override
    public String toString() {
        return "trunk to " + settings.server;
    }
}
