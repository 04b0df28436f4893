package io.switchhook.stack.trace;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Wraps what a stack saw into IP packets with correct lengths and checksums: RFC 791, RFC 8200, RFC 768, RFC 9293. */
final class PacketForge {
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int UDP_HEADER = 8;
    private static final int TCP_HEADER = 20;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int HOPS = 64;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int FLAGS_PSH_ACK = 0x18;
    private static final int WINDOW = 65_535;
    /** Leaves room for the headers in the 16 bits of a length. */
    private static final int MAX_SEGMENT = 60_000;
    /** Connections whose sequence numbers are remembered; an older one begins again. */
    private static final int MAX_CONNECTIONS = 4096;

    /** The next sequence number of each direction of each connection. */
    private final Map<Direction, Integer> sequences = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Direction, Integer> eldest) {
            return size() > 2 * MAX_CONNECTIONS;
        }
    };

    private int identification;

    private record Direction(InetSocketAddress from, InetSocketAddress to) {}

    /** The packets of an event, in order; none of a note. */
    List<byte[]> packetsOf(TraceEvent event) {
        if (event instanceof TraceEvent.Message message) {
            var way = way(message.direction(), message.local(), message.remote());
            return message.transport().equals("UDP") ? datagram(way, message.bytes()) : segments(way, message.bytes());
        }
        if (event instanceof TraceEvent.Media media) {
            return datagram(way(media.direction(), media.local(), media.remote()), media.bytes());
        }
        return List.of();
    }

    private static Direction way(TraceEvent.Direction direction, InetSocketAddress local, InetSocketAddress remote) {
        var here = sameFamily(local, remote.getAddress());
        return direction == TraceEvent.Direction.SENT ? new Direction(here, remote) : new Direction(remote, here);
    }

    /** A socket bound to the wildcard of one family may speak with peers of the other. */
    private static InetSocketAddress sameFamily(InetSocketAddress local, InetAddress remote) {
        if (local.getAddress().getClass() == remote.getClass()) {
            return local;
        }
        try {
            var any = InetAddress.getByAddress(new byte[remote.getAddress().length]);
            return new InetSocketAddress(any, local.getPort());
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError("4 or 16 zeros are always an address", e);
        }
    }

    private List<byte[]> datagram(Direction way, byte[] payload) {
        if (payload.length > MAX_SEGMENT) {
            return List.of();
        }
        var udp = ByteBuffer.allocate(UDP_HEADER + payload.length);
        udp.putShort((short) way.from().getPort()).putShort((short) way.to().getPort());
        udp.putShort((short) udp.capacity()).putShort((short) 0).put(payload);
        int checksum = checksum(way, UDP, udp.array());
        udp.putShort(6, (short) (checksum == 0 ? 0xFFFF : checksum)); // RFC 768: zero would mean none.
        return List.of(packet(way, UDP, udp.array()));
    }

    private List<byte[]> segments(Direction way, byte[] payload) {
        var packets = new ArrayList<byte[]>();
        var back = new Direction(way.to(), way.from());
        for (int at = 0; at < payload.length; at += MAX_SEGMENT) {
            int length = Math.min(MAX_SEGMENT, payload.length - at);
            int sequence = sequences.getOrDefault(way, 1);
            var tcp = ByteBuffer.allocate(TCP_HEADER + length);
            tcp.putShort((short) way.from().getPort()).putShort((short) way.to().getPort());
            tcp.putInt(sequence).putInt(sequences.getOrDefault(back, 1));
            tcp.putShort((short) (TCP_HEADER / 4 << 12 | FLAGS_PSH_ACK)).putShort((short) WINDOW);
            tcp.putInt(0).put(payload, at, length);
            tcp.putShort(16, (short) checksum(way, TCP, tcp.array()));
            sequences.put(way, sequence + length);
            packets.add(packet(way, TCP, tcp.array()));
        }
        return packets;
    }

    private byte[] packet(Direction way, int protocol, byte[] content) {
        return way.from().getAddress() instanceof Inet4Address
                ? ipv4(way, protocol, content)
                : ipv6(way, protocol, content);
    }

    private byte[] ipv4(Direction way, int protocol, byte[] content) {
        var ip = ByteBuffer.allocate(IPV4_HEADER + content.length);
        ip.putShort((short) 0x4500).putShort((short) ip.capacity());
        ip.putShort((short) ++identification).putShort((short) DONT_FRAGMENT);
        ip.put((byte) HOPS).put((byte) protocol).putShort((short) 0);
        ip.put(way.from().getAddress().getAddress()).put(way.to().getAddress().getAddress());
        ip.putShort(10, (short) complement(sum(ip.array(), IPV4_HEADER)));
        return ip.put(content).array();
    }

    private static byte[] ipv6(Direction way, int protocol, byte[] content) {
        var ip = ByteBuffer.allocate(IPV6_HEADER + content.length);
        ip.putInt(6 << 28).putShort((short) content.length);
        ip.put((byte) protocol).put((byte) HOPS);
        ip.put(way.from().getAddress().getAddress()).put(way.to().getAddress().getAddress());
        return ip.put(content).array();
    }

    /** Over the pseudo-header of RFC 9293 §3.1 or RFC 8200 §8.1, whose sums are the same, and the content. */
    private static int checksum(Direction way, int protocol, byte[] content) {
        var from = way.from().getAddress().getAddress();
        var to = way.to().getAddress().getAddress();
        long sum = sum(from, from.length) + sum(to, to.length) + protocol + content.length;
        return complement(sum + sum(content, content.length));
    }

    private static long sum(byte[] bytes, int length) {
        long sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | (i + 1 < length ? bytes[i + 1] & 0xFF : 0);
        }
        return sum;
    }

    private static int complement(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) ~folded & 0xFFFF;
    }
}
