package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.LocalInterface;
import java.util.Optional;

/**
 * How the proxy stays on the path of a dialog.
 *
 * @param arrivedAt the interface the request came in by; empty to leave the path
 * @param calleesToken names the flow to the callee, at an edge proxy
 */
record RecordRoutes(Optional<LocalInterface> arrivedAt, Optional<String> calleesToken) {
    static final RecordRoutes NONE = new RecordRoutes(Optional.empty(), Optional.empty());
}
