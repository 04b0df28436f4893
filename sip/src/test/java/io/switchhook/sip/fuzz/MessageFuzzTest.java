package io.switchhook.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.StandardTypes;
import io.switchhook.sip.message.header.SubjectHeader;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

class MessageFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void datagramGetsAVerdict(byte[] data) {
        var result = MessageParser.parse(ByteBuffer.wrap(data.clone()), Limits.DEFAULT);
        if (result instanceof ParseResult.Parsed parsed) {
            check(parsed.message());
        } else if (result instanceof ParseResult.Rejected rejected
                && rejected.request().isPresent()) {
            SipResponse.answering(rejected.request().get(), rejected.status(), rejected.reason())
                    .build();
        }
    }

    private static void check(SipMessage message) {
        var again = parsed(message.toByteArray());
        assertThat(again).isEqualTo(message);
        StandardTypes.all().forEach(type -> {
            copyByValue(message, type);
            assertThat(values(again, type)).as(type.name()).isEqualTo(values(message, type));
        });
        var edited = edited(message);
        assertThat(parsed(edited.toByteArray())).isEqualTo(edited);
        assertThat(edited.value("Subject")).contains("fuzz");
    }

    /** Lines that were read before are known again, which must not be seen; null when they cannot be decoded. */
    private static <T> @Nullable List<T> values(SipMessage message, HeaderType<T> type) {
        try {
            return message.all(type);
        } catch (MalformedHeaderException e) {
            return null;
        }
    }

    private static SipMessage edited(SipMessage message) {
        if (message instanceof SipRequest request) {
            return request.edit()
                    .set(SubjectHeader.TYPE, new SubjectHeader("fuzz"))
                    .build();
        }
        return ((SipResponse) message)
                .edit()
                .set(SubjectHeader.TYPE, new SubjectHeader("fuzz"))
                .build();
    }

    /** What a peer sent and we could read can be sent on, unless it hides a NUL, which no builder takes. */
    private static <T> void copyByValue(SipMessage message, HeaderType<T> type) {
        try {
            var values = message.all(type);
            if (message instanceof SipRequest request && !values.isEmpty()) {
                request.edit().setAll(type, values).build();
            }
        } catch (MalformedHeaderException e) {
            assertThat(e.headerName()).isEqualTo(type.name());
        } catch (MalformedException e) {
            assertThat(message.toByteArray()).contains((byte) 0);
        }
    }

    private static SipMessage parsed(byte[] bytes) {
        var result =
                MessageParser.parse(ByteBuffer.wrap(bytes), new Limits(200_000, 200_000, 300, 20_000, 200, 200, 500));
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.message();
        }
        throw new AssertionError(result);
    }
}
