package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 3264 §6, RFC 3261 §14.2: a gateway that hears a fax offers T.38, is refused, and goes on in the audio")
class FaxTest {
    private static final String T38 =
            "m=image 4002 udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n";

    @RegisterExtension
    final Stage stage = new Stage();

    /** The gateway offers anew. */
    private WireMessage offer(PageCall page, String method, String sdp) {
        var offer = page.dialog().send(method, draft -> draft.body("application/sdp", sdp));
        var answer = page.pbx().expectFinal(method, Duration.ofSeconds(1));
        if (method.equals("INVITE")) {
            page.dialog().ack(offer, answer);
        }
        return answer;
    }

    private static String session(PageCall page) {
        var sdp = page.audio().sdp();
        return sdp.substring(0, sdp.indexOf("m="));
    }

    private static String withoutPort(String sdp) {
        return sdp.replaceFirst("m=audio \\d+", "m=audio 0");
    }

    private void assertTalking(PageCall page) {
        assertThat(page.call().state()).isEqualTo(CallState.IN_CALL);
        page.assertTheyTalk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    void faxInThePlaceOfTheAudioIsRefusedAndTheAudioGoesOn(String method) {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        for (var offered :
                new String[] {session(page) + T38, withoutPort(page.audio().sdp()) + T38}) {
            var refusal = offer(page, method, offered);
            assertThat(refusal.status()).isEqualTo(488);
            assertThat(refusal.header("Warning").orElseThrow()).startsWith("304 switchhook \"we have no image");
            assertTalking(page);
        }
        var silenceOff = page.audio().sdp().replace("RTP/AVP 8 0 101", "RTP/AVP 8") + "a=silenceSupp:off - - - -\r\n";
        var fallback = offer(page, method, silenceOff);
        assertThat(fallback.status()).isEqualTo(200);
        assertThat(fallback.body()).contains("RTP/AVP 8\r\n");
        assertTalking(page);
    }

    @Test
    void faxBesideTheAudioGetsPortZeroAndTheAudioGoesOn() {
        var page = PageCall.incoming(stage);
        page.assertTheyTalk();
        var answer = offer(page, "INVITE", page.audio().sdp() + T38);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).containsPattern("m=audio [1-9]\\d* ").contains("m=image 0 udptl t38\r\n");
        assertTalking(page);
        var without = offer(page, "INVITE", page.audio().sdp() + "m=image 0 udptl t38\r\n");
        assertThat(without.body()).contains("m=image 0 udptl t38\r\n");
        var hold = page.call().hold();
        var offered = page.dialog().expectRequest("INVITE");
        assertThat(offered.body()).contains("a=sendonly").contains("m=image 0 udptl t38\r\n");
        page.dialog().respondWithSdp(offered, 200, page.audio().sdp("recvonly") + "m=image 0 udptl t38\r\n");
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(hold).isDone()).isTrue();
    }
}
