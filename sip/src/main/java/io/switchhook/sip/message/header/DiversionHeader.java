package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;
import java.util.OptionalInt;

/** Who forwarded the call before, RFC 5806 §9. */
public record DiversionHeader(NameAddress address, Parameters parameters) {
    public static final HeaderType<DiversionHeader> TYPE =
            HeaderType.list(HeaderName.DIVERSION, DiversionHeader::read, DiversionHeader::write);

    /** Without parameters. */
    public static DiversionHeader of(NameAddress address) {
        return new DiversionHeader(address, Parameters.EMPTY);
    }

    /** Why it was forwarded: {@code no-answer}, {@code user-busy}, {@code unconditional} and others. */
    public Optional<String> reason() {
        return parameters.get("reason");
    }

    /** How often this one forwarded; 1 where nothing is said (RFC 5806 §9), also for what is no number of two digits. */
    public int counter() {
        return parameters
                .get("counter")
                .map(text -> HeaderSyntax.number(text, 99).orElse(1))
                .orElse(1);
    }

    /** How many more diversions are allowed, 0 to 99. */
    public OptionalInt limit() {
        return parameters
                .get("limit")
                .map(text -> HeaderSyntax.number(text, 99))
                .orElse(OptionalInt.empty());
    }

    /** What is to be hidden: {@code full}, {@code name}, {@code uri}, {@code off}. */
    public Optional<String> privacy() {
        return parameters.get("privacy");
    }

    /** Whether the address was checked: {@code yes}, {@code no}. */
    public Optional<String> screen() {
        return parameters.get("screen");
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static DiversionHeader read(FieldScanner scanner) {
        return new DiversionHeader(NameAddress.read(scanner), Parameters.read(scanner));
    }

    private void write(FieldWriter writer) {
        address.writeTo(writer);
        parameters.writeTo(writer);
    }
}
