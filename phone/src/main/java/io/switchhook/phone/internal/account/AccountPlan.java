package io.switchhook.phone.internal.account;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.core.usage.OutboundIdentity;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a line is and does as its account says it. The secret never appears in {@link #toString}.
 *
 * @param registrar the Request-URI of REGISTER, which names the domain without a user (RFC 3261 §10.2)
 * @param ways the servers to go through, for each proxy one list, in the order in which they are tried
 * @param throughAll whether the line registers through all of them at once
 * @param wish what transport is asked for
 * @param namesDevice whether the registrar is told which device this is (RFC 5626, RFC 5627)
 * @param instance the name of it; where it has none, that of the phone
 * @param qualityCollector who gets a report on each call (RFC 6035)
 */
public record AccountPlan(
        SipUri address,
        String user,
        Optional<String> displayName,
        SipUri registrar,
        Keyring keyring,
        List<List<SipUri>> ways,
        boolean throughAll,
        Wish wish,
        Optional<WebSocketServer> webSocket,
        boolean namesDevice,
        Optional<String> instance,
        FeatureSet features,
        Duration expires,
        CallSettings calls,
        Optional<SipUri> qualityCollector) {

    /**
     * How this device is told apart from others of the account (RFC 5626 §4.1); empty when it is not.
     *
     * @param usual the name of a device whose account has none of its own
     * @param regId which of its registrations it is
     */
    public Optional<OutboundIdentity> outbound(Supplier<String> usual, int regId) {
        return namesDevice ? Optional.of(new OutboundIdentity(instance.orElseGet(usual), regId)) : Optional.empty();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
