package io.switchhook.pbx;

import io.switchhook.base.text.Printable;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.List;

/** Where a call may be sent by a {@link CallRoute}: to an extension, to an address somewhere else, or through a trunk. */
public final class CallTarget {
    private final SipUri uri;
    private final boolean outside;
    private final List<Trunk> trunks;
    private final String number;

    private CallTarget(SipUri uri, boolean outside, List<Trunk> trunks, String number) {
        this.uri = uri;
        this.outside = outside;
        this.trunks = trunks;
        this.number = number;
    }

    /**
     * All telephones of an extension.
     *
     * @throws IllegalArgumentException when that can be none
     */
    public static CallTarget extension(String number) {
        if (!Extension.isNumber(number)) {
            throw new IllegalArgumentException("\"" + Printable.escape(number)
                    + "\" is not an extension; an address begins with sip: and goes to CallTarget.outside");
        }
        return new CallTarget(SipUri.of(number, NumberPlan.ANY_HOST), false, List.of(), "");
    }

    /**
     * An address that is not of this PBX, called in the name of the caller at our own address: a telephone without registration, or a server that trusts us by our address.
     *
     * @param uri such as {@code sip:anna@example.com}
     * @throws IllegalArgumentException when that is no sip or sips URI with a user
     */
    public static CallTarget outside(String uri) {
        try {
            if (Uri.parse(uri) instanceof SipUri sip && sip.user().isPresent()) {
                return new CallTarget(sip, true, List.of(), "");
            }
        } catch (MalformedException e) {
            // As below.
        }
        throw new IllegalArgumentException(
                "\"" + Printable.escape(uri) + "\" is not an address; write for example sip:anna@example.com");
    }

    /**
     * A number that a provider leads on to.
     *
     * @throws IllegalArgumentException when that can be no number: letters, digits and {@code - _ . + * #}
     */
    public static CallTarget through(Trunk trunk, String number) {
        return through(List.of(trunk), number);
    }

    /**
     * A number that any of these providers leads on to: the first that works. The next is taken when one has as many calls as it may, cannot be reached, does not answer at all or
     * answers 503, and not when it says anything else: that the number is busy, for one. One that is known to be out of order is tried last.
     *
     * @throws IllegalArgumentException when there is no trunk, or that can be no number: letters, digits and {@code - _ . + * #}
     */
    public static CallTarget through(List<Trunk> trunks, String number) {
        if (!Extension.isNumber(number)) {
            throw new IllegalArgumentException("\"" + Printable.escape(number) + "\" is not a number");
        }
        if (trunks.isEmpty()) {
            throw new IllegalArgumentException("A call needs a trunk to go through");
        }
        return new CallTarget(trunks.get(0).addressOf(number), true, List.copyOf(trunks), number);
    }

    SipUri uri() {
        return uri;
    }

    boolean isOutside() {
        return outside;
    }

    List<Trunk> trunks() {
        return trunks;
    }

    /** What is asked for at the trunks. */
    String number() {
        return number;
    }

    /** As events name who is called there; none is an extension's number. */
    String name() {
        return DialTarget.nameOf(uri, outside);
    }

    @Override
    public String toString() {
        return outside ? uri.toString() : name();
    }
}
