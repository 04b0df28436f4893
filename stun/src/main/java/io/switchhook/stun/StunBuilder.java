package io.switchhook.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** Composes a {@link StunMessage}, its attributes in the order in which they are added. Used once. */
public final class StunBuilder {
    static final int FINGERPRINT_XOR = 0x5354554e;

    private final TransactionId id;
    private final ByteBuffer out = ByteBuffer.allocate(StunMessage.MAX_LENGTH);

    StunBuilder(StunKind kind, StunMethod method, TransactionId id) {
        this.id = id;
        out.putShort((short) kind.type(method)).putShort((short) 0).putInt(StunAddress.COOKIE);
        out.putInt(id.high()).putLong(id.low());
    }

    /**
     * Adds an attribute.
     *
     * @throws IllegalArgumentException when the message would become longer than {@link StunMessage#MAX_LENGTH}
     */
    public StunBuilder add(StunAttribute attribute, byte[] value) {
        return add(attribute, ByteBuffer.wrap(value));
    }

    /** Adds an attribute; the buffer's position stays. */
    public StunBuilder add(StunAttribute attribute, ByteBuffer value) {
        int length = value.remaining();
        int padding = -length & 3;
        if (out.remaining() < 4 + length + padding) {
            throw new IllegalArgumentException("A STUN message has " + StunMessage.MAX_LENGTH + " octets at most");
        }
        out.putShort((short) attribute.number()).putShort((short) length).put(value.duplicate());
        for (int i = 0; i < padding; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    /** Adds an attribute without a value. */
    public StunBuilder flag(StunAttribute attribute) {
        return add(attribute, new byte[0]);
    }

    public StunBuilder text(StunAttribute attribute, String value) {
        return add(attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a value of 32 bits. */
    public StunBuilder number(StunAttribute attribute, long value) {
        return add(attribute, ByteBuffer.allocate(4).putInt((int) value).flip());
    }

    /** Adds a value of 64 bits. */
    public StunBuilder longNumber(StunAttribute attribute, long value) {
        return add(attribute, ByteBuffer.allocate(8).putLong(value).flip());
    }

    /** Adds an attribute whose name begins with XOR; the address is resolved. */
    public StunBuilder address(StunAttribute attribute, InetSocketAddress address) {
        return add(attribute, StunAddress.masked(address, id));
    }

    /** @param code 300 to 699 */
    public StunBuilder error(int code, String reason) {
        var text = reason.getBytes(StandardCharsets.UTF_8);
        return add(
                StunAttribute.ERROR_CODE,
                ByteBuffer.allocate(4 + text.length)
                        .putShort((short) 0)
                        .put((byte) (code / 100))
                        .put((byte) (code % 100))
                        .put(text)
                        .flip());
    }

    /** Names what a 420 is about. */
    public StunBuilder unknown(List<Integer> types) {
        var value = ByteBuffer.allocate(2 * types.size());
        types.forEach(type -> value.putShort(type.shortValue()));
        return add(StunAttribute.UNKNOWN_ATTRIBUTES, value.flip());
    }

    /** RFC 8489 §14.5: signs all that was added so far. */
    public StunBuilder sign(StunKey key) {
        int length = out.position();
        var mac = key.sign(StunKey.Algorithm.SHA1, out.array(), length, length + 4);
        return add(StunAttribute.MESSAGE_INTEGRITY, mac);
    }

    /** RFC 8489 §14.7: must be the last. */
    public StunBuilder fingerprint() {
        int length = out.position();
        out.putShort(2, (short) (length + 8 - StunMessage.HEADER));
        return number(StunAttribute.FINGERPRINT, fingerprint(ByteBuffer.wrap(out.array(), 0, length)));
    }

    static int fingerprint(ByteBuffer before) {
        var crc = new CRC32();
        crc.update(before);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    public StunMessage build() {
        out.putShort(2, (short) (out.position() - StunMessage.HEADER));
        var bytes = new byte[out.position()];
        out.get(0, bytes);
        return StunMessage.parse(ByteBuffer.wrap(bytes))
                .orElseThrow(() -> new IllegalStateException("What was composed is no message of that kind"));
    }
}
