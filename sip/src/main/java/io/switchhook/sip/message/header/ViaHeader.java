package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Parameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** How nearly everybody writes it. */
    private static final long USUAL_START = (long) LONG.get("SIP/2.0/".getBytes(StandardCharsets.US_ASCII), 0);

    private static final int PLACE_BITS = 16;
    private static final int LONGEST = (1 << PLACE_BITS) - 1;

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

    /** What {@link #usual} has found, which the scanner has passed, and the parameters behind it. */
    private ViaHeader(FieldScanner scanner, int start, long usual) {
        super(scanner, start, usual);
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
        long usual = usual(scanner.bytes(), start, scanner.end());
        if (usual != 0) {
            scanner.moveTo(start + place(usual >>> 2 * PLACE_BITS));
            return new ViaHeader(scanner, start, usual);
        }
        var station = readStation(scanner);
        return new ViaHeader(station.transport, station.host, station.port, Parameters.read(scanner));
    }

    /** Where transport, host and station end, counted from the beginning, when it is written as nearly everybody does; 0 for any other. */
    private static long usual(byte[] bytes, int from, int to) {
        if (to - from <= Long.BYTES || to - from > LONGEST || (long) LONG.get(bytes, from) != USUAL_START) {
            return 0;
        }
        int transportEnd = FieldScanner.tokenEnd(bytes, from + Long.BYTES, to);
        if (transportEnd == from + Long.BYTES || transportEnd == to || bytes[transportEnd] != ' ') {
            return 0;
        }
        int hostEnd = FieldScanner.hostNameEnd(bytes, transportEnd + 1, to);
        int end = portEnd(bytes, hostEnd, to);
        if (hostEnd == transportEnd + 1 || end < 0 || end < to && (bytes[end] != ';' && bytes[end] != ',')) {
            return 0;
        }
        return ((long) (end - from) << PLACE_BITS | hostEnd - from) << PLACE_BITS | transportEnd - from;
    }

    /** The end of the host when no colon follows it; -1 when no port follows the colon. */
    private static int portEnd(byte[] bytes, int hostEnd, int to) {
        if (hostEnd == to || bytes[hostEnd] != ':') {
            return hostEnd;
        }
        int i = hostEnd + 1;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i == hostEnd + 1 || port(bytes, hostEnd + 1, i) > MAX_PORT ? -1 : i;
    }

    private static int port(byte[] bytes, int from, int to) {
        int port = 0;
        for (int i = from; i < to && port <= MAX_PORT; i++) {
            port = port * 10 + bytes[i] - '0';
        }
        return port;
    }

    private static int place(long places) {
        return (int) places & LONGEST;
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

    /** Reads all before the parameters. */
    private static Station readStation(FieldScanner scanner) {
        skipProtocol(scanner);
        var transport = scanner.readToken("a transport");
        int from = scanner.position();
        if (scanner.skipSpace().position() == from) {
            throw scanner.expected("white space after the transport");
        }
        var host = scanner.readHost();
        var port = scanner.acceptSpaced(':')
                ? OptionalInt.of((int) scanner.readNumber(MAX_PORT, "a port"))
                : OptionalInt.empty();
        return new Station(transport, host, port);
    }

    @Override
    Station readFront(byte[] bytes, int from, int to, long usual) {
        int transportEnd = from + place(usual);
        int hostEnd = from + place(usual >>> PLACE_BITS);
        var transport = FieldScanner.ascii(bytes, from + Long.BYTES, transportEnd);
        var host = FieldScanner.ascii(bytes, transportEnd + 1, hostEnd);
        return new Station(
                transport, host, hostEnd == to ? OptionalInt.empty() : OptionalInt.of(port(bytes, hostEnd + 1, to)));
    }

    private void write(FieldWriter writer) {
        writer.append("SIP/2.0/").append(transport()).append(' ').append(host());
        if (port().isPresent()) {
            writer.append(':').append(port().getAsInt());
        }
        parameters().writeTo(writer);
    }
}
