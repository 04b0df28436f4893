package io.switchhook.pbx;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/** Where a call may be sent by a {@link CallRoute}: to an extension, to an address somewhere else, or through a trunk. */
public final class CallTarget {
    private final SipUri uri;
    private final boolean outside;
    private final Optional<Trunk> trunk;

    private CallTarget(SipUri uri, boolean outside, Optional<Trunk> trunk) {
        this.uri = uri;
        this.outside = outside;
        this.trunk = trunk;
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
        return inside(SipUri.of(number, NumberPlan.ANY_HOST));
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
                return new CallTarget(sip, true, Optional.empty());
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
        if (!Extension.isNumber(number)) {
            throw new IllegalArgumentException("\"" + Printable.escape(number) + "\" is not a number");
        }
        return new CallTarget(trunk.addressOf(number), true, Optional.of(trunk));
    }

    /** What a telephone has dialled, whatever extension or device that is. */
    static CallTarget inside(SipUri uri) {
        return new CallTarget(uri, false, Optional.empty());
    }

    SipUri uri() {
        return uri;
    }

    boolean isOutside() {
        return outside;
    }

    Optional<Trunk> trunk() {
        return trunk;
    }

    /** As events name who is called there; none is an extension's number. */
    String name() {
        var user = uri.user().orElse("");
        return outside ? user + '@' + uri.host() : user;
    }

    @Override
    public String toString() {
        return outside ? uri.toString() : name();
    }
}
