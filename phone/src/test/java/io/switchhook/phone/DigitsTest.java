package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.testkit.RtpProbe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digits of a call that is up, ours and theirs, as telephone events and by INFO. */
class DigitsTest {
    private final Bench bench;

    DigitsTest() throws IOException {
        bench = new Bench();
    }

    @Test
    void digitsAreSentAsTelephoneEventsInOrder() {
        var talk = bench.dialAndTalk();
        var sent = talk.call().sendDigits("15*#D");
        assertThat(bench.await(sent)).isEqualTo(DigitsOutcome.SENT);
        bench.run(200);
        assertThat(bench.ear.telephoneEvents().stream().distinct()).containsExactly(1, 5, 10, 11, 15);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void aPeerWithoutTelephoneEventsIsSaidToTakeNone() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        var plain = bench.ear.sdp().replace(" 101", "").replaceAll("a=(rtpmap|fmtp):101[^\r]*\r\n", "");
        dialog.respondWithSdp(invite, 200, plain);
        dialog.expectRequest("ACK");
        bench.await(dialled);
        assertThat(bench.await(call.sendDigits("1"))).isEqualTo(DigitsOutcome.NOT_SUPPORTED);
        dialog.send("BYE");
        bench.end();
    }

    @Test
    void moreDigitsThanMayWaitAreRefusedAndNoneOfThemIsSent() {
        var talk = bench.dialAndTalk();
        var ones = "1".repeat(64);
        var first = talk.call().sendDigits(ones, Duration.ofMillis(40));
        var second = talk.call().sendDigits(ones, Duration.ofMillis(40));
        bench.run(2_000);
        assertThat(bench.await(talk.call().sendDigits("2".repeat(64)))).isEqualTo(DigitsOutcome.TOO_MANY);
        assertThat(bench.await(talk.call().sendDigits("3"))).isEqualTo(DigitsOutcome.SENT);
        assertThat(first).isCompletedWithValue(DigitsOutcome.SENT);
        assertThat(second).isCompletedWithValue(DigitsOutcome.SENT);
        assertThat(bench.ear.telephoneEvents()).hasSize(129).doesNotContain(2).endsWith(3);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void whoSendsDigitsIsToldWhenTheyAreSentAndNotWhenLaterOnesAre() {
        var talk = bench.dialAndTalk();
        var first = talk.call().sendDigits("1");
        var second = talk.call().sendDigits("2", Duration.ofSeconds(5));
        assertThat(bench.await(first)).isEqualTo(DigitsOutcome.SENT);
        bench.run(500);
        assertThat(second).isNotDone();
        assertThat(bench.await(second)).isEqualTo(DigitsOutcome.SENT);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    @DisplayName("RFC 4733 §2.5.1.1: what the other side has not listed is not sent")
    void digitsThatThePeerHasNotListedAreNotSent() {
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, bench.ear.sdp().replace("101 0-15", "101 0-11"));
        dialog.expectRequest("ACK");
        bench.await(dialled);
        assertThat(bench.await(call.sendDigits("1A"))).isEqualTo(DigitsOutcome.NOT_SUPPORTED);
        assertThat(bench.await(call.sendDigits("7#"))).isEqualTo(DigitsOutcome.SENT);
        bench.run(200);
        assertThat(bench.ear.telephoneEvents()).containsExactly(7, 11);
        dialog.send("BYE");
        bench.end();
    }

    private static void offer(Bench.Talk talk, String sdp) {
        var invite = talk.dialog().invite(sdp);
        talk.dialog().ack(invite, talk.dialog().expectResponse("INVITE", 200));
    }

    @Test
    void digitsThatThePeerTakesNoLongerAreNotSaidToBeSentNorSentLater() {
        var talk = bench.dialAndTalk();
        var sent = talk.call().sendDigits("123", Duration.ofSeconds(2));
        bench.run(500);
        offer(talk, bench.ear.sdp().replace(" 101", "").replaceAll("a=(rtpmap|fmtp):101[^\r]*\r\n", ""));
        assertThat(bench.await(sent)).isEqualTo(DigitsOutcome.NOT_SUPPORTED);
        offer(talk, bench.ear.sdp());
        bench.run(3_000);
        assertThat(bench.ear.telephoneEvents()).containsExactly(1);
        assertThat(bench.await(talk.call().sendDigits("9"))).isEqualTo(DigitsOutcome.SENT);
        assertThat(bench.ear.telephoneEvents()).containsExactly(1, 9);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void digitsAreEndedWithTheCall() {
        var talk = bench.dialAndTalk();
        var sent = talk.call().sendDigits("123", Duration.ofSeconds(2));
        bench.run(100);
        talk.peerHangsUp();
        assertThat(bench.await(sent)).isEqualTo(DigitsOutcome.ENDED);
        bench.end();
    }

    @Test
    void digitsOfAnotherPhoneAreHeardOnceEach() throws IOException {
        var other = SoftPhone.create(
                bench.there,
                PhoneConfig.DEFAULT.withListen(io.switchhook.stack.flow.ListenPoint.parse("udp:192.0.2.2:5070", 0)));
        other.createLine(SipAccount.builder("sip:859@192.0.2.2:5070").build());
        var heard = new ArrayList<Character>();
        other.onIncomingCall(call -> {
            call.onDigit(heard::add);
            call.answer();
        });
        var call = bench.line.createCall("859@192.0.2.2:5070");
        assertThat(bench.await(call.start()).isAnswered()).isTrue();
        assertThat(bench.await(call.sendDigits("0123456789*#ABCD"))).isEqualTo(DigitsOutcome.SENT);
        bench.run(500);
        assertThat(heard.stream().map(String::valueOf).reduce("", String::concat))
                .isEqualTo("0123456789*#ABCD");
        bench.await(call.hangUp());
        bench.await(other.closeAsync());
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "application/dtmf-relay, 'Signal=5|Duration=160|', 5",
        "application/dtmf-relay, 'Signal= *|Duration= 250|', *",
        "application/DTMF-Relay, 'Duration=160|signal = #', #",
        "application/dtmf-relay, 'Signal=10', *",
        "application/dtmf-relay, 'Signal=d', D",
        "application/dtmf, '7', 7",
        "application/dtmf, ' 11| ', #",
        "application/dtmf-relay, 'Signal=', ''",
        "application/dtmf-relay, 'Signal=55', ''",
        "application/dtmf, '', ''",
        "application/media_control+xml, '5', ''"
    })
    void aDigitByInfoIsHeardOnceAndEveryInfoIsAnswered(String type, String body, String digit) {
        var talk = bench.dialAndTalk();
        var heard = new StringBuilder();
        talk.call().onDigit(heard::append);
        talk.dialog().send("INFO", draft -> draft.body(type, body.replace("|", "\r\n")));
        talk.dialog().expectResponse("INFO", 200);
        bench.run(100);
        assertThat(heard.toString()).isEqualTo(digit);
        talk.peerHangsUp();
        bench.end();
    }

    /** A key of the peer as telephone event. */
    private void press(Bench.Talk talk, int event, int timestamp) {
        for (int i = 0; i < 8; i++) {
            var packet = ByteBuffer.allocate(16)
                    .put((byte) 0x80)
                    .put((byte) (101 | (i == 0 ? 0x80 : 0)))
                    .putShort((short) (timestamp / 160 + i))
                    .putInt(timestamp)
                    .putInt(7)
                    .put((byte) event)
                    .put((byte) (i < 5 ? 0x0a : 0x8a))
                    .putShort((short) (160 * (1 + Math.min(i, 5))));
            bench.peer.sendBytes(
                    packet.array(), RtpProbe.mediaAddress(talk.invite().body()));
            bench.run(20);
        }
    }

    private static void pressByInfo(Bench.Talk talk, char key) {
        talk.dialog().send("INFO", draft -> draft.body("application/dtmf-relay", "Signal=" + key + "\r\n"));
        talk.dialog().expectResponse("INFO", 200);
    }

    @Test
    void aKeyThatIsToldAsTelephoneEventAndByInfoIsPressedOnce() {
        var talk = bench.dialAndTalk();
        var heard = new StringBuilder();
        talk.call().onDigit(heard::append);
        press(talk, 5, 0);
        pressByInfo(talk, '5');
        press(talk, 5, 1_600);
        pressByInfo(talk, '5');
        pressByInfo(talk, '7');
        press(talk, 7, 3_200);
        assertThat(heard).hasToString("557");
        pressByInfo(talk, '1');
        pressByInfo(talk, '1');
        press(talk, 2, 4_800);
        press(talk, 2, 6_400);
        pressByInfo(talk, '3');
        bench.run(1_100);
        press(talk, 3, 16_000);
        assertThat(heard).hasToString("557112233");
        talk.peerHangsUp();
        bench.end();
    }
}
