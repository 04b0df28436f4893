package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.ForwardedRequest;
import io.switchhook.sip.core.proxy.LocalInterface;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/**
 * How the proxy stays on the path of a dialog.
 *
 * @param arrivedAt the interface the request came in by; empty to leave the path
 * @param edge names the flow to the callee
 */
record RecordRoutes(Optional<LocalInterface> arrivedAt, Optional<Edge> edge) {
    static final RecordRoutes NONE = new RecordRoutes(Optional.empty(), Optional.empty());

    /** The token for the Record-Route towards the callee, of a branch that takes a flow of its own (RFC 5626 §5.3.1). */
    Optional<String> calleesToken(ForwardedRequest branch) {
        return arrivedAt.flatMap(stays -> edge).flatMap(known -> branch.flow().map(flow -> known.tokenOf((Flow) flow)));
    }
}
