package io.switchhook.sip.core.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A Binding request or an answer to one (RFC 8489 §5), as far as keep-alives need it: without credentials.
 *
 * @param mapped the address that the sender of the request was seen at; in a success alone
 * @param errorCode 300 to 699 in an error, else 0
 * @param unknown attributes that must be understood and are not: those of ours in a parsed message, those of the request in an error 420
 */
public record StunMessage(
        Kind kind, TransactionId id, Optional<InetSocketAddress> mapped, int errorCode, List<Integer> unknown) {

    /** The class of a Binding message (RFC 8489 §5). */
    public enum Kind {
        REQUEST(0x0001),
        INDICATION(0x0011),
        SUCCESS(0x0101),
        ERROR(0x0111);

        private final int type;

        Kind(int type) {
            this.type = type;
        }
    }

    /** The 96 bits that an answer repeats. Drawn at random, since whoever can guess them can answer in the server's name. */
    public record TransactionId(int high, long low) {}

    /** What {@link #parse} never reads more of, and {@link #write} never gets to. */
    public static final int MAX_LENGTH = 1_500;

    private static final int COOKIE = 0x2112A442;
    private static final int HEADER = 20;
    private static final int MAPPED_ADDRESS = 0x0001;
    private static final int ERROR_CODE = 0x0009;
    private static final int UNKNOWN_ATTRIBUTES = 0x000A;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int FINGERPRINT = 0x8028;
    private static final int FINGERPRINT_XOR = 0x5354554e;
    /** Ours are those above, and those of credentials, which we do not ask for (RFC 8489 §18.3). */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            MAPPED_ADDRESS,
            ERROR_CODE,
            UNKNOWN_ATTRIBUTES,
            XOR_MAPPED_ADDRESS,
            0x0006,
            0x0008,
            0x0014,
            0x0015,
            0x001C,
            0x001D,
            0x001E);

    private static final int MAX_UNKNOWN = 16;

    public StunMessage {
        unknown = List.copyOf(unknown);
    }

    /** A Binding request without attributes, all that a keep-alive needs (RFC 5626 §8). */
    public static StunMessage request(TransactionId id) {
        return new StunMessage(Kind.REQUEST, id, Optional.empty(), 0, List.of());
    }

    /** What a server answers a request with: where it came from, or 420 when it asks for what we do not know (RFC 8489 §6.3.1). */
    public StunMessage answerTo(InetSocketAddress source) {
        return unknown.isEmpty()
                ? new StunMessage(Kind.SUCCESS, id, Optional.of(source), 0, List.of())
                : new StunMessage(Kind.ERROR, id, Optional.empty(), 420, unknown);
    }

    /** Whether a datagram on a SIP port is STUN and no SIP: RFC 5626 §8, RFC 8489 §5. The buffer stays as it is. */
    public static boolean isIn(ByteBuffer datagram) {
        int start = datagram.position();
        return datagram.remaining() >= HEADER
                && (datagram.get(start) & 0xC0) == 0
                && datagram.getInt(start + 4) == COOKIE;
    }

    /** Reads a datagram; empty when it is no Binding message, is cut, or its FINGERPRINT is wrong. Takes nothing from the buffer. */
    public static Optional<StunMessage> parse(ByteBuffer datagram) {
        if (!isIn(datagram) || datagram.remaining() > MAX_LENGTH) {
            return Optional.empty();
        }
        var in = datagram.slice();
        int type = in.getShort(0) & 0xffff;
        int length = in.getShort(2) & 0xffff;
        var id = new TransactionId(in.getInt(8), in.getLong(12));
        if (length % 4 != 0 || HEADER + length != in.remaining()) {
            return Optional.empty();
        }
        for (var kind : Kind.values()) {
            if (kind.type == type) {
                in.position(HEADER);
                return new Reading(in, id).message(kind);
            }
        }
        return Optional.empty();
    }

    /** The attributes, one after the other. */
    private static final class Reading {
        private final ByteBuffer in;
        private final TransactionId id;
        private final List<Integer> unknown = new ArrayList<>();
        private Optional<InetSocketAddress> mapped = Optional.empty();
        private int errorCode;

        Reading(ByteBuffer in, TransactionId id) {
            this.in = in;
            this.id = id;
        }

        Optional<StunMessage> message(Kind kind) {
            while (in.hasRemaining()) {
                int start = in.position();
                int type = in.getShort() & 0xffff;
                int length = in.getShort() & 0xffff;
                int padded = (length + 3) & ~3;
                if (padded > in.remaining() || !takes(type, in.slice().limit(length), start)) {
                    return Optional.empty();
                }
                in.position(in.position() + padded);
            }
            boolean sound = kind == Kind.ERROR ? errorCode > 0 : kind != Kind.SUCCESS || mapped.isPresent();
            return sound
                    ? Optional.of(new StunMessage(
                            kind,
                            id,
                            kind == Kind.SUCCESS ? mapped : Optional.empty(),
                            kind == Kind.ERROR ? errorCode : 0,
                            unknown))
                    : Optional.empty();
        }

        private boolean takes(int type, ByteBuffer value, int start) {
            if (type == XOR_MAPPED_ADDRESS) {
                mapped = readAddress(value, id);
                return mapped.isPresent();
            }
            if (type == ERROR_CODE) {
                return takesErrorCode(value);
            }
            if (type == FINGERPRINT) {
                // RFC 8489 §14.7: the last attribute, over all before it.
                return value.remaining() == 4
                        && start + 8 == in.capacity()
                        && value.getInt(0)
                                == fingerprint(in.duplicate().rewind().limit(start));
            }
            if (type < 0x8000 && !UNDERSTOOD.contains(type) && unknown.size() < MAX_UNKNOWN) {
                unknown.add(type);
            }
            return true;
        }

        private boolean takesErrorCode(ByteBuffer value) {
            if (value.remaining() < 4 || (value.get(3) & 0xff) > 99) {
                return false;
            }
            errorCode = (value.get(2) & 7) * 100 + value.get(3);
            return errorCode >= 300 && errorCode <= 699;
        }
    }

    private static int fingerprint(ByteBuffer before) {
        var crc = new CRC32();
        crc.update(before);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    private static Optional<InetSocketAddress> readAddress(ByteBuffer value, TransactionId id) {
        int length = value.remaining() - 4;
        int family = length == 4 ? 1 : 2;
        if ((length != 4 && length != 16) || value.get(1) != family) {
            return Optional.empty();
        }
        var address = new byte[length];
        value.position(4).get(address);
        flip(address, id);
        return Optional.of(new InetSocketAddress(inet(address), (value.getShort(2) & 0xffff) ^ (COOKIE >>> 16)));
    }

    /** RFC 8489 §14.2. */
    private static void flip(byte[] address, TransactionId id) {
        var mask = ByteBuffer.allocate(16).putInt(COOKIE).putInt(id.high()).putLong(id.low());
        for (int i = 0; i < address.length; i++) {
            address[i] ^= mask.get(i);
        }
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }

    /** Writes the message, ready to be sent. */
    public ByteBuffer write() {
        var out = ByteBuffer.allocate(256);
        out.putShort((short) kind.type)
                .putShort((short) 0)
                .putInt(COOKIE)
                .putInt(id.high())
                .putLong(id.low());
        mapped.ifPresent(address -> writeAddress(out, address));
        if (errorCode > 0) {
            var reason = (errorCode == 420 ? "Unknown Attribute" : "Error").getBytes(StandardCharsets.US_ASCII);
            attribute(out, ERROR_CODE, 4 + reason.length);
            out.putShort((short) 0).put((byte) (errorCode / 100)).put((byte) (errorCode % 100));
            out.put(reason);
            pad(out);
        }
        if (kind == Kind.ERROR && !unknown.isEmpty()) {
            attribute(out, UNKNOWN_ATTRIBUTES, 2 * unknown.size());
            unknown.forEach(type -> out.putShort(type.shortValue()));
            pad(out);
        }
        out.putShort(2, (short) (out.position() - HEADER));
        return out.flip();
    }

    private void writeAddress(ByteBuffer out, InetSocketAddress address) {
        var bytes = address.getAddress().getAddress();
        attribute(out, XOR_MAPPED_ADDRESS, 4 + bytes.length);
        flip(bytes, id);
        out.putShort((short) (bytes.length == 4 ? 1 : 2))
                .putShort((short) (address.getPort() ^ (COOKIE >>> 16)))
                .put(bytes);
    }

    private static void attribute(ByteBuffer out, int type, int length) {
        out.putShort((short) type).putShort((short) length);
    }

    private static void pad(ByteBuffer out) {
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
    }
}
