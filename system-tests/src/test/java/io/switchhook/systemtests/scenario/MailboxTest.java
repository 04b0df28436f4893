package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.pbx.CallsOfRemoved;
import io.switchhook.pbx.Mailbox;
import io.switchhook.phone.Subscription;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3842: the PBX tells a telephone that messages wait for it")
class MailboxTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> seen = new ArrayList<>();

    private Subscription watch(Telephone telephone, String number) {
        return telephone.line().createSubscription("message-summary", number).onNotified(notice -> {
            notice.state()
                    .ifPresent(state -> assertThat(state.type()).hasToString("application/simple-message-summary"));
            seen.add(notice.state().map(EventState::text).orElse("nothing"));
        });
    }

    private boolean show(String number, Mailbox mailbox) {
        return stage.await(stage.pbx().showMailbox(number, mailbox));
    }

    @Test
    @DisplayName("§3.8: what stands at once, and each change; at most once a second (§3.11)")
    void lampFollowsTheMailbox() {
        stage.startPbx();
        var telephone = stage.registered("858");
        assertThat(show("858", Mailbox.of(2, 8).at("800"))).isTrue();
        var subscription = watch(telephone, "858");
        assertThat(stage.await(subscription.start())).isInstanceOf(SubscribeOutcome.Active.class);
        stage.seconds(2);
        show("858", new Mailbox(3, 8, 1, 2, Optional.empty()));
        show("858", new Mailbox(4, 8, 1, 2, Optional.empty()));
        stage.seconds(3);
        show("858", Mailbox.of(0, 12));
        stage.seconds(3);
        show("858", Mailbox.of(0, 12));
        stage.seconds(3);
        assertThat(seen)
                .startsWith("Messages-Waiting: yes\r\nMessage-Account: sip:800@" + Stage.PBX_ADDRESS
                        + "\r\nVoice-Message: 2/8 (0/0)\r\n")
                .contains("Messages-Waiting: yes\r\nVoice-Message: 4/8 (1/2)\r\n")
                .endsWith("Messages-Waiting: no\r\nVoice-Message: 0/12 (0/0)\r\n");
        assertThat(seen.size()).as("what changes nothing is not told").isBetween(3, 4);
        stage.await(subscription.end());
    }

    @Test
    @DisplayName("§6: nobody learns of the messages of another")
    void othersAreRefused() {
        stage.startPbx();
        var outcome = stage.await(watch(stage.registered("853"), "858").start());
        assertThat(outcome).isInstanceOf(SubscribeOutcome.Refused.class);
        assertThat(((SubscribeOutcome.Refused) outcome).status()).isEqualTo(403);
        assertThat(seen).isEmpty();
    }

    @Test
    @DisplayName("Without busy lamps too; an extension that is removed hears no more")
    void removedExtension() {
        stage.startPbx(builder -> builder.withoutBusyLamps());
        var telephone = stage.registered("858");
        var subscription = watch(telephone, "858");
        stage.await(subscription.start());
        stage.seconds(2);
        assertThat(stage.await(stage.registered("853")
                        .line()
                        .createSubscription("dialog", "858")
                        .start()))
                .isInstanceOf(SubscribeOutcome.Refused.class);
        stage.await(stage.pbx().extensions().remove("858", CallsOfRemoved.END));
        stage.seconds(2);
        assertThat(stage.requests("pbx", "NOTIFY"))
                .last()
                .satisfies(notify ->
                        assertThat(notify.header("Subscription-State")).contains("terminated;reason=rejected"));
        assertThat(show("858", Mailbox.of(1, 0))).isFalse();
        stage.await(subscription.end());
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.of(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.of(0, 4_294_967_296L));
        assertThatIllegalArgumentException().isThrownBy(() -> new Mailbox(1, 0, 2, 0, Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> Mailbox.EMPTY.at("a b"));
    }
}
