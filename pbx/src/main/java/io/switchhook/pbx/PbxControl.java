package io.switchhook.pbx;

import java.util.List;

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
}
