package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.List;

/**
 * Where charging records are collected, RFC 7315 §4.5.
 *
 * @param parameters at least one: {@code ccf} and {@code ecf}, each perhaps several times, and others
 */
public record PChargingFunctionAddressesHeader(Parameters parameters) {
    public static final HeaderType<PChargingFunctionAddressesHeader> TYPE = HeaderType.single(
            HeaderName.P_CHARGING_FUNCTION_ADDRESSES,
            PChargingFunctionAddressesHeader::read,
            PChargingFunctionAddressesHeader::write);

    /** Throws {@link MalformedException} when there is none. */
    public PChargingFunctionAddressesHeader {
        if (parameters.isEmpty()) {
            throw new MalformedException("expected at least one charging address");
        }
    }

    /** The charging collection functions, in their order. */
    public List<String> ccf() {
        return named("ccf");
    }

    /** The event charging functions, in their order. */
    public List<String> ecf() {
        return named("ecf");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private List<String> named(String name) {
        return parameters.entries().stream()
                .filter(entry -> entry.name().equalsIgnoreCase(name))
                .flatMap(entry -> entry.value().stream())
                .toList();
    }

    private static PChargingFunctionAddressesHeader read(FieldScanner scanner) {
        return new PChargingFunctionAddressesHeader(Parameters.readSemicolonSeparated(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(parameters.toString());
    }
}
