package io.switchhook.sip.core.registrar;

import io.switchhook.sip.message.uri.SipUri;

/**
 * What a registrar grants to a device that has named itself: addresses that lead to it alone (RFC 5627 §5).
 *
 * @param publicUri the address-of-record with {@code gr}; the same as long as the address-of-record is known
 * @param temporary one that hides the address-of-record; another in each answer, and all of them good until the device is gone or changes its Call-ID
 */
public record Gruu(SipUri publicUri, SipUri temporary) {}
