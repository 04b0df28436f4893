package io.switchhook.stack.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * A request that asks for its way.
 *
 * @param message the request, without the routes that named this proxy
 * @param from the path it came by
 * @param user who it comes from, when it carries right credentials for this proxy's realm
 * @param forOurDomain whether its Request-URI is in a domain of this proxy, or names the proxy itself
 * @param routed whether it carries a Route that leads on; it follows that route wherever its Request-URI points to
 */
public record ProxyRequest(
        SipRequest message, Flow from, Optional<String> user, boolean forOurDomain, boolean routed) {}
