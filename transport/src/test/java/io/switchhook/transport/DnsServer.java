package io.switchhook.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on a loopback port that answers from a few zone lines. Names under {@code silent.} get no answer, under {@code broken.} SERVFAIL. */
final class DnsServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<Record> zone;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::serve, "test-dns-server");

    DnsServer(String zoneText) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        try (var master =
                new Master(new ByteArrayInputStream(zoneText.getBytes(StandardCharsets.UTF_8)), Name.root, 300)) {
            var records = new ArrayList<Record>();
            for (var record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
            zone = List.copyOf(records);
        }
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** How often a name was asked for. */
    int asked(String name) {
        return asked.getOrDefault(name, new AtomicInteger()).get();
    }

    private void serve() {
        var buffer = new byte[4096];
        while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                var name = query.getQuestion().getName();
                asked.computeIfAbsent(name.toString(true), n -> new AtomicInteger())
                        .incrementAndGet();
                if (!name.toString().startsWith("silent.")) {
                    var wire = answer(query).toWire();
                    socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Message answer(Message query) {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        if (question.getName().toString().startsWith("broken.")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        boolean exists = false;
        for (var record : zone) {
            if (record.getName().equals(question.getName())) {
                exists = true;
                if (record.getType() == question.getType() || record.getType() == Type.CNAME) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
        }
        if (!exists) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join(10_000);
    }
}
