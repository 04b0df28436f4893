package io.switchhook.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketSettingsTest {

    @Test
    void originsAreComparedWithoutCase() {
        var settings =
                WebSocketSettings.DEFAULT.withAllowedOrigins("https://WWW.example.com", "https://www.example.com");
        assertThat(settings.allowsOrigin("HTTPS://www.example.COM")).isTrue();
        assertThat(settings.allowsOrigin("http://www.example.com")).isFalse();
        assertThat(settings.allowsOrigin("null")).isFalse();
        assertThat(WebSocketSettings.DEFAULT.allowsOrigin("null")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ws", "/a b", "/a#b", "/\r\nX: y", "/é"})
    void whatIsNoPathIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebSocketSettings.DEFAULT.withPath(path));
    }

    @Test
    void boundsAreKept() {
        assertThatIllegalArgumentException().isThrownBy(() -> WebSocketSettings.DEFAULT.withMaxMessageBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketSettings.DEFAULT.withPingInterval(Duration.ofNanos(-1)));
    }
}
