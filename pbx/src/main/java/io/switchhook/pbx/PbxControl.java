package io.switchhook.pbx;

import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the program does to a running PBX. On the signalling loop. */
final class PbxControl {
    private final PbxEngine pbx;

    PbxControl(PbxEngine pbx) {
        this.pbx = pbx;
    }

    /** @param standing whether there has to be one of that number, or none */
    ExtensionOutcome change(Extension extension, boolean standing) {
        if (pbx.isClosing()) {
            return ExtensionOutcome.CLOSED;
        }
        if (pbx.extensions().isGiven(extension.number()) != standing) {
            return standing ? ExtensionOutcome.UNKNOWN : ExtensionOutcome.EXISTS;
        }
        pbx.extensions().put(extension);
        return ExtensionOutcome.DONE;
    }

    ExtensionOutcome remove(String number, CallsOfRemoved calls, long nowNanos) {
        if (pbx.isClosing()) {
            return ExtensionOutcome.CLOSED;
        }
        boolean registered = pbx.registrations().has(number);
        boolean known = pbx.extensions().remove(number);
        pbx.registrations().remove(number);
        pbx.lamps().onRemoved(number, nowNanos);
        if (calls == CallsOfRemoved.END) {
            List.copyOf(pbx.bridges()).forEach(bridge -> bridge.endCallsOf(number, nowNanos));
        }
        return known || registered ? ExtensionOutcome.DONE : ExtensionOutcome.UNKNOWN;
    }

    List<PbxCall> calls(long nowNanos) {
        return pbx.bridges().stream()
                .map(bridge -> bridge.log().snapshot(nowNanos))
                .toList();
    }

    private Optional<Bridge> callOf(String id) {
        return pbx.bridges().stream()
                .filter(bridge -> bridge.log().id().equals(id))
                .findFirst();
    }

    boolean end(String id, String reason, long nowNanos) {
        var call = callOf(id);
        call.ifPresent(bridge -> {
            bridge.log().endsBy(PbxCallEnding.Cause.ENDED_BY_PROGRAM, Optional.empty(), reason);
            bridge.endBoth(nowNanos);
        });
        return call.isPresent();
    }

    void transfer(String id, String leaving, SipUri target, Consumer<PbxTransferOutcome> outcome, long nowNanos) {
        var call = callOf(id);
        var leg = call.stream()
                .flatMap(bridge -> bridge.legs().stream())
                .filter(each -> each.number().equals(leaving))
                .findFirst();
        if (leg.isEmpty()) {
            outcome.accept(new PbxTransferOutcome.NotPossible(
                    call.isEmpty() ? "There is no such call" : "That extension has no part in the call"));
        } else {
            call.get().onOrder(leg.get(), target, outcome, nowNanos);
        }
    }
}
