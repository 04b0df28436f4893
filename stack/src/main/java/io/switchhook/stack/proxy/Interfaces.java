package io.switchhook.stack.proxy;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.proxy.LocalInterface;
import io.switchhook.stack.ElementAccess;
import io.switchhook.stack.flow.Flow;
import java.util.OptionalInt;

/** The interface of ours that a flow uses, as others name it. */
final class Interfaces {
    private Interfaces() {}

    static LocalInterface of(ElementAccess access, Flow flow) {
        var address = access.contactAddress(flow);
        return new LocalInterface(
                flow.kind().name(), IpLiteral.asHost(address.getAddress()), OptionalInt.of(address.getPort()));
    }
}
