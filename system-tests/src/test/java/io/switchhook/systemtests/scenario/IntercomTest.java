package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.phone.AnswerWish;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5373: a caller says how it wants to be answered, and intercom systems say it in other words")
class IntercomTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** A call of a scripted peer that rings at a telephone. */
    private IncomingCall ringing(String name, String value) {
        dialog = stage.peer("door", "door", "10.0.3.1", 5_060).newDialog(bob().uri());
        var audio = stage.probe("door", 9_000);
        dialog.send("INVITE", draft -> draft.header(name, value).body("application/sdp", audio.sdp()));
        dialog.expectResponse("INVITE", 180);
        return bob().lastIncoming();
    }

    private PeerDialog dialog;
    private Optional<Telephone> bob = Optional.empty();

    private Telephone bob() {
        if (bob.isEmpty()) {
            bob = Optional.of(stage.direct("bob"));
        }
        return bob.get();
    }

    private void end(IncomingCall call) {
        stage.await(call.hangUp());
        stage.seconds(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Answer-Mode | Auto | AUTOMATIC | false | 0",
                "Answer-Mode | auto;require | AUTOMATIC | true | 0",
                "Answer-Mode | Manual;require | MANUAL | true | 0",
                "Call-Info | <sip:10.0.0.9>;answer-after=0 | AUTOMATIC | false | 0",
                "Call-Info | answer-after=2 | AUTOMATIC | false | 2",
                "Call-Info | <sip:10.0.0.9>;purpose=icon, <sip:127.0.0.1>;Answer-After=\"3\" | AUTOMATIC | false | 3",
                "Call-Info | <sip:127.0.0.1>;info=alert-autoanswer;delay=5 | AUTOMATIC | false | 5",
                "Alert-Info | info=alert-autoanswer | AUTOMATIC | false | 0",
                "Alert-Info | <http://10.0.0.9>;info=alert-autoanswer;delay=1 | AUTOMATIC | false | 1",
                "Alert-Info | Ring Answer | AUTOMATIC | false | 0",
                "Alert-Info | Auto Answer | AUTOMATIC | false | 0",
                "Call-Info | ;answer-after=999999999 | AUTOMATIC | false | 3600",
            })
    void aWishIsReadInTheWordsOfMany(String name, String value, AnswerWish.Mode mode, boolean required, long after) {
        var call = ringing(name, value);
        assertThat(call.answerWish()).contains(new AnswerWish(mode, required, Duration.ofSeconds(after)));
        assertThat(call.privilegedAnswerWish()).isEmpty();
        assertThat(call.isFromOwnServer()).isFalse();
        assertThat(call.state()).as("nothing is obeyed by itself").isEqualTo(CallState.RINGING);
        end(call);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Answer-Mode | Loudly",
                "Answer-Mode | \"Auto",
                "Call-Info | <http://10.0.0.9/face.png>;purpose=icon",
                "Alert-Info | <http://10.0.0.9/ring.wav>",
                "Call-Info | <sip:10.0.0.9>;answer-after=soon",
                "X-Answer | Auto",
            })
    void whatSaysNothingOfItIsNoWish(String name, String value) {
        var call = ringing(name, value);
        assertThat(call.answerWish()).isEmpty();
        end(call);
    }

    @Test
    void aPrivilegedWishIsToldByItself() {
        var call = ringing("Priv-Answer-Mode", "Auto;require");
        assertThat(call.answerWish()).isEmpty();
        assertThat(call.privilegedAnswerWish())
                .contains(new AnswerWish(AnswerWish.Mode.AUTOMATIC, true, Duration.ZERO));
        end(call);
    }

    @Test
    @DisplayName("RFC 5373 §4.3.3: who requires that the telephone understands the wish is not refused with 420")
    void theExtensionIsKnown() {
        var call = ringing("Require", "answermode");
        assertThat(stage.requests("bob", "INVITE")).isEmpty();
        end(call);
    }

    @Test
    void ourPbxPassesTheWishOnAndTheTelephoneAnswersByItself() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853");
        callee.on(call -> {
            if (call.isFromOwnServer()
                    && call.answerWish().filter(AnswerWish::isAutomatic).isPresent()) {
                call.answerAfter(call.answerWish().get().after());
            }
        });
        var call = caller.prepare("853", DialOptions.DEFAULT.askingForAutomaticAnswer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        var invite = stage.requests("858", "INVITE").get(0);
        assertThat(invite.header("Answer-Mode")).contains("Auto");
        assertThat(invite.header("Supported").orElseThrow()).contains("answermode");
    }

    @Test
    void aCallIsAnsweredWhenItHasRungLongEnough() {
        var call = ringing("Subject", "door");
        var late = call.answerAfter(Duration.ofSeconds(5));
        var first = call.answerAfter(Duration.ofSeconds(3));
        stage.seconds(2.9);
        assertThat(call.state()).isEqualTo(CallState.RINGING);
        stage.seconds(0.2);
        dialog.ack(stage.requests("door", "INVITE").get(0), dialog.expectResponse("INVITE", 200));
        assertThat(stage.await(first)).isEqualTo(AnswerOutcome.ANSWERED);
        assertThat(stage.await(late)).isEqualTo(AnswerOutcome.ANSWERED);
        end(call);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsFasterThanTheWaitDecides(boolean caller) {
        var call = ringing("Subject", "door");
        var waiting = call.answerAfter(Duration.ofSeconds(30));
        CompletableFuture<?> end = caller ? call.ended() : call.reject();
        if (caller) {
            dialog.cancel(stage.requests("door", "INVITE").get(0));
        }
        stage.await(end);
        assertThat(stage.await(waiting)).isEqualTo(AnswerOutcome.ENDED);
        stage.seconds(31);
        assertThat(call.state().isEnded()).isTrue();
    }

    @Test
    void aWaitThatIsNoneIsRefused() {
        var call = ringing("Subject", "door");
        assertThatThrownBy(() -> call.answerAfter(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero to 24 hours");
        end(call);
    }
}
