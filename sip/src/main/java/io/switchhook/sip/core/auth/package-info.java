/**
 * Digest authentication, both sides: RFC 3261 §22 with RFC 7616 and RFC 8760. Pure: nonces and client nonces come of the randomness given, time is an argument. Basic is
 * neither asked for nor answered.
 */
package io.switchhook.sip.core.auth;
