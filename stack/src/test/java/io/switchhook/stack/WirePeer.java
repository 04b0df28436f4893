package io.switchhook.stack;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The other side, in bytes: sends what a test writes and keeps what comes. Line ends may be written as LF. */
final class WirePeer implements StreamHandler {
    final List<String> datagrams = new ArrayList<>();
    final List<InetSocketAddress> senders = new ArrayList<>();
    final List<StreamConnection> accepted = new ArrayList<>();
    final List<StreamClose> closes = new ArrayList<>();
    final StringBuilder streamed = new StringBuilder();
    private final Simulation simulation;
    private final SimulatedHost host;
    private final Loop loop;
    private final DatagramPort port;
    private final StreamListener listener;

    WirePeer(Simulation simulation, SimulatedHost host, int portNumber) throws IOException {
        this.simulation = simulation;
        this.host = host;
        this.loop = host.openLoop("peer");
        var local = new InetSocketAddress(host.address(), portNumber);
        this.port = host.network().openDatagramPort(loop, local, (packet, from, now) -> {
            datagrams.add(textOf(packet));
            senders.add(from);
        });
        this.listener = host.network().listen(loop, StreamKind.TCP, local, (connection, now) -> {
            accepted.add(connection);
            return this;
        });
    }

    static String wire(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n");
    }

    void send(String text) {
        send(text, "192.0.2.1");
    }

    void send(String text, String to) {
        var target =
                new InetSocketAddress(io.switchhook.base.net.IpLiteral.parse(to).orElseThrow(), 5060);
        simulation.call(loop, () -> port.send(bytes(text), target));
        simulation.run(Duration.ofMillis(50));
    }

    StreamConnection connect() {
        var target = new InetSocketAddress(
                io.switchhook.base.net.IpLiteral.parse("192.0.2.1").orElseThrow(), 5060);
        var opened =
                simulation.call(loop, () -> host.network().connect(loop, StreamKind.TCP, target, "192.0.2.1", this));
        simulation.run(Duration.ofMillis(50));
        return opened;
    }

    void stream(StreamConnection connection, String text) {
        simulation.call(loop, () -> connection.send(bytes(text)));
        simulation.run(Duration.ofMillis(300));
    }

    void closeStream(StreamConnection connection) {
        simulation.call(loop, () -> {
            connection.close();
            return true;
        });
        simulation.run(Duration.ofMillis(50));
    }

    String last() {
        return datagrams.get(datagrams.size() - 1);
    }

    /** Answers the newest request that came as datagram. */
    void answer(String statusLine, String... headers) {
        answerTo(last(), statusLine, headers);
    }

    void answerTo(String request, String statusLine, String... headers) {
        send(answerText(request, statusLine, headers));
    }

    /** Answers a request over a stream. */
    void answerOver(StreamConnection connection, String request, String statusLine, String... headers) {
        stream(connection, answerText(request, statusLine, headers));
    }

    private static String answerText(String request, String statusLine, String... headers) {
        var text = new StringBuilder("SIP/2.0 " + statusLine + "\n");
        for (var line : request.split("\r\n")) {
            var name = line.toLowerCase(Locale.ROOT);
            if (name.startsWith("via:")
                    || name.startsWith("from:")
                    || name.startsWith("call-id:")
                    || name.startsWith("cseq:")) {
                text.append(line).append('\n');
            } else if (name.startsWith("to:")) {
                text.append(line)
                        .append(line.contains("tag=") ? "" : ";tag=peer")
                        .append('\n');
            }
        }
        for (var header : headers) {
            text.append(header).append('\n');
        }
        return text + "Content-Length: 0\n\n";
    }

    /** A request to the stack, with this peer's Via. */
    static String request(String method, String branch, String... more) {
        return method + " sip:858@192.0.2.1 SIP/2.0\n" + "Via: SIP/2.0/UDP 192.0.2.2;rport;branch=z9hG4bK" + branch
                + "\nMax-Forwards: 70\nFrom: <sip:853@192.0.2.2>;tag=a" + branch
                + "\nTo: <sip:858@192.0.2.1>\nCall-ID: c"
                + branch + "\nCSeq: 1 " + method + "\n"
                + String.join(
                        "", List.of(more).stream().map(line -> line + "\n").toList())
                + "Content-Length: 0\n\n";
    }

    static String header(String message, String name) {
        for (var line : message.split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    static String startLine(String message) {
        return message.substring(0, message.indexOf("\r\n"));
    }

    void close() {
        loop.post(() -> {
            port.close();
            listener.close();
            accepted.forEach(StreamConnection::close);
        });
        simulation.run(Duration.ofMillis(100));
        loop.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(wire(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String textOf(ByteBuffer packet) {
        var bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void onOpen(StreamConnection connection, long nowNanos) {}

    @Override
    public void onBytes(StreamConnection connection, ByteBuffer bytes, long nowNanos) {
        streamed.append(textOf(bytes));
    }

    @Override
    public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
        closes.add(reason);
    }
}
