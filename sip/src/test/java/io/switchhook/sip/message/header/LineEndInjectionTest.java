package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Text with line ends in any text component of any header record is refused, by the record or by the builder, with a sentence. */
class LineEndInjectionTest {
    private static final List<String> BAD = List.of("a\r\nX: y", "a\nX: y", "a\rX: y");

    @Test
    void noTextOfAUserEndsAHeaderLine() {
        int tried = 0;
        for (var sample : HeaderSamples.all()) {
            // A star is written without parameters.
            tried += sample.wire().equals("*") ? 0 : tryAll(sample.type(), sample.wire());
        }
        assertThat(tried).isGreaterThan(500);
    }

    private static <T> int tryAll(HeaderType<T> type, String wire) {
        T value = type.parse(wire);
        int tried = 0;
        var components = value.getClass().getRecordComponents();
        for (int i = 0; components != null && i < components.length; i++) {
            for (var bad : BAD) {
                for (var replacement : replacements(read(components[i], value), bad)) {
                    assertRefused(type, value, components, i, replacement);
                    tried++;
                }
            }
        }
        return tried;
    }

    private static List<Object> replacements(Object component, String bad) {
        var others = new ArrayList<Object>();
        if (component instanceof String) {
            others.add(bad);
        } else if (component instanceof Optional<?> optional
                && optional.filter(String.class::isInstance).isPresent()) {
            others.add(Optional.of(bad));
        } else if (component instanceof List<?>) {
            others.add(List.of(bad));
        } else if (component instanceof Parameters parameters) {
            others.add(parameters.with("x", bad));
            others.add(parameters.withQuoted("x", bad));
        }
        return others;
    }

    @SuppressWarnings("unchecked")
    private static <T> void assertRefused(
            HeaderType<T> type, T value, RecordComponent[] components, int place, Object replacement) {
        try {
            var types = new Class<?>[components.length];
            var arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                arguments[i] = i == place ? replacement : read(components[i], value);
            }
            var made = (T) value.getClass().getDeclaredConstructor(types).newInstance(arguments);
            var request = SipRequest.builder(SipMethod.OPTIONS, SipUri.parse("sip:a@b"))
                    .set(type, made)
                    .build();
            throw new AssertionError(type + " lets a line end through: " + request);
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(MalformedException.class).hasMessageStartingWith("expected ");
        } catch (MalformedException e) {
            assertThat(e).hasMessageStartingWith("expected ");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void displayNamesWithLineEndsAreRefused() {
        for (var bad : BAD) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> NameAddress.of(bad, SipUri.parse("sip:a@b"))))
                    .isInstanceOf(MalformedException.class)
                    .hasMessage("expected a display name without CR and LF");
        }
    }

    @Test
    void controlsOfAPeerLeaveEscaped() {
        var contact = ContactHeader.TYPE.parse("\"a\\\u0002b\u0001\" <sip:a@h>;x=\"\u0003\u007f\"");
        assertThat(contact.address().displayName()).contains("a\u0002b\u0001");
        assertThat(contact).hasToString("\"a\\\u0002b\\\u0001\" <sip:a@h>;x=\"\\\u0003\\\u007f\"");
        var request = SipRequest.builder(SipMethod.OPTIONS, SipUri.parse("sip:a@b"))
                .set(ContactHeader.TYPE, contact)
                .build();
        assertThat(request.first(ContactHeader.TYPE)).contains(contact);
    }

    @Test
    void nulOfAPeerIsReadAndNeverWritten() {
        var contact = ContactHeader.TYPE.parse("\"a\\\0b\" <sip:a@h>");
        assertThat(contact.address().displayName()).contains("a\0b");
        assertThatThrownBy(() -> SipRequest.builder(SipMethod.OPTIONS, SipUri.parse("sip:a@b"))
                        .set(ContactHeader.TYPE, contact))
                .isInstanceOf(MalformedException.class);
    }
}
