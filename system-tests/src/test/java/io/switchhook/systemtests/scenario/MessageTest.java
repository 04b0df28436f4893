package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingMessage;
import io.switchhook.phone.MessageContent;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.systemtests.fixture.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3428: messages between telephones, through our PBX and directly")
class MessageTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<IncomingMessage> heard = new ArrayList<>();

    /** RFC 3428 §10 with a back-to-back user agent in the proxy's place. */
    @Test
    void throughThePbx() {
        stage.startPbx();
        var sender = stage.registered("858");
        var reader = stage.registered("853");
        reader.phone().onMessage(heard::add);
        var outcome = stage.await(sender.line().sendMessage("853", "Watson, come here."));
        assertThat(outcome).isEqualTo(new MessageOutcome.Delivered());
        stage.until(() -> !heard.isEmpty());
        assertThat(heard).singleElement().satisfies(message -> {
            assertThat(message.text()).contains("Watson, come here.");
            assertThat(message.fromNumber()).isEqualTo("858");
        });
        assertThat(stage.requests("858", "MESSAGE"))
                .noneMatch(m -> m.header("Contact").isPresent());
        assertThat(stage.requests("pbx", "MESSAGE"))
                .noneMatch(m -> m.header("Contact").isPresent());
        assertThat(stage.answers("853", "MESSAGE", 200))
                .noneMatch(m -> m.header("Contact").isPresent());
    }

    @Test
    void nobodyReadsThere() {
        stage.startPbx();
        var sender = stage.registered("858");
        stage.registered("853");
        assertThat(stage.await(sender.line().sendMessage("853", "x")))
                .isEqualTo(new MessageOutcome.Refused(405, "Method Not Allowed", java.util.Optional.empty()));
        assertThat(stage.await(sender.line().sendMessage("895", "x")))
                .isEqualTo(new MessageOutcome.Refused(480, "Temporarily Unavailable", java.util.Optional.empty()));
    }

    @Test
    void insideACallBothWays() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853").answering();
        caller.phone().onMessage(heard::add);
        callee.phone().onMessage(heard::add);
        var call = caller.talkTo("853");
        assertThat(stage.await(call.sendMessage("to callee")).isSuccess()).isTrue();
        assertThat(stage.await(callee.lastIncoming().sendMessage("to caller")).isSuccess())
                .isTrue();
        stage.until(() -> heard.size() == 2);
        assertThat(heard).extracting(m -> m.text().orElse("")).containsExactly("to callee", "to caller");
        assertThat(heard).allMatch(m -> m.call().isPresent());
        caller.assertTalksWith(callee);
    }

    @Test
    void aLargeMessageGoesByTcpAloneWhenTheUserAnswersForTheNetwork() {
        var sender = stage.direct("858");
        var reader = stage.direct("853");
        reader.phone().onMessage(heard::add);
        var to = "sip:853@" + stage.host("853").address().getHostAddress();
        var text = MessageContent.text("x".repeat(5_000));
        assertThat(stage.await(sender.line().sendMessage(to, text)).kind()).isEqualTo(MessageOutcome.Kind.TOO_LARGE);
        assertThat(stage.await(sender.line().sendMessage(to, text.ofAnySize())))
                .isEqualTo(new MessageOutcome.Delivered());
        stage.until(() -> !heard.isEmpty());
        assertThat(stage.requests("858", "MESSAGE"))
                .allMatch(m -> m.header("Via").orElse("").startsWith("SIP/2.0/TCP"));
    }
}
