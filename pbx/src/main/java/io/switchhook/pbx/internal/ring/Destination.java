package io.switchhook.pbx.internal.ring;

import io.switchhook.sip.core.registrar.Binding;
import java.util.List;

/**
 * Whom a request is for.
 *
 * @param bindings where to try, the latest last
 * @param single whether they all lead to one device, so that one of them is tried at a time (RFC 5627 §6.1)
 */
public record Destination(String extension, List<Binding> bindings, boolean single) {
    public Destination {
        bindings = List.copyOf(bindings);
    }

    public static Destination all(String extension, List<Binding> bindings) {
        return new Destination(extension, bindings, false);
    }

    public static Destination one(String extension, List<Binding> bindings) {
        return new Destination(extension, bindings, true);
    }

    /** The same with fewer places to try. */
    public Destination withBindings(List<Binding> left) {
        return new Destination(extension, left, single);
    }

    public List<DeviceFlows> devices() {
        return single ? DeviceFlows.ofOne(bindings) : DeviceFlows.of(bindings);
    }
}
