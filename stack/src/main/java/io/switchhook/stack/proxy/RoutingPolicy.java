package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.RoutingDecision;

/**
 * Where requests go. Asked for each request that opens something; what follows inside of its dialog takes the recorded route without asking. In a server without state it is
 * asked for CANCEL and ACK too, and has to decide for them as for their INVITE.
 *
 * <p>Called off the loop, on a lane of the server, one request at a time and in their order: it may block, and then holds up the requests behind it. What it throws is
 * reported and answered 500.
 */
@FunctionalInterface
public interface RoutingPolicy {

    RoutingDecision route(ProxyRequest request);
}
