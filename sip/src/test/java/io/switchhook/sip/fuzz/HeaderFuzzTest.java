package io.switchhook.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.StandardTypes;
import io.switchhook.sip.message.uri.FieldScanner;
import java.util.List;

/** Every header of its own record: the first byte says which, the rest is its value. */
class HeaderFuzzTest {
    private static final List<HeaderType<?>> TYPES = StandardTypes.all();

    @FuzzTest(maxDuration = "1m")
    void valueIsReadOrRefused(byte[] data) {
        if (data.length == 0) {
            return;
        }
        var bytes = data.clone();
        for (int i = 1; i < bytes.length; i++) {
            // A line end never reaches a header.
            bytes[i] = bytes[i] == '\r' || bytes[i] == '\n' ? (byte) ' ' : bytes[i];
        }
        check(TYPES.get((bytes[0] & 0xff) % TYPES.size()), bytes);
    }

    private static <T> void check(HeaderType<T> type, byte[] bytes) {
        List<T> values;
        try {
            values = type.readAll(new FieldScanner(bytes, 1, bytes.length));
        } catch (MalformedHeaderException e) {
            assertThat(e.getMessage()).startsWith(type.name() + ": expected ");
            return;
        }
        for (var value : values) {
            var written = type.format(value);
            assertThat(type.parse(written)).isEqualTo(value);
            assertThat(type.format(type.parse(written))).isEqualTo(written);
        }
    }
}
