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
 * <p>One that came with a message keeps the bytes of the message: keep what it says instead, which does not.
 */
public final class ViaHeader extends HeaderText<ViaHeader.Station> {
    public static final HeaderType<ViaHeader> TYPE = HeaderType.list(HeaderName.VIA, ViaHeader::read, ViaHeader::write);

    private static final int MAX_PORT = 65535;

    /** All before the parameters. */
    record Station(String transport, String host, OptionalInt port) {}

    /**
     * Throws {@link MalformedException} when the transport is no token, the host no host or the port out of range.
     *
     * @param transport {@code UDP}, {@code TCP}, {@code TLS}, {@code WS}, {@code WSS} or another token
     * @param host a name, an IPv4 address, or an IPv6 address in brackets
     * @param port the sent-by port, 0 to 65535, when one is to be written
     */
    public ViaHeader(String transport, String host, OptionalInt port, Parameters parameters) {
        super(new Station(transport, host, port), parameters);
        HeaderSyntax.requireToken(transport, "a transport");
        HeaderSyntax.requireHost(host);
        HeaderSyntax.requireRange(port.orElse(0), MAX_PORT, "a port");
    }

    private ViaHeader(FieldScanner scanner, int start, int stationEnd) {
        super(scanner, start, stationEnd);
    }

    /** {@code UDP}, {@code TCP}, {@code TLS}, {@code WS}, {@code WSS} or another token, as written. */
    public String transport() {
        return front().transport;
    }

    /** A name, an IPv4 address, or an IPv6 address in brackets. */
    public String host() {
        return front().host;
    }

    /** The sent-by port, 0 to 65535, when one is written. */
    public OptionalInt port() {
        return front().port;
    }

    /** What stands behind host and port. */
    public Parameters parameters() {
        return rest();
    }

    /** What tells transactions apart, RFC 3261 §17.1.3 and §17.2.3. */
    public Optional<String> branch() {
        return parameters().get("branch");
    }

    /** The address the request really came from, when it was noted. */
    public Optional<String> received() {
        return parameters().get("received");
    }

    /** The port the request really came from, when it was noted (RFC 3581); empty also for a bare or a malformed {@code rport}. */
    public OptionalInt rport() {
        var text = parameters().get("rport");
        return text.isPresent() ? HeaderSyntax.number(text.get(), MAX_PORT) : OptionalInt.empty();
    }

    /** Whether {@code rport} is there, with or without a value. */
    public boolean hasRport() {
        return parameters().has("rport");
    }

    /** With a parameter in the place of one of the same name, else at the end. */
    public ViaHeader withParameter(String name, String value) {
        return new ViaHeader(transport(), host(), port(), parameters().with(name, value));
    }

    /** With a parameter that has no value, {@code rport} for one. */
    public ViaHeader withFlag(String name) {
        return new ViaHeader(transport(), host(), port(), parameters().withFlag(name));
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static ViaHeader read(FieldScanner scanner) {
        int start = scanner.position();
        skipStation(scanner);
        int stationEnd = scanner.position();
        if (Parameters.skipPlain(scanner)) {
            return new ViaHeader(scanner, start, stationEnd);
        }
        var station = readStation(new FieldScanner(scanner.bytes(), start, stationEnd));
        return new ViaHeader(station.transport, station.host, station.port, Parameters.read(scanner));
    }

    /** Passes over all before the parameters. */
    private static void skipStation(FieldScanner scanner) {
        skipProtocol(scanner);
        scanner.skipToken("a transport");
        int from = scanner.position();
        if (scanner.skipSpace().position() == from) {
            throw scanner.expected("white space after the transport");
        }
        scanner.skipHost();
        readPort(scanner);
    }

    private static void skipProtocol(FieldScanner scanner) {
        scanner.skipToken("SIP/2.0");
        slash(scanner);
        scanner.skipToken("a version");
        slash(scanner);
    }

    private static void slash(FieldScanner scanner) {
        if (!scanner.acceptSpaced('/')) {
            throw scanner.expected("'/'");
        }
    }

    /** The port, or -1 when there is none. */
    private static int readPort(FieldScanner scanner) {
        return scanner.acceptSpaced(':') ? (int) scanner.readNumber(MAX_PORT, "a port") : -1;
    }

    /** Reads what {@link #skipStation} has passed. */
    private static Station readStation(FieldScanner scanner) {
        skipProtocol(scanner);
        var transport = scanner.readToken("a transport");
        var host = scanner.skipSpace().readHost();
        int port = readPort(scanner);
        return new Station(transport, host, port < 0 ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @Override
    Station readFront(byte[] bytes, int from, int to) {
        return readStation(new FieldScanner(bytes, from, to));
    }

    private void write(FieldWriter writer) {
        writer.append("SIP/2.0/").append(transport()).append(' ').append(host());
        if (port().isPresent()) {
            writer.append(':').append(port().getAsInt());
        }
        parameters().writeTo(writer);
    }
}
