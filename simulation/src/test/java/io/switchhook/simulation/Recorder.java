package io.switchhook.simulation;

import io.switchhook.base.net.DatagramReceiver;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what arrives, as text. */
final class Recorder implements DatagramReceiver, StreamHandler {
    final List<String> events = new ArrayList<>();
    final StringBuilder bytes = new StringBuilder();
    final List<Integer> segments = new ArrayList<>();
    final List<StreamClose> closes = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    InetSocketAddress lastFrom = new InetSocketAddress(0);

    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    @Override
    public void onDatagram(ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        events.add(text(packet));
        times.add(nowNanos);
        lastFrom = from;
    }

    @Override
    public void onOpen(StreamConnection connection, long nowNanos) {
        events.add("open " + IpLiteral.asHost(connection.remote().getAddress()));
        times.add(nowNanos);
    }

    @Override
    public void onBytes(StreamConnection connection, ByteBuffer received, long nowNanos) {
        segments.add(received.remaining());
        bytes.append(text(received));
        times.add(nowNanos);
    }

    @Override
    public void onClose(StreamConnection connection, StreamClose reason, long nowNanos) {
        events.add("close " + reason.kind());
        closes.add(reason);
        times.add(nowNanos);
    }
}
