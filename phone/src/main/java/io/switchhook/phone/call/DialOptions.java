package io.switchhook.phone.call;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.phone.internal.dial.InviteHeaders;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to place a call.
 *
 * @param ringTimeout how long it may ring before we give up, up to a day; empty for as long as the network lets it
 * @param lateOffer whether the other side makes the offer, in its answer (RFC 3261 §13.2.1)
 * @param headers more headers for the INVITE, by name; those that the call itself sets, Via, Contact and so on, are refused
 * @param settings instead of those of the account
 * @param anonymous whether the other side is not to know who calls, see {@link #anonymously}
 */
public record DialOptions(
        Optional<Duration> ringTimeout,
        boolean lateOffer,
        Map<String, String> headers,
        Optional<CallSettings> settings,
        boolean anonymous) {

    private static final Duration LONGEST_RING = Duration.ofDays(1);

    /** A transfer that we follow, and a dialled URI, may say whose place a call takes (RFC 3891 §6); a header alone would take it from whoever is called. */
    private static final String REPLACES = "replaces";

    /** Rings as long as the network lets it; we make the offer. */
    public static final DialOptions DEFAULT =
            new DialOptions(Optional.empty(), false, Map.of(), Optional.empty(), false);

    public DialOptions {
        Objects.requireNonNull(ringTimeout, "ringTimeout");
        Objects.requireNonNull(settings, "settings");
        ringTimeout.filter(DialOptions::isNoRingTimeout).ifPresent(time -> {
            throw new IllegalArgumentException(
                    "A ring time-out must be more than zero and at most a day, but is " + Sentences.time(time));
        });
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        var names = new ArrayList<String>();
        headers.forEach((name, value) -> {
            if (!isToken(name) || InviteHeaders.isOurs(name)) {
                throw unusable(name);
            }
            if (names.stream().anyMatch(other -> InviteHeaders.isSameName(other, name))) {
                throw new IllegalArgumentException(
                        "The header " + name + " is there twice, in two spellings; give it once");
            }
            names.add(name);
            if (!Printable.isClean(value)) {
                throw new IllegalArgumentException("The header \"" + Printable.escape(name)
                        + "\" has a line end or another control character in its value");
            }
        });
    }

    private static IllegalArgumentException unusable(String name) {
        return new IllegalArgumentException("\"" + Printable.escape(name)
                + "\" cannot be added to an INVITE: it is not the name of a header, or one that the call itself sets");
    }

    /** RFC 3261 §25.1. */
    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "-.!%*_+`'~".indexOf(c) >= 0));
    }

    private static boolean isNoRingTimeout(Duration time) {
        return time.isNegative() || time.isZero() || time.compareTo(LONGEST_RING) > 0;
    }

    /** @throws IllegalArgumentException when it is not more than zero and at most a day */
    public DialOptions withRingTimeout(Duration time) {
        return new DialOptions(Optional.of(time), lateOffer, headers, settings, anonymous);
    }

    public DialOptions withLateOffer() {
        return new DialOptions(ringTimeout, true, headers, settings, anonymous);
    }

    /**
     * One more header for the INVITE. It takes the place of one of the same name, however that was spelt: {@code Subject}, {@code subject} and {@code s} are one.
     *
     * @throws IllegalArgumentException when the name is none or one that the call itself sets, or the value has a control character
     */
    public DialOptions withHeader(String name, String value) {
        if (Objects.requireNonNull(name, "name").equalsIgnoreCase(REPLACES)) {
            throw unusable(name);
        }
        var more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(other -> InviteHeaders.isSameName(other, name));
        more.put(name, Objects.requireNonNull(value, "value"));
        return new DialOptions(ringTimeout, lateOffer, more, settings, anonymous);
    }

    /**
     * Asks for an answer without the callee's user, as intercom and paging do: by {@code Answer-Mode: Auto} (RFC 5373), and by Call-Info and Alert-Info for the many telephones
     * that know these alone. Whether it is heeded is the callee's affair ({@link io.switchhook.phone.IncomingCall#answerWish}).
     */
    public DialOptions askingForAutomaticAnswer() {
        return withHeader("Answer-Mode", "Auto")
                .withHeader("Call-Info", "<sip:intercom.invalid>;answer-after=0")
                .withHeader("Alert-Info", "<http://intercom.invalid>;info=alert-autoanswer;delay=0");
    }

    /**
     * Asserts who calls in truth, for a call that is made for somebody else: P-Asserted-Identity (RFC 3325 §9.1). The PBX believes it of its applications ({@code
     * PbxExtensions.addApplication}) and shows that name and number to whoever is called; other servers believe it of nobody whom they do not trust.
     *
     * @param name as it is to be shown; control characters are escaped
     * @param address of who calls, such as {@code sip:858@example.com}
     * @throws IllegalArgumentException when that is no SIP address
     */
    public DialOptions withAssertedCaller(String name, String address) {
        try {
            var who = new NameAddress(Optional.of(Printable.escape(name)), SipUri.parse(address));
            return withHeader("P-Asserted-Identity", who.toString());
        } catch (MalformedException e) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(address) + "\" is no address; write for example sip:858@example.com", e);
        }
    }

    /** Other settings than the account's for this call. */
    public DialOptions withSettings(CallSettings others) {
        return new DialOptions(ringTimeout, lateOffer, headers, Optional.of(others), anonymous);
    }

    /**
     * The other side is not told who calls. From is anonymous (RFC 3323 §4.1.1.3), Contact has the temporary GRUU that the registrar gave (RFC 5627 §4.4), else no user, and the
     * servers on the way are asked to keep to themselves what they know ({@code Privacy: id}, RFC 3325 §9.3). The account's own server is told who calls, by P-Preferred-Identity.
     *
     * <p>Addresses stay what they are: whoever is called directly or by a proxy, or sends audio to this phone directly, sees from where. A server that knows nothing of privacy
     * may refuse the call, or pass P-Preferred-Identity on to whoever is called, which RFC 3325 §6 forbids.
     */
    public DialOptions anonymously() {
        return new DialOptions(ringTimeout, lateOffer, headers, settings, true);
    }
}
