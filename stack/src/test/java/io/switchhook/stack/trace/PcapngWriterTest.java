package io.switchhook.stack.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.IpLiteral;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the file back with a reader written from the format alone, and checks every header that was made up. */
class PcapngWriterTest {
    private static final Instant TIME = Instant.parse("2026-11-23T02:30:00.123456789Z");
    private static final InetSocketAddress HERE = address("192.0.2.1", 5060);
    private static final InetSocketAddress THERE = address("192.0.2.77", 40_123);

    @TempDir
    private Path folder;

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    /** A packet of the capture, its headers checked and taken off. */
    private record Packet(
            Instant time,
            int protocol,
            String from,
            int fromPort,
            String to,
            int toPort,
            long seq,
            long ack,
            byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.ISO_8859_1);
        }
    }

    private List<Packet> written(TraceEvent... events) throws IOException {
        var file = folder.resolve("capture.pcapng");
        try (var writer = PcapngWriter.open(file)) {
            assertThat(writer.wantsMedia()).isTrue();
            Arrays.stream(events).forEach(writer::onEvent);
        }
        return read(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static List<Packet> read(ByteBuffer in) {
        var packets = new ArrayList<Packet>();
        boolean sectionSeen = false;
        boolean interfaceSeen = false;
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertThat(length % 4).as("blocks are padded").isZero();
            assertThat(in.getInt(start + length - 4))
                    .as("the length stands at both ends")
                    .isEqualTo(length);
            if (type == 0x0A0D0D0A) {
                assertThat(in.getInt()).isEqualTo(0x1A2B3C4D);
                assertThat(in.getShort()).as("major version").isEqualTo((short) 1);
                sectionSeen = true;
            } else if (type == 1) {
                assertThat(in.getShort()).as("LINKTYPE_RAW").isEqualTo((short) 101);
                in.position(start + 16);
                assertThat(in.getShort()).as("if_tsresol").isEqualTo((short) 9);
                assertThat(in.getShort()).isEqualTo((short) 1);
                assertThat(in.get()).as("nanoseconds").isEqualTo((byte) 9);
                interfaceSeen = true;
            } else {
                assertThat(type).as("enhanced packet block").isEqualTo(6);
                assertThat(sectionSeen && interfaceSeen).isTrue();
                packets.add(packet(in));
            }
            in.position(start + length);
        }
        assertThat(interfaceSeen).isTrue();
        return packets;
    }

    private static Packet packet(ByteBuffer in) {
        assertThat(in.getInt()).as("interface").isZero();
        long nanos = (in.getInt() & 0xFFFFFFFFL) << 32 | in.getInt() & 0xFFFFFFFFL;
        var time = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
        int captured = in.getInt();
        assertThat(in.getInt()).isEqualTo(captured);
        var bytes = new byte[captured];
        in.get(bytes);
        var ip = ByteBuffer.wrap(bytes);
        boolean v4 = bytes[0] == 0x45;
        int size = v4 ? 4 : 16;
        int header = v4 ? 20 : 40;
        if (v4) {
            assertThat(ip.getShort(2) & 0xFFFF).as("total length").isEqualTo(captured);
            assertThat(onesSum(bytes, 0, 20, 0)).as("IPv4 header checksum").isEqualTo(0xFFFF);
        } else {
            assertThat(bytes[0]).as("version 6").isEqualTo((byte) 0x60);
            assertThat(ip.getShort(4) & 0xFFFF).as("payload length").isEqualTo(captured - 40);
        }
        int protocol = v4 ? bytes[9] : bytes[6];
        var from = Arrays.copyOfRange(bytes, header - 2 * size, header - size);
        var to = Arrays.copyOfRange(bytes, header - size, header);
        int inner = captured - header;
        long pseudo = onesSum(from, 0, size, 0) + onesSum(to, 0, size, 0) + protocol + inner;
        assertThat(onesSum(bytes, header, inner, pseudo))
                .as("checksum over the pseudo-header")
                .isEqualTo(0xFFFF);
        boolean udp = protocol == 17;
        if (udp) {
            assertThat(ip.getShort(header + 4) & 0xFFFF).as("UDP length").isEqualTo(inner);
        }
        return new Packet(
                time,
                protocol,
                text(from),
                ip.getShort(header) & 0xFFFF,
                text(to),
                ip.getShort(header + 2) & 0xFFFF,
                udp ? 0 : ip.getInt(header + 4) & 0xFFFFFFFFL,
                udp ? 0 : ip.getInt(header + 8) & 0xFFFFFFFFL,
                Arrays.copyOfRange(bytes, header + (udp ? 8 : 20), captured));
    }

    private static String text(byte[] address) {
        try {
            return IpLiteral.asText(java.net.InetAddress.getByAddress(address));
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The one's complement sum of RFC 1071, which is all ones over data whose checksum is right. */
    private static int onesSum(byte[] bytes, int offset, int length, long start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes[offset + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) sum;
    }

    private static TraceEvent message(
            TraceEvent.Direction direction,
            String transport,
            InetSocketAddress local,
            InetSocketAddress remote,
            String text) {
        return TraceEvent.Message.of(
                TIME, direction, transport, local, remote, "id", "x", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aSentDatagramGoesFromUsToThem() throws IOException {
        var packet = written(message(TraceEvent.Direction.SENT, "UDP", HERE, THERE, "OPTIONS sip:a SIP/2.0\r\n\r\n"))
                .get(0);
        assertThat(packet.time()).isEqualTo(TIME);
        assertThat(packet.protocol()).isEqualTo(17);
        assertThat(packet.from() + ":" + packet.fromPort()).isEqualTo("192.0.2.1:5060");
        assertThat(packet.to() + ":" + packet.toPort()).isEqualTo("192.0.2.77:40123");
        assertThat(packet.text()).isEqualTo("OPTIONS sip:a SIP/2.0\r\n\r\n");
    }

    @Test
    void aReceivedDatagramGoesFromThemToUsAlsoOverIpv6AndWithOddLength() throws IOException {
        var here = address("2001:db8::1", 5060);
        var there = address("2001:db8::2", 5062);
        var packet = written(message(TraceEvent.Direction.RECEIVED, "UDP", here, there, "odd"))
                .get(0);
        assertThat(packet.from() + " " + packet.fromPort()).isEqualTo("2001:db8::2 5062");
        assertThat(packet.to() + " " + packet.toPort()).isEqualTo("2001:db8::1 5060");
        assertThat(packet.text()).isEqualTo("odd");
    }

    @Test
    void theWildcardTakesTheFamilyOfThePeer() throws IOException {
        var packet = written(message(TraceEvent.Direction.SENT, "UDP", address("::", 5060), THERE, "x"))
                .get(0);
        assertThat(packet.from()).isEqualTo("0.0.0.0");
        assertThat(packet.to()).isEqualTo("192.0.2.77");
    }

    @Test
    void sequenceNumbersOfAStreamFollowItsBytesInBothDirections() throws IOException {
        var packets = written(
                message(TraceEvent.Direction.SENT, "TCP", HERE, THERE, "12345"),
                message(TraceEvent.Direction.RECEIVED, "TCP", HERE, THERE, "abc"),
                message(TraceEvent.Direction.SENT, "TCP", HERE, THERE, "6789"),
                message(TraceEvent.Direction.SENT, "TCP", HERE, address("192.0.2.77", 40_124), "other"));
        assertThat(packets).extracting(Packet::protocol).containsOnly(6);
        assertThat(packets).extracting(Packet::seq).containsExactly(1L, 1L, 6L, 1L);
        assertThat(packets).extracting(Packet::ack).containsExactly(1L, 6L, 4L, 1L);
        assertThat(packets).extracting(Packet::text).containsExactly("12345", "abc", "6789", "other");
    }

    @Test
    void aLongMessageOfAStreamTakesTwoSegments() throws IOException {
        var text = "x".repeat(64_000);
        var packets = written(message(TraceEvent.Direction.SENT, "TCP", HERE, THERE, text));
        assertThat(packets).hasSize(2);
        assertThat(packets.get(1).seq()).isEqualTo(60_001);
        assertThat(packets.get(0).text() + packets.get(1).text()).isEqualTo(text);
    }

    @Test
    void rtpIsWrittenAndNotesAreNot() throws IOException {
        var rtp = new byte[] {(byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5};
        var packets = written(
                new TraceEvent.Note(TIME, "id", "a decision"),
                new TraceEvent.Media(TIME, TraceEvent.Direction.RECEIVED, HERE, THERE, rtp));
        assertThat(packets).hasSize(1);
        assertThat(packets.get(0).payload()).isEqualTo(rtp);
    }

    @Test
    void digestsAreMasked() throws IOException {
        var text = "REGISTER sip:h SIP/2.0\r\nAuthorization: Digest username=\"858\", response=\"0123abcd\"\r\n\r\n";
        var packet = written(message(TraceEvent.Direction.SENT, "UDP", HERE, THERE, text))
                .get(0);
        assertThat(packet.text()).contains("response=\"********\"").doesNotContain("0123abcd");
    }

    @Test
    void manyPacketsKeepTheirOrder() throws IOException {
        var events = new TraceEvent[2_000];
        for (int i = 0; i < events.length; i++) {
            events[i] = message(TraceEvent.Direction.SENT, "UDP", HERE, THERE, "packet " + i);
        }
        var packets = written(events);
        assertThat(packets).hasSize(2_000);
        assertThat(packets.get(1_999).text()).isEqualTo("packet 1999");
    }

    @Test
    void whatComesAfterTheEndIsCountedAndClosingTwiceIsNothing() throws IOException {
        var writer = PcapngWriter.open(folder.resolve("closed.pcapng"));
        writer.close();
        writer.close();
        writer.onEvent(message(TraceEvent.Direction.SENT, "UDP", HERE, THERE, "late"));
        assertThat(writer.dropped()).isEqualTo(1);
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidAtOnce() {
        assertThatThrownBy(() -> PcapngWriter.open(folder.resolve("no/such/folder.pcapng")))
                .isInstanceOf(IOException.class);
    }
}
