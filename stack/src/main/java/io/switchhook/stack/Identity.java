package io.switchhook.stack;

import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;

/**
 * In whose name requests are sent.
 *
 * @param address the address-of-record, for From
 * @param contactUser the user part of our Contact; the address part is that of the flow
 * @param login to answer challenges with; without them a challenge is a refusal
 * @param proxy where all requests outside a dialog go first
 * @param transport for targets that do not name one
 */
public record Identity(
        NameAddress address,
        String contactUser,
        Optional<Login> login,
        Optional<SipUri> proxy,
        TransportKind transport) {}
