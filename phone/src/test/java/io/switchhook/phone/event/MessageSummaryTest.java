package io.switchhook.phone.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.event.MessageSummary.Counts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3842 §5.2: application/simple-message-summary")
class MessageSummaryTest {
    private static MessageSummary read(String text) {
        return MessageSummary.parse(text).orElseThrow();
    }

    @Test
    @DisplayName("§4.1, A5: counts of voice messages; the headers of the messages are passed over")
    void sample() {
        var summary = read("""
                Messages-Waiting: yes\r
                Message-Account: sip:alice@vmail.example.com\r
                Voice-Message: 4/8 (1/2)\r
                \r
                To: <alice@atlanta.example.com>\r
                Subject: carpool tomorrow?\r
                Fax-Message: 9/9\r
                """);
        assertThat(summary)
                .isEqualTo(new MessageSummary(
                        true,
                        Optional.of("sip:alice@vmail.example.com"),
                        Map.of("voice-message", new Counts(4, 8, 1, 2))));
        assertThat(summary.voice()).isEqualTo(new Counts(4, 8, 1, 2));
    }

    @Test
    void otherKindsAndNoUrgentOnes() {
        var summary = read("messages-waiting:NO\nvoice-message : 0/8\nFax-Message: 1/0 (0/0)\nWeather: fine\n: 1/2\n");
        assertThat(summary.waiting()).isFalse();
        assertThat(summary.account()).isEmpty();
        assertThat(summary.counts())
                .isEqualTo(Map.of("voice-message", new Counts(0, 8, 0, 0), "fax-message", new Counts(1, 0, 0, 0)));
    }

    @Test
    void noMoreThanThatSomethingWaits() {
        assertThat(read("\r\nMessages-Waiting: yes").voice()).isEqualTo(Counts.NONE);
    }

    @Test
    void numbersAndKindsHaveBounds() {
        var lines = new StringBuilder(
                "Messages-Waiting: yes\nVoice-Message: 9999999999/99999999999\nFax-Message: 9999999999/1\n");
        for (int i = 0; i < 100; i++) {
            lines.append("kind").append(i).append(": 1/1\n");
        }
        var summary = read(lines.toString());
        assertThat(summary.counts()).hasSize(16).doesNotContainKey("voice-message");
        assertThat(summary.counts().get("fax-message").fresh()).isEqualTo(4_294_967_295L);
        assertThat(read("Messages-Waiting: no\nMessage-Account: sip:a\u0007b\n")
                        .account()
                        .orElseThrow())
                .doesNotContain("\u0007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "Voice-Message: 1/0", "<xml/>", "Messages Waiting: yes"})
    void whatDoesNotSayWhetherSomethingWaitsIsNone(String text) {
        assertThat(MessageSummary.parse(text)).isEmpty();
    }
}
