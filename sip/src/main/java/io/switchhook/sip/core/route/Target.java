package io.switchhook.sip.core.route;

import java.net.InetSocketAddress;

/**
 * One place to send a request to.
 *
 * @param transport UDP, TCP, TLS, WS or WSS
 * @param serverName the name that a certificate has to prove (RFC 5922 §7.1): the host of the URI, never one that DNS gave
 */
public record Target(String transport, InetSocketAddress address, String serverName) {}
