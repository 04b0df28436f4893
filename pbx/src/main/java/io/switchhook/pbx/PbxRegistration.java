package io.switchhook.pbx;

import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * A telephone that is registered: one binding of an extension (RFC 3261 §10.3).
 *
 * @param extension its number
 * @param contact what the telephone calls its own address
 * @param userAgent what it says that it is; it may say anything, so escape it before you show it
 * @param from where its REGISTER came from; behind a NAT not what the contact says
 * @param transport how it came
 * @param since when it first registered there
 * @param expires when it is gone unless it registers again
 */
public record PbxRegistration(
        String extension,
        SipUri contact,
        Optional<String> userAgent,
        InetSocketAddress from,
        TransportKind transport,
        Instant since,
        Instant expires) {}
