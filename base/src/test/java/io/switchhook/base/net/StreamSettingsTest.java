package io.switchhook.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSettingsTest {

    @Test
    void privateKeyIsNotPrinted() {
        var settings = StreamSettings.DEFAULT.withIdentity(TlsIdentity.pem("CERTIFICATE", "SECRET"));
        assertThat(settings.toString()).doesNotContain("SECRET");
    }

    @Test
    void namesAreComparedWithoutCaseAndWithoutWildcards() {
        var identity = new TlsIdentity.Named(Set.of("*.Example.com", "Example.com"));
        assertThat(identity.proves("EXAMPLE.com")).isTrue();
        assertThat(identity.proves("sip.example.com")).isFalse();
    }

    @Test
    void fingerprintsMayHaveColons() {
        var colons = "AB:".repeat(31) + "AB";
        assertThat(TlsTrust.pinned(colons).pinned()).containsExactly("ab".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "zz"})
    void whatIsNoFingerprintIsRefused(String text) {
        assertThatThrownBy(() -> TlsTrust.pinned(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
