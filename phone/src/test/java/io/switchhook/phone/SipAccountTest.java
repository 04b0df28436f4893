package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.stack.flow.TransportKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipAccountTest {

    @ParameterizedTest
    @CsvSource({
        "sip:858@pbx.test,               858, sip:pbx.test,      UDP",
        "858@pbx.test,                   858, sip:pbx.test,      UDP",
        "858@pbx.test:5070,              858, sip:pbx.test:5070, UDP",
        "SIP:858@pbx.test;transport=TCP, 858, sip:pbx.test,      TCP",
        "sip:858@pbx.test;transport=tls, 858, sip:pbx.test,      TLS",
        "sip:858@pbx.test;transport=ws,  858, sip:pbx.test,      WS",
        "sip:858@pbx.test;transport=wss, 858, sip:pbx.test,      WSS",
        "sips:858@pbx.test;transport=ws, 858, sips:pbx.test,     WSS",
        "sips:858@pbx.test:5071,         858, sips:pbx.test:5071, TLS",
        "sips:858@pbx.test;transport=tcp, 858, sips:pbx.test,    TLS",
        "'sip:858@[::1]:5062',           858, 'sip:[::1]:5062',  UDP"
    })
    void isReadFromAnAddress(String address, String user, String registrar, TransportKind transport) {
        var account = SipAccount.builder(address).build();
        assertThat(account.user()).isEqualTo(user);
        assertThat(account.authUser()).isEqualTo(user);
        assertThat(account.plan().registrar().toString()).isEqualTo(registrar);
        assertThat(account.transport()).isEqualTo(transport);
    }

    @Test
    void sipsIsNeverTalkedOutOfTls() {
        var account = SipAccount.builder("sips:858@pbx.test")
                .transport(TransportKind.UDP)
                .build();
        assertThat(account.transport()).isEqualTo(TransportKind.TLS);
        assertThat(account.plan().wish().demanded()).contains(TransportKind.TLS);
    }

    @Test
    void theSecretIsNeverShown() {
        var account = SipAccount.builder("sip:858@pbx.test")
                .secret("pa55word")
                .authUser("auth")
                .displayName("Anna")
                .build();
        assertThat(account.toString()).doesNotContain("pa55word");
        assertThat(account.plan().keyring().own().orElseThrow().user()).isEqualTo("auth");
        assertThat(account.plan().keyring().toString()).doesNotContain("pa55word");
    }

    @Test
    void whoMayAskForALoginIsSaid() {
        var keyring = SipAccount.builder("sip:858@pbx.test:5070")
                .secret("one")
                .realm("home", "office")
                .trustedServer("sip:sbc.test", "sbc2.test:5080")
                .login("theirs", "guest", "two")
                .login("other", "visitor", "three", "sip:192.0.2.9")
                .build()
                .plan()
                .keyring();
        assertThat(keyring.realms()).containsExactlyInAnyOrder("home", "office");
        assertThat(keyring.servers())
                .extracting(Object::toString)
                .containsExactly("sip:pbx.test:5070", "sip:sbc.test", "sip:sbc2.test:5080");
        assertThat(keyring.others())
                .extracting(other -> other.realm() + " " + other.login().user())
                .containsExactly("theirs guest", "other visitor");
        assertThat(SipAccount.builder("sip:858@pbx.test")
                        .build()
                        .plan()
                        .keyring()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void whatIsNoRealmOrServerIsRefused() {
        var builder = SipAccount.builder("sip:858@pbx.test");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.realm("a\r\nb"))
                .withMessageContaining("realm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.trustedServer("http://x"))
                .withMessageContaining("sip:host:port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.realm(new String[17]))
                .withMessageContaining("at most 16 realms");
        for (int i = 0; i < 16; i++) {
            builder.login("realm" + i, "user", "password");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.login("realm", "user", "password"))
                .withMessageContaining("at most 16 further logins");
    }

    @Test
    void portZeroIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SipAccount.builder("sip:858@pbx.test:0"))
                .withMessageContaining("1 to 65535");
    }

    @Test
    void aPasswordInTheAddressIsRefusedWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SipAccount.builder("sip:858:pa55word@pbx.test"))
                .withMessageContaining("secret(...)")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pa55word"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sips:858@pbx.test;transport=udp",
                "sip:858@pbx.test;transport=sctp",
                "sips:858@pbx.test;transport=tls-sctp"
            })
    void aTransportThatIsNotThereIsRefusedAndNeverDowngraded(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SipAccount.builder(address))
                .withMessageContaining("udp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pbx.test", "sip:pbx.test", "sip:858@", "858@host:x", "858@ho st", "858\r\n@host"})
    void whatIsNoAddressIsRefusedWithAnExample(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SipAccount.builder(address))
                .withMessageContaining("sip:858@host");
    }

    @Test
    void namesWithLineEndsAndBadLifetimesAreRefused() {
        var builder = SipAccount.builder("858@pbx.test");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.displayName("A\r\nX: y"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.authUser("a\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.expires(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.expires(Duration.ofHours(25)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.proxy("sip:"))
                .withMessageContaining("sip:host:port");
    }

    @Test
    void aBuilderMayGoOnAfterAnAccountWasBuilt() {
        var builder = SipAccount.builder("858@pbx.test").displayName("one");
        var first = builder.build();
        builder.displayName("two");
        assertThat(first.displayName()).contains("one");
    }

    @Test
    void whatItLogsInWithIsNotEmpty() {
        var builder = SipAccount.builder("sip:858@example.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.secret(""))
                .withMessageContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.authUser(""))
                .withMessage("The authentication name is empty");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.login("realm", "", "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.login("realm", "x", ""));
    }

    @Test
    void featuresAreThoseOfRfc3840() {
        var account = SipAccount.builder("sip:858@example.com")
                .features(" audio;methods=\"INVITE,BYE\";+sip.thing=\"<x>\"")
                .build();
        assertThat(account.features()).hasToString("audio;methods=\"INVITE,BYE\";+sip.thing=\"<x>\"");
        assertThat(SipAccount.builder("sip:858@example.com").build().features().isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expires=60 | \"expires\" is no feature",
                "audio;q=1 | \"q\" is no feature",
                "'' | cannot be read; write audio;mobility=\"mobile\"",
                "audio;;video | cannot be read",
                "+sip.instance=\"<urn:uuid:1>\" | named by outbound(instance)"
            })
    void whatIsNoFeatureIsRefused(String features, String message) {
        var builder = SipAccount.builder("sip:858@example.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.features(features))
                .withMessageContaining(message);
    }
}
