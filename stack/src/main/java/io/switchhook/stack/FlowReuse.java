package io.switchhook.stack;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.Flows;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;

/** Which requests of a call take the flow again that it has used last. */
final class FlowReuse {
    private FlowReuse() {}

    /**
     * The flow, if the request is to go over it. An open connection to the very host that the request goes to is used again, since the peer may not be able to take a new one.
     *
     * @param last used for the call
     * @param always whether all that has no route set goes back over it
     */
    static Optional<Flow> of(SipRequest request, Optional<Flow> last, boolean always, Flows flows) {
        if (goesBackOverWebSocket(request, last, flows)) {
            return last;
        }
        if (request.has(RouteHeader.TYPE)) {
            return Optional.empty();
        }
        if (always) {
            return last;
        }
        return last.filter(open -> DialogId.isInDialog(request)
                && open.kind() != TransportKind.UDP
                && !flows.own().isDoubtful(open)
                && (!(open.kind().secure() || open.kind().webSocket()) || flows.isOpen(open))
                && NextHop.of(request)
                        .filter(hop -> open.kind().secure() || !asksForSecurity(hop))
                        .filter(hop -> hop.port().isEmpty()
                                || flows.own().mayLeadTo(open, hop.port().getAsInt()))
                        .flatMap(hop -> IpLiteral.parse(hop.host()))
                        .filter(open.remote().getAddress()::equals)
                        .isPresent());
    }

    /** RFC 7118 §5, Appendix B.1: what is reached over WebSocket within a dialog is reached over the one that is there, whatever its name. */
    private static boolean goesBackOverWebSocket(SipRequest request, Optional<Flow> last, Flows flows) {
        return last.filter(open -> open.kind().webSocket() && flows.isOpen(open))
                        .isPresent()
                && DialogId.isInDialog(request)
                && NextHop.of(request)
                        .flatMap(NextHop::transport)
                        .flatMap(TransportKind::parse)
                        .filter(TransportKind::webSocket)
                        .isPresent();
    }

    private static boolean asksForSecurity(NextHop hop) {
        return hop.secure()
                || hop.transport()
                        .flatMap(TransportKind::parse)
                        .filter(TransportKind::secure)
                        .isPresent();
    }
}
