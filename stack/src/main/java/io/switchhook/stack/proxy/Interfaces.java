package io.switchhook.stack.proxy;

import io.switchhook.sip.core.proxy.LocalInterface;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.flow.Flow;

/** The interface of ours that a flow uses, as others name it. */
final class Interfaces {
    private Interfaces() {}

    static LocalInterface of(ElementAccess access, Flow flow) {
        var place = access.placeOf(flow);
        return new LocalInterface(flow.kind().name(), place.host(), place.port());
    }
}
