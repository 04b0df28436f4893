/**
 * Finds a path between two that may each be behind a NAT: gathers addresses from STUN and TURN servers, checks pairs of them, settles on one, and watches that the other side still
 * wants what is sent there (RFC 8445, RFC 7675). Pure: what comes in and the time are arguments, what is to be sent goes to an {@link io.switchhook.ice.IceOutput}.
 */
package io.switchhook.ice;
