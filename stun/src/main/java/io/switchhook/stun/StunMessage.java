package io.switchhook.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A message of STUN (RFC 8489 §5) of a method that is known here. It is the octets that came, or that are to be sent, and where each attribute stands in them; of several
 * attributes of one type the first counts (§14). Immutable.
 */
public final class StunMessage {
    /** What {@link #parse} never reads more of, and {@link #write} never gets to. */
    public static final int MAX_LENGTH = 1_500;

    static final int HEADER = 20;
    private static final int MAX_ATTRIBUTES = 64;
    private static final int MAX_UNKNOWN = 16;
    /** RFC 8489 §14.3, §14.9, §14.10: texts have fewer than 128 characters, 763 octets at most. */
    private static final int MAX_TEXT = 763;

    /** Where an attribute stands. */
    private record Place(int type, int start, int length) {}

    private final StunKind kind;
    private final StunMethod method;
    private final TransactionId id;
    private final byte[] bytes;
    private final List<Place> places;

    private StunMessage(StunKind kind, StunMethod method, TransactionId id, byte[] bytes, List<Place> places) {
        this.kind = kind;
        this.method = method;
        this.id = id;
        this.bytes = bytes;
        this.places = places;
    }

    /** Starts a message. */
    public static StunBuilder builder(StunKind kind, StunMethod method, TransactionId id) {
        return new StunBuilder(kind, method, id);
    }

    /** A Binding request without attributes, all that a keep-alive needs (RFC 5626 §8). */
    public static StunMessage request(TransactionId id) {
        return builder(StunKind.REQUEST, StunMethod.BINDING, id).build();
    }

    /** What a server without accounts answers a Binding request with: where it came from, or 420 when it asks for what we do not know (RFC 8489 §6.3.1). */
    public StunMessage answerTo(InetSocketAddress source) {
        var unknown = unknown(StunAttribute.OF_BINDING);
        return unknown.isEmpty()
                ? builder(StunKind.SUCCESS, method, id)
                        .address(StunAttribute.XOR_MAPPED_ADDRESS, source)
                        .build()
                : builder(StunKind.ERROR, method, id)
                        .error(420, "Unknown Attribute")
                        .unknown(unknown)
                        .build();
    }

    /** Whether a datagram is STUN and not SIP, RTP or DTLS: RFC 8489 §5, RFC 7983 §7. The buffer stays as it is. */
    public static boolean isIn(ByteBuffer datagram) {
        int start = datagram.position();
        return datagram.remaining() >= HEADER
                && (datagram.get(start) & 0xC0) == 0
                && datagram.getInt(start + 4) == StunAddress.COOKIE;
    }

    /**
     * Reads a datagram; takes nothing from the buffer. Empty when it is no message of a known method, is cut, its FINGERPRINT is wrong, it is a Binding success without an address
     * or an error without a code.
     */
    public static Optional<StunMessage> parse(ByteBuffer datagram) {
        if (!isIn(datagram) || datagram.remaining() > MAX_LENGTH) {
            return Optional.empty();
        }
        var bytes = new byte[datagram.remaining()];
        datagram.duplicate().get(bytes);
        var in = ByteBuffer.wrap(bytes);
        int type = in.getShort(0) & 0x3fff;
        int length = in.getShort(2) & 0xffff;
        var method = StunMethod.of(StunKind.methodOfType(type));
        if (length % 4 != 0 || HEADER + length != bytes.length || method.isEmpty()) {
            return Optional.empty();
        }
        var places = places(in);
        var id = new TransactionId(in.getInt(8), in.getLong(12));
        return places.map(found -> new StunMessage(StunKind.ofType(type), method.get(), id, bytes, found))
                .filter(StunMessage::isSound);
    }

    private static Optional<List<Place>> places(ByteBuffer in) {
        var places = new ArrayList<Place>();
        int at = HEADER;
        boolean signed = false;
        boolean signedTwice = false;
        while (at < in.limit()) {
            int type = in.getShort(at) & 0xffff;
            int length = in.getShort(at + 2) & 0xffff;
            int next = at + 4 + (length + 3 & ~3);
            if (next > in.limit() || places.size() == MAX_ATTRIBUTES || !mayStand(in, type, at, length)) {
                return Optional.empty();
            }
            boolean sha256 = type == StunAttribute.MESSAGE_INTEGRITY_SHA256.number();
            boolean fingerprint = type == StunAttribute.FINGERPRINT.number();
            // RFC 8489 §14.5, §14.6: what stands behind the signature is not signed.
            if (fingerprint || !signed || sha256 && !signedTwice) {
                places.add(new Place(type, at + 4, length));
            }
            signedTwice |= sha256;
            signed |= sha256 || type == StunAttribute.MESSAGE_INTEGRITY.number();
            at = next;
        }
        return Optional.of(places);
    }

    /** RFC 8489 §14.7: the fingerprint is the last attribute, over all before it. */
    private static boolean mayStand(ByteBuffer in, int type, int at, int length) {
        if (type != StunAttribute.FINGERPRINT.number()) {
            return true;
        }
        return length == 4
                && at + 8 == in.limit()
                && in.getInt(at + 4)
                        == StunBuilder.fingerprint(in.duplicate().position(0).limit(at));
    }

    private boolean isSound() {
        return switch (kind) {
            case REQUEST, INDICATION -> true;
            case SUCCESS -> method != StunMethod.BINDING || mapped().isPresent();
            case ERROR -> errorCode() > 0;
        };
    }

    public StunKind kind() {
        return kind;
    }

    public StunMethod method() {
        return method;
    }

    public boolean isBinding() {
        return method == StunMethod.BINDING;
    }

    public TransactionId id() {
        return id;
    }

    public boolean has(StunAttribute attribute) {
        return place(attribute).isPresent();
    }

    private Optional<Place> place(StunAttribute attribute) {
        return places.stream().filter(place -> place.type == attribute.number()).findFirst();
    }

    /** The value of an attribute, to be read and not changed. */
    public Optional<ByteBuffer> value(StunAttribute attribute) {
        return place(attribute)
                .map(place -> ByteBuffer.wrap(bytes, place.start, place.length)
                        .slice()
                        .asReadOnlyBuffer());
    }

    /** A text; empty when it is not there, or longer than texts may be. */
    public Optional<String> text(StunAttribute attribute) {
        return place(attribute)
                .filter(place -> place.length <= MAX_TEXT)
                .map(place -> new String(bytes, place.start, place.length, StandardCharsets.UTF_8));
    }

    /** A number of 32 bits without sign. */
    public OptionalLong number(StunAttribute attribute) {
        var value = value(attribute).filter(found -> found.remaining() == 4);
        return value.isPresent() ? OptionalLong.of(value.get().getInt() & 0xffffffffL) : OptionalLong.empty();
    }

    /** A number of 64 bits; it is without sign, so compare it as such. */
    public OptionalLong longNumber(StunAttribute attribute) {
        var value = value(attribute).filter(found -> found.remaining() == 8);
        return value.isPresent() ? OptionalLong.of(value.get().getLong()) : OptionalLong.empty();
    }

    /** An address whose attribute's name begins with XOR. */
    public Optional<InetSocketAddress> address(StunAttribute attribute) {
        return value(attribute).flatMap(value -> StunAddress.read(value, id, true));
    }

    /** The address that the sender of a request was seen at. */
    public Optional<InetSocketAddress> mapped() {
        return has(StunAttribute.XOR_MAPPED_ADDRESS)
                ? address(StunAttribute.XOR_MAPPED_ADDRESS)
                : value(StunAttribute.MAPPED_ADDRESS).flatMap(value -> StunAddress.read(value, id, false));
    }

    /** Where a server sends who asks it (RFC 8489 §14.15), those of both families. */
    public List<InetSocketAddress> alternates() {
        return places.stream()
                .filter(place -> place.type == StunAttribute.ALTERNATE_SERVER.number())
                .flatMap(place ->
                        StunAddress.read(
                                ByteBuffer.wrap(bytes, place.start, place.length)
                                        .slice(),
                                id,
                                false)
                                .stream())
                .toList();
    }

    /** 300 to 699 in an error, else 0. */
    public int errorCode() {
        var value = value(StunAttribute.ERROR_CODE).filter(found -> found.remaining() >= 4);
        if (kind != StunKind.ERROR || value.isEmpty()) {
            return 0;
        }
        int hundreds = value.get().get(2) & 7;
        int rest = value.get().get(3) & 0xff;
        return hundreds < 3 || hundreds > 6 || rest > 99 ? 0 : hundreds * 100 + rest;
    }

    /** What the sender of an error says to it. */
    public String reason() {
        return text(StunAttribute.ERROR_CODE)
                .filter(text -> errorCode() > 0)
                .map(text -> {
                    var place = place(StunAttribute.ERROR_CODE).orElseThrow();
                    return new String(bytes, place.start + 4, place.length - 4, StandardCharsets.UTF_8);
                })
                .orElse("");
    }

    /** The first sixteen attributes that must be understood (RFC 8489 §14) and are not among these. */
    public List<Integer> unknown(Set<StunAttribute> understood) {
        return places.stream()
                .map(Place::type)
                .filter(type -> type < 0x8000)
                .filter(type ->
                        StunAttribute.of(type).filter(understood::contains).isEmpty())
                .distinct()
                .limit(MAX_UNKNOWN)
                .toList();
    }

    /** Whether it is signed with that key: by MESSAGE-INTEGRITY-SHA256 where it has that, else by MESSAGE-INTEGRITY (RFC 8489 §9.1.3). False when it is not signed. */
    public boolean isSignedWith(StunKey key) {
        var strong = place(StunAttribute.MESSAGE_INTEGRITY_SHA256);
        return strong.isPresent()
                ? verify(key, StunKey.Algorithm.SHA256, strong.get())
                : place(StunAttribute.MESSAGE_INTEGRITY)
                        .filter(place -> verify(key, StunKey.Algorithm.SHA1, place))
                        .isPresent();
    }

    private boolean verify(StunKey key, StunKey.Algorithm algorithm, Place place) {
        // RFC 8489 §14.6: a longer digest may be cut to no less than 16 octets, in steps of four.
        boolean whole = place.length == algorithm.bytes();
        boolean cut = algorithm == StunKey.Algorithm.SHA256 && place.length >= 16 && place.length < 32;
        if (!whole && (!cut || place.length % 4 != 0)) {
            return false;
        }
        int before = place.start - 4;
        var mac = key.sign(algorithm, bytes, before, place.start + place.length - HEADER);
        return MessageDigest.isEqual(
                Arrays.copyOf(mac, place.length), Arrays.copyOfRange(bytes, place.start, place.start + place.length));
    }

    /** The message, ready to be sent. */
    public ByteBuffer write() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StunMessage that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Kind, method and error; no values of attributes, since credentials are among them. */
    @Override
    public String toString() {
        return method + " " + kind + (errorCode() > 0 ? " " + errorCode() : "");
    }
}
