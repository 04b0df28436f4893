package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.switchhook.sip.message.uri.FieldScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HeaderGoldenTest {
    private static final byte[] NASTY = {
        0, '\t', ' ', '"', '\\', '<', '>', ',', ';', '=', ':', '@', '%', '/', '*', '[', ']', '(', ')', '9', 'x', 0x7f,
        -1, -64
    };

    @Test
    void everyHeaderTypeHasASample() {
        var sampled =
                HeaderSamples.all().stream().map(sample -> sample.type().name()).collect(Collectors.toSet());
        assertThat(StandardTypes.all())
                .hasSizeGreaterThan(60)
                .extracting(HeaderType::name)
                .allMatch(sampled::contains);
    }

    @Test
    void everyHeaderTypeHasAKnownNameThatBelongsToIt() {
        for (var type : StandardTypes.all()) {
            assertThat(HeaderName.at(type.nameIndex()).text()).isEqualTo(type.name());
        }
        assertThat(StandardTypes.all()).extracting(HeaderType::name).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> valuesAreReadAndWritten() {
        return HeaderSamples.all().stream()
                .map(sample ->
                        dynamicTest(sample.type() + ": " + sample.wire(), () -> roundTrip(sample.type(), sample)));
    }

    private static <T> void roundTrip(HeaderType<T> type, HeaderSamples.Sample sample) {
        T value = type.parse(sample.wire());
        assertThat(type.format(value)).isEqualTo(sample.written());
        assertThat(value.toString()).isEqualTo(sample.written());
        assertThat(type.parse(sample.written())).isEqualTo(value).hasSameHashCodeAs(value);
        assertThat(type.parse("  " + sample.wire() + " \t")).isEqualTo(value);
        assertThat(type.parseAll(sample.wire())).containsExactly(value);
        if (type.listValued()) {
            assertThat(type.parseAll(sample.wire() + " , " + sample.wire())).containsExactly(value, value);
        }
    }

    @Test
    void everyTruncatedPrefixIsReadOrRefused() {
        for (var sample : HeaderSamples.all()) {
            var bytes = sample.wire().getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length++) {
                readOrRefuse(sample.type(), Arrays.copyOf(bytes, length));
            }
        }
    }

    @Test
    void everyReplacedOrInsertedByteIsReadOrRefused() {
        for (var sample : HeaderSamples.all()) {
            var bytes = sample.wire().getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at++) {
                for (byte nasty : NASTY) {
                    var replaced = bytes.clone();
                    replaced[at] = nasty;
                    readOrRefuse(sample.type(), replaced);
                    var inserted = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, inserted, 0, at);
                    System.arraycopy(bytes, at, inserted, at + 1, bytes.length - at);
                    inserted[at] = nasty;
                    readOrRefuse(sample.type(), inserted);
                }
            }
        }
    }

    /** Anything but the declared exception fails the test; what was read must survive being written and read again. */
    private static <T> void readOrRefuse(HeaderType<T> type, byte[] bytes) {
        T value;
        try {
            value = type.readOne(new FieldScanner(bytes, 0, bytes.length));
        } catch (MalformedHeaderException e) {
            assertThat(e.headerName()).isEqualTo(type.name());
            assertThat(e.getMessage()).startsWith(type.name() + ": expected ").matches("[^\\x00-\\x1f\\x7f]*");
            return;
        }
        assertThat(type.parse(type.format(value)))
                .as(() -> new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(value);
    }
}
