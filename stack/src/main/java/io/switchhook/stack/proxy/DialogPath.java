package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.TargetSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.ElementAccess;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the proxy stays on the path of the dialogs that it helps to open, and by which names (RFC 3261 §16.6 item 4). Used on the loop. */
final class DialogPath {
    /** REGISTER has a Path of its own; the others open nothing. */
    private static final Set<SipMethod> NEVER = Set.of(SipMethod.REGISTER, SipMethod.ACK, SipMethod.CANCEL);

    private final boolean always;
    private final ElementAccess access;
    private final Optional<Edge> edge;
    private final GruuRouting gruus;

    /** @param always whether the proxy is configured to stay */
    DialogPath(boolean always, ElementAccess access, Optional<Edge> edge, GruuRouting gruus) {
        this.always = always;
        this.access = access;
        this.edge = edge;
        this.gruus = gruus;
    }

    /**
     * @param targets where the request goes
     * @param needed whether it has to stay for the sake of the callee
     */
    RecordRoutes of(Incoming incoming, TargetSet targets, boolean needed, long nowNanos) {
        var request = incoming.request();
        if (NEVER.contains(request.method()) || request.to().tag().isPresent()) {
            return RecordRoutes.NONE;
        }
        var callers = edge.flatMap(known -> known.callersToken(request, incoming.from()));
        boolean stays = always
                || needed
                || callers.isPresent()
                || isNeededByFlow(incoming, targets)
                || isNeededByCaller(request, nowNanos);
        var at = Interfaces.of(access, incoming.from()).withToken(callers);
        return stays ? new RecordRoutes(Optional.of(at), edge) : RecordRoutes.NONE;
    }

    /** A telephone that is called over its flow is not to be found by its Contact (RFC 5626 §5.3.1). A Route that named the flow says by {@code ob} whether that is so. */
    private boolean isNeededByFlow(Incoming incoming, TargetSet targets) {
        return edge.isPresent() && (incoming.way() instanceof FlowWay.Over over ? over.registered() : hasFlow(targets));
    }

    private static boolean hasFlow(TargetSet targets) {
        return targets.groups().stream()
                .flatMap(List::stream)
                .flatMap(target -> Stream.concat(Stream.of(target), target.otherFlows().stream()))
                .anyMatch(target -> target.flow().isPresent());
    }

    /**
     * RFC 5627 §6.2: a proxy before us stays, so that what follows in the dialog would pass it first and come here only then, for the sake of the GRUU, to be sent back to it.
     */
    private boolean isNeededByCaller(SipRequest request, long nowNanos) {
        return request.has(RecordRouteHeader.TYPE)
                && gruus.ofSender(request, nowNanos).isPresent();
    }
}
