package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.MessageLamp;
import io.switchhook.phone.event.MessageSummary;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3842: a telephone shows that messages wait for it")
class MessageLampTest {
    private static final String BODY_TYPE = "application/simple-message-summary";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<MessageSummary> seen = new ArrayList<>();

    private MessageLamp lamp(Telephone telephone) {
        return telephone.line().createMessageLamp().onChanged(seen::add);
    }

    private static String body(int fresh) {
        return "Messages-Waiting: " + (fresh > 0 ? "yes" : "no") + "\r\nVoice-Message: " + fresh + "/2 (0/0)\r\n";
    }

    @Test
    void whatTheServerIsAskedForIsShown() {
        var pbx = stage.peerAsPbx("858");
        var lamp = lamp(stage.unregistered("858"));
        var started = lamp.start();
        var subscribe = pbx.expectRequest("SUBSCRIBE");
        assertThat(subscribe.requestUri()).startsWith("sip:858@");
        assertThat(subscribe.header("Event")).contains("message-summary");
        var dialog = pbx.dialog(subscribe);
        dialog.respond(subscribe, 200, draft -> draft.header("Expires", "3600"));
        for (int fresh : new int[] {0, 2, 2, 1}) {
            dialog.send(
                    "NOTIFY",
                    draft -> draft.header("Event", "message-summary")
                            .header("Subscription-State", "active;expires=3600")
                            .body(BODY_TYPE, body(fresh)));
            dialog.expectResponse("NOTIFY", 200);
        }
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Active.class);
        stage.until(() -> seen.size() == 3);
        assertThat(seen).extracting(summary -> summary.voice().fresh()).containsExactly(0L, 2L, 1L);
        assertThat(lamp.summary()).contains(seen.get(2));
        var ended = lamp.end();
        var bye = dialog.expectRequest("SUBSCRIBE");
        dialog.respond(bye, 200, draft -> draft.header("Expires", "0"));
        dialog.send(
                "NOTIFY", draft -> draft.header("Event", "message-summary").header("Subscription-State", "terminated"));
        dialog.expectResponse("NOTIFY", 200);
        stage.await(ended);
    }

    @Test
    @DisplayName(
            "wire.md §1.4: what a PBX tells unasked is shown, though it refuses to be asked; what a stranger tells is not")
    void whatTheServerTellsUnaskedIsShown() {
        var pbx = stage.peerAsPbx("858");
        var phone = stage.unregistered("858");
        var registered = phone.line().register();
        var register = pbx.acceptRegistration();
        assertThat(stage.await(registered).isRegistered()).isTrue();
        var lamp = lamp(phone);
        var started = lamp.start();
        pbx.respond(pbx.expectRequest("SUBSCRIBE"), 489);
        assertThat(stage.await(started)).isInstanceOf(SubscribeOutcome.Refused.class);
        tellUnasked(pbx, register, 3);
        stage.until(() -> seen.size() == 1);
        assertThat(seen.get(0).voice().fresh()).isEqualTo(3);
        tellUnasked(stage.peer("858", "stranger", "10.0.3.9", 5_060), register, 99);
        tellUnasked(pbx, register, 4);
        stage.until(() -> seen.size() == 2);
        assertThat(lamp.summary().orElseThrow().voice().fresh()).isEqualTo(4);
        stage.await(lamp.end());
        tellUnasked(pbx, register, 5);
        stage.seconds(1);
        assertThat(seen).hasSize(2);
        phone.line().unregister();
        pbx.respond(pbx.expectRequest("REGISTER"), 200);
        stage.seconds(1);
    }

    private static void tellUnasked(ScriptedPeer server, WireMessage register, int fresh) {
        server.newDialog(register.contactUri().orElseThrow())
                .send(
                        "NOTIFY",
                        draft -> draft.header("Event", "message-summary")
                                .header("Subscription-State", "terminated")
                                .body(BODY_TYPE, body(fresh)));
        assertThat(server.expectFinal("NOTIFY", Duration.ofSeconds(1)).status()).isEqualTo(200);
    }
}
