package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.StandardTypes;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged messages: each is parsed, rejected or discarded, and what was parsed survives being written. The seed reproduces every run. */
class MutationTest {
    private static final int MUTATIONS = 10_000;
    private static final byte[] SPICE = {
        '\r', '\n', 0, -1, ' ', '\t', ':', ';', ',', '"', '<', '>', '\\', '%', '=', '@', '[', ']', '/', '0', '9', 'A'
    };
    private static final Limits ROOMY = new Limits(70_000, 70_000, 300, 9_000, 100, 100, 300);

    private int parsed;
    private int rejected;
    private int discarded;

    @Test
    void damagedMessagesHaveOnlyDeclaredOutcomes() {
        var types = StandardTypes.all();
        var corpus = new ArrayList<byte[]>();
        TortureTest.names().forEach(name -> corpus.add(TortureTest.bytes(name)));
        corpus.add(Wire.options("Content-Length: 0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int seed = 0; seed < MUTATIONS; seed++) {
            var random = new Random(seed);
            var bytes = corpus.get(seed % corpus.size());
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes = mutate(bytes, random);
            }
            try {
                check(bytes, types);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(parsed).isGreaterThan(MUTATIONS / 10);
        assertThat(rejected).isGreaterThan(MUTATIONS / 10);
        assertThat(discarded).isGreaterThan(MUTATIONS / 100);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[] {SPICE[random.nextInt(SPICE.length)]};
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(Math.min(bytes.length - at, 80) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> flip(bytes, at, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> splice(bytes, to, to, Arrays.copyOfRange(bytes, at, to));
            case 3 -> splice(bytes, at, to, new byte[0]);
            case 4 -> splice(bytes, at, at, new byte[] {SPICE[random.nextInt(SPICE.length)]});
            default -> splice(bytes, at, at + 1, new byte[] {SPICE[random.nextInt(SPICE.length)]});
        };
    }

    private static byte[] flip(byte[] bytes, int at, Random random) {
        var changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        var changed = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(middle, 0, changed, from, middle.length);
        System.arraycopy(bytes, to, changed, from + middle.length, bytes.length - to);
        return changed;
    }

    private void check(byte[] bytes, List<HeaderType<?>> types) {
        var result = MessageParser.parse(ByteBuffer.wrap(bytes), Limits.DEFAULT);
        if (result instanceof ParseResult.Discarded discarded) {
            this.discarded++;
            assertPrintable(discarded.reason());
        } else if (result instanceof ParseResult.Rejected rejected) {
            this.rejected++;
            assertPrintable(rejected.reason());
            assertPrintable(rejected.detail());
            rejected.request().ifPresent(request -> checkAnswer(request, rejected));
        } else if (result instanceof ParseResult.Parsed parsed) {
            this.parsed++;
            checkMessage(parsed.message(), types);
        }
    }

    private static void assertPrintable(String text) {
        assertThat(text).isNotEmpty().doesNotContain("\r").doesNotContain("\n").doesNotContain("\0");
    }

    private static void checkAnswer(SipRequest request, ParseResult.Rejected rejected) {
        var answer = SipResponse.answering(request, rejected.status(), rejected.reason())
                .build();
        assertThat(answer.topVia()).isEqualTo(request.topVia());
        assertThat(MessageParser.parse(ByteBuffer.wrap(answer.toByteArray()), ROOMY)
                        .kind())
                .isNotEqualTo(ParseResult.Kind.REJECTED);
    }

    private static void checkMessage(SipMessage message, List<HeaderType<?>> types) {
        message.from().tag();
        message.to().tag();
        message.cseq().method();
        message.callId();
        message.topVia().branch();
        var again = parsed(message.toByteArray());
        assertThat(again).isEqualTo(message);
        assertThat(MessageCheck.problemOf(message)).isEmpty();
        var edited = message instanceof SipRequest request
                ? request.edit().build()
                : ((SipResponse) message).edit().build();
        var rebuilt = parsed(edited.toByteArray());
        assertThat(rebuilt).isEqualTo(edited);
        assertThat(rebuilt.body()).isEqualTo(message.body());
        for (var type : types) {
            checkHeader(message, rebuilt, type);
        }
        var popped = message instanceof SipRequest request
                ? request.edit().removeFirst(ViaHeader.TYPE).build()
                : message;
        assertThat(popped.has(ViaHeader.TYPE)).isEqualTo(popped == message || viaValues(message) > 1);
    }

    private static long viaValues(SipMessage message) {
        return message.values("Via").stream()
                .mapToLong(text -> ListValues.count(text.getBytes(), 0, text.getBytes().length, 1_000))
                .sum();
    }

    private static SipMessage parsed(byte[] bytes) {
        return ((ParseResult.Parsed) MessageParser.parse(ByteBuffer.wrap(bytes), ROOMY)).message();
    }

    /** A header decodes to the same in both, or in neither; its values survive being written, unless they hold what no builder takes. */
    private static <T> void checkHeader(SipMessage message, SipMessage rebuilt, HeaderType<T> type) {
        List<T> values;
        try {
            values = message.all(type);
            message.first(type);
        } catch (MalformedHeaderException e) {
            assertThat(e.headerName()).isEqualTo(type.name());
            assertThat(message.has(type)).isTrue();
            return;
        }
        if (type.nameIndex() != io.switchhook.sip.message.header.HeaderName.CONTENT_LENGTH.ordinal()) {
            assertThat(rebuilt.all(type)).isEqualTo(values);
        }
        for (var value : values) {
            assertThat(type.parse(type.format(value))).isEqualTo(value);
        }
        try {
            var set = SipRequest.builder(
                            io.switchhook.sip.message.header.SipMethod.OPTIONS,
                            io.switchhook.sip.message.uri.SipUri.of("a", "b"))
                    .setAll(type, values)
                    .build();
            if (type.nameIndex() != io.switchhook.sip.message.header.HeaderName.CONTENT_LENGTH.ordinal()) {
                assertThat(set.all(type)).isEqualTo(values);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("CR, LF or NUL");
        }
    }
}
