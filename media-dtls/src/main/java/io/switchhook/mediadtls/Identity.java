package io.switchhook.mediadtls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * A key on the curve P-256 and a certificate that it has signed itself. Nobody believes it but by its fingerprint, so its name is the same for all, and nobody is known by it (RFC
 * 5763 §6.1); and it is good for longer than any program runs. Made by the platform, and put together here: whoever needs its fingerprint, to offer it, does not wait for
 * BouncyCastle, whose classes take long to load.
 */
record Identity(PrivateKey key, byte[] certificate) {
    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration AFTER = Duration.ofDays(3650);
    private static final int SERIAL_BITS = 120;
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    /** Of version 3, which is the number 2. */
    private static final byte[] VERSION = HexFormat.of().parseHex("a003020102");
    /** The sequence with ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ECDSA_WITH_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    /** The identifier of a common name, 2.5.4.3. */
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

    static Identity create(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var pair = generator.generateKeyPair();
            var body = body(
                    new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                    pair.getPublic().getEncoded());
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate(), random);
            signature.update(body);
            var certificate = der(SEQUENCE, body, ECDSA_WITH_SHA256, der(BIT_STRING, new byte[1], signature.sign()));
            return new Identity(pair.getPrivate(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java makes no keys on the curve P-256", e);
        }
    }

    /** What is signed. */
    private static byte[] body(BigInteger serial, byte[] publicKey) {
        var now = Instant.now();
        var name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, "sip".getBytes(StandardCharsets.UTF_8)))));
        return der(
                SEQUENCE,
                VERSION,
                der(INTEGER, serial.toByteArray()),
                ECDSA_WITH_SHA256,
                name,
                der(SEQUENCE, time(now.minus(BEFORE)), time(now.plus(AFTER))),
                name,
                publicKey);
    }

    /** As X.509 has it: with two digits of the year until 2049, with four from then on. */
    private static byte[] time(Instant when) {
        var text = GENERALIZED_TIME.format(when.atOffset(ZoneOffset.UTC));
        boolean later = text.compareTo("2050") >= 0;
        return der(
                later ? UTC_TIME + 1 : UTC_TIME,
                (later ? text : text.substring(2)).getBytes(StandardCharsets.US_ASCII));
    }

    /** One value: its tag, its length, and its parts one behind the other. */
    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var all = new ByteArrayOutputStream();
        all.write(tag);
        int length = content.size();
        if (length > 0xff) {
            all.write(0x82);
            all.write(length >> 8);
        } else if (length > 0x7f) {
            all.write(0x81);
        }
        all.write(length);
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
