package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3264 §8.3.1: audio goes to the new address at once")
class MovedStreamTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(strings = {"sendrecv", "recvonly"})
    @DisplayName("also when nothing comes from there, and something from the old one for a moment")
    void newPlaceIsSentAudioThoughOnlyTheOldOneIsHeard(String direction) {
        var page = PageCall.outgoing(stage);
        page.assertTheyTalk();
        var moved = stage.probe("pbx", 8_700);
        var invite = page.dialog().invite(moved.sdp(direction));
        page.dialog().ack(invite, page.pbx().expectFinal("INVITE", Duration.ofSeconds(1)));
        stage.seconds(0.3);
        page.audio().stop();
        moved.expectTone(page.phone().tone(), Duration.ofSeconds(1));
        int before = page.audio().packets();
        stage.seconds(1);
        assertThat(page.audio().packets()).as("packets to the old place").isEqualTo(before);
    }
}
