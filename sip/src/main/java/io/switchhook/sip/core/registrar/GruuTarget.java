package io.switchhook.sip.core.registrar;

import java.util.List;

/**
 * Where a GRUU that is valid leads (RFC 5627 §6.1).
 *
 * @param user the user of its address-of-record
 * @param bindings those of its device, the latest last; empty when the device is not registered: 480
 */
public record GruuTarget(String user, List<Binding> bindings) {
    public GruuTarget {
        bindings = List.copyOf(bindings);
    }
}
