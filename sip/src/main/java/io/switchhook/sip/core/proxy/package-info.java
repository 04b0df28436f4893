/**
 * A proxy, RFC 3261 §16, without sockets, threads and clocks: whether a request may pass, where it goes, what it looks like there, and which response goes back.
 */
package io.switchhook.sip.core.proxy;
