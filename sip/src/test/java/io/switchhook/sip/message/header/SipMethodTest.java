package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipMethodTest {

    @Test
    void constantsAreFoundByTheirNames() {
        for (var method : SipMethod.constants()) {
            assertThat(SipMethod.of(method.name())).isSameAs(method);
            assertThat(SipMethod.read(FieldScanner.of(method.name() + " sip:a@b")))
                    .isSameAs(method);
        }
    }

    @Test
    void otherNamesAreOtherMethods() {
        for (var name : List.of("invite", "INVITEX", "INVITF", "AYE", "B", "PUBLISHER", "FOO")) {
            assertThat(SipMethod.of(name).name()).isEqualTo(name);
            assertThat(SipMethod.of(name)).isEqualTo(SipMethod.of(name)).isNotIn(SipMethod.constants());
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (var name : List.of("", " ", "A B", "INVITE\r\n", "é")) {
            assertThatThrownBy(() -> SipMethod.of(name))
                    .as(name)
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("method name");
        }
    }
}
