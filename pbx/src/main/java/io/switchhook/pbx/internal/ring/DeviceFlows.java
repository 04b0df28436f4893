package io.switchhook.pbx.internal.ring;

import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flows of one device, the one heard of last first: a call goes to one at a time (RFC 5626 §7). */
public final class DeviceFlows {
    /** RFC 5626 §11.5. */
    private static final int FLOW_FAILED = 430;

    private final List<Binding> left = new ArrayList<>();

    private DeviceFlows(Binding first) {
        left.add(first);
    }

    /** Nothing to try again by. */
    static DeviceFlows none() {
        return new DeviceFlows();
    }

    private DeviceFlows() {}

    /** One for each device; a telephone that does not count its flows has one. */
    static List<DeviceFlows> of(List<Binding> bindings) {
        var devices = new ArrayList<DeviceFlows>();
        for (var binding : bindings) {
            devices.stream()
                    .filter(device -> device.left.get(0).isSameDeviceAs(binding))
                    .findFirst()
                    .ifPresentOrElse(
                            // The registrar lists the latest last.
                            device -> device.left.add(0, binding),
                            () -> devices.add(new DeviceFlows(binding)));
        }
        return devices;
    }

    /** RFC 5627 §6.1: all are known to be of one device, whether it counts its flows or not. */
    static List<DeviceFlows> ofOne(List<Binding> bindings) {
        if (bindings.isEmpty()) {
            return List.of();
        }
        var device = new DeviceFlows(bindings.get(0));
        bindings.stream().skip(1).forEach(binding -> device.left.add(0, binding));
        return List.of(device);
    }

    /** RFC 5626 §7: whoever has not been reached over one flow may be over another; whoever has answered is not asked again. */
    public static boolean isUnheard(SipResponse response) {
        return response.status() == FLOW_FAILED || response.status() == 408;
    }

    /** The flow to try now; empty when each has been tried. */
    public Optional<Binding> next() {
        return left.isEmpty() ? Optional.empty() : Optional.of(left.remove(0));
    }
}
