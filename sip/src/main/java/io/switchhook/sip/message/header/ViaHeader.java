package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A station of the way a response takes back, RFC 3261 §20.42, §18.2 and RFC 3581.
 *
 * <p>Always written as {@code SIP/2.0}; another version is read too, so that its sender can be told 505.
 *
 * @param transport {@code UDP}, {@code TCP}, {@code TLS}, {@code WS}, {@code WSS} or another token, as written
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port the sent-by port, 0 to 65535, when one is written
 */
public record ViaHeader(String transport, String host, OptionalInt port, Parameters parameters) {
    public static final HeaderType<ViaHeader> TYPE = HeaderType.list(HeaderName.VIA, ViaHeader::read, ViaHeader::write);

    private static final int MAX_PORT = 65535;

    /** Throws {@link MalformedException} when the transport is no token, the host no host or the port out of range. */
    public ViaHeader {
        HeaderSyntax.requireToken(transport, "a transport");
        HeaderSyntax.requireHost(host);
        HeaderSyntax.requireRange(port.orElse(0), MAX_PORT, "a port");
    }

    /** What tells transactions apart, RFC 3261 §17.1.3 and §17.2.3. */
    public Optional<String> branch() {
        return parameters.get("branch");
    }

    /** The address the request really came from, when it was noted. */
    public Optional<String> received() {
        return parameters.get("received");
    }

    /** The port the request really came from, when it was noted (RFC 3581); empty also for a bare or a malformed {@code rport}. */
    public OptionalInt rport() {
        var text = parameters.get("rport");
        return text.isPresent() ? HeaderSyntax.number(text.get(), MAX_PORT) : OptionalInt.empty();
    }

    /** Whether {@code rport} is there, with or without a value. */
    public boolean hasRport() {
        return parameters.has("rport");
    }

    /** With a parameter in the place of one of the same name, else at the end. */
    public ViaHeader withParameter(String name, String value) {
        return new ViaHeader(transport, host, port, parameters.with(name, value));
    }

    /** With a parameter that has no value, {@code rport} for one. */
    public ViaHeader withFlag(String name) {
        return new ViaHeader(transport, host, port, parameters.withFlag(name));
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ViaHeader read(FieldScanner scanner) {
        scanner.skipToken("SIP/2.0");
        slash(scanner);
        scanner.skipToken("a version");
        slash(scanner);
        var transport = scanner.readToken("a transport");
        int from = scanner.position();
        if (scanner.skipSpace().position() == from) {
            throw scanner.expected("white space after the transport");
        }
        var host = scanner.readHost();
        var port = scanner.acceptSpaced(':')
                ? OptionalInt.of((int) scanner.readNumber(MAX_PORT, "a port"))
                : OptionalInt.empty();
        return new ViaHeader(transport, host, port, Parameters.read(scanner));
    }

    private static void slash(FieldScanner scanner) {
        if (!scanner.acceptSpaced('/')) {
            throw scanner.expected("'/'");
        }
    }

    private void write(FieldWriter writer) {
        writer.append("SIP/2.0/").append(transport).append(' ').append(host);
        if (port.isPresent()) {
            writer.append(':').append(port.getAsInt());
        }
        parameters.writeTo(writer);
    }
}
