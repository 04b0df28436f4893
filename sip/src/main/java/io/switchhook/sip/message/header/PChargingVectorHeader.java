package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;

/**
 * By what the charging records of one call are found together, RFC 7315 §4.6.
 *
 * @param parameters {@code icid-value}, which must be there, {@code icid-generated-at}, {@code orig-ioi}, {@code term-ioi} and others
 */
public record PChargingVectorHeader(Parameters parameters) {
    public static final HeaderType<PChargingVectorHeader> TYPE =
            HeaderType.single(HeaderName.P_CHARGING_VECTOR, PChargingVectorHeader::read, PChargingVectorHeader::write);

    /** Throws {@link MalformedException} without {@code icid-value}. */
    public PChargingVectorHeader {
        HeaderSyntax.required(parameters, "icid-value");
    }

    /** The IMS charging identity. */
    public String icid() {
        return HeaderSyntax.required(parameters, "icid-value");
    }

    /** The host that made it. */
    public Optional<String> generatedAt() {
        return parameters.get("icid-generated-at");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static PChargingVectorHeader read(FieldScanner scanner) {
        return new PChargingVectorHeader(Parameters.readSemicolonSeparated(scanner));
    }

    private void write(FieldWriter writer) {
        writer.append(parameters.toString());
    }
}
