package io.switchhook.phone.internal.account;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the features of an account as somebody has written them. */
public final class AccountFeatures {
    private AccountFeatures() {}

    /** @throws IllegalArgumentException when they cannot be read, or one of them is no feature */
    public static FeatureSet parse(String written) {
        var parameters =
                parameters(Objects.requireNonNull(written, "parameters").strip());
        for (var each : parameters.entries()) {
            if (each.name().equalsIgnoreCase("+sip.instance")) {
                throw new IllegalArgumentException("The device is named by outbound(instance), not among its features");
            }
            if (FeatureSet.of(Parameters.EMPTY.withFlag(each.name())).isEmpty()) {
                throw new IllegalArgumentException("\"" + Printable.escape(each.name())
                        + "\" is no feature; write one of RFC 3840, audio for example, or one that begins with +");
            }
        }
        return FeatureSet.of(parameters);
    }

    private static Parameters parameters(String written) {
        if (written.isEmpty() || !Printable.isClean(written)) {
            throw unreadable(written, "expected parameters without line ends", null);
        }
        try {
            return Parameters.parse(written);
        } catch (MalformedException e) {
            throw unreadable(written, String.valueOf(e.getMessage()), e);
        }
    }

    private static IllegalArgumentException unreadable(String written, String why, @Nullable MalformedException cause) {
        return new IllegalArgumentException(
                "The features \"" + Printable.escape(written) + "\" cannot be read; write audio;mobility=\"mobile\": "
                        + why,
                cause);
    }
}
