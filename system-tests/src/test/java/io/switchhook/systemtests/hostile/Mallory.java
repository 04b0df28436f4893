package io.switchhook.systemtests.hostile;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A host that sends whatever bytes it is told to, and reads what comes back. */
final class Mallory {
    static final String ADDRESS = "10.6.6.6";
    static final int PORT = 5_060;
    private static final int KEPT_CHARS = 20_000;

    private final Simulation simulation;
    private final SimulatedHost host;
    private final Loop loop;
    private final DatagramPort port;
    private final StringBuilder datagrams = new StringBuilder();

    Mallory(Simulation simulation) throws IOException {
        this.simulation = simulation;
        this.host = simulation.host("mallory", ADDRESS);
        this.loop = host.openLoop("mallory");
        this.port = host.network()
                .openDatagramPort(loop, new InetSocketAddress(host.address(), PORT), (packet, from, now) -> {
                    hear(packet, datagrams);
                });
    }

    private static void hear(ByteBuffer bytes, StringBuilder ear) {
        ear.append(StandardCharsets.UTF_8.decode(bytes));
        if (ear.length() > 2 * KEPT_CHARS) {
            ear.delete(0, KEPT_CHARS);
        }
    }

    void datagram(byte[] bytes, InetSocketAddress to) {
        simulation.call(loop, () -> port.send(ByteBuffer.wrap(bytes), to));
    }

    /** The status of the answer to this branch that came by datagram. */
    OptionalInt statusOf(String branch) {
        return statusOf(branch, datagrams);
    }

    private static OptionalInt statusOf(String branch, StringBuilder ear) {
        int at = ear.indexOf("branch=" + branch);
        int begin = at < 0 ? -1 : ear.lastIndexOf("SIP/2.0 ", ear.lastIndexOf("Via:", at));
        return begin < 0 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(ear.substring(begin + 8, begin + 11)));
    }

    /** A stream to a victim. */
    final class Stream implements StreamHandler {
        private final StreamConnection connection;
        private final StringBuilder ear = new StringBuilder();
        private boolean closed;

        private Stream(InetSocketAddress to) {
            connection = simulation.call(
                    loop, () -> host.network().connect(loop, StreamKind.TCP, to, to.getHostString(), this));
        }

        boolean send(byte[] bytes) {
            return simulation.call(loop, () -> connection.send(ByteBuffer.wrap(bytes)));
        }

        boolean send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        void close() {
            simulation.call(loop, () -> {
                connection.close();
                return true;
            });
        }

        OptionalInt statusOf(String branch) {
            return Mallory.statusOf(branch, ear);
        }

        String heard() {
            return ear.toString();
        }

        boolean isClosed() {
            return closed;
        }

        @Override
        public void onOpen(StreamConnection opened, long nowNanos) {}

        @Override
        public void onBytes(StreamConnection from, ByteBuffer bytes, long nowNanos) {
            hear(bytes, ear);
        }

        @Override
        public void onClose(StreamConnection ended, StreamClose reason, long nowNanos) {
            closed = true;
        }
    }

    Stream connect(InetSocketAddress to) {
        return new Stream(to);
    }

    void leave() {
        simulation.call(loop, () -> {
            port.close();
            return true;
        });
        loop.close();
    }
}
