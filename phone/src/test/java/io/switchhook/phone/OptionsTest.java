package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.OptionsOutcome;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §11, at one end. */
class OptionsTest {

    private static WireMessage ask(Bench bench, String uri, int status, Consumer<Draft> change) {
        var dialog = bench.peer.newDialog(uri);
        dialog.send("OPTIONS", change);
        return dialog.expectResponse("OPTIONS", status);
    }

    private static void assertTellsAll(WireMessage answer) {
        assertThat(answer.header("Allow").orElse("")).contains("INVITE", "OPTIONS", "UPDATE", "PRACK");
        assertThat(answer.header("Accept").orElse("")).startsWith("application/sdp");
        assertThat(answer.header("Accept-Encoding")).contains("identity");
        assertThat(answer.header("Accept-Language")).contains("*");
        assertThat(answer.header("Supported").orElse("")).contains("100rel", "timer", "replaces");
        assertThat(answer.header("Allow-Events")).contains("refer");
    }

    /** RFC 3264 §9 for the body. */
    @Test
    void theAnswerTellsWhatWeCan() throws IOException {
        var bench = new Bench();
        var answer = ask(bench, "sip:858@192.0.2.1", 200, draft -> {});
        assertTellsAll(answer);
        assertThat(answer.header("Content-Type")).contains("application/sdp");
        assertThat(answer.body())
                .contains("t=0 0", "m=audio 0 RTP/AVP 0 8", "a=rtpmap:0 PCMU/8000", "telephone-event/8000");
        assertThat(answer.toTag()).isPresent();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({
        "application/sdp, true",
        "'text/plain, application/sdp', true",
        "application/*, true",
        "*/*, true",
        "text/plain, false",
        "'', false",
    })
    void theBodyIsSentToWhoTakesIt(String accept, boolean described) throws IOException {
        var bench = new Bench();
        var answer = ask(bench, "sip:858@192.0.2.1", 200, draft -> draft.header("Accept", accept));
        assertThat(answer.body().isEmpty()).isEqualTo(!described);
        bench.end();
    }

    @Test
    void theStatusIsThatOfACall() throws IOException {
        var bench = new Bench();
        ask(bench, "sip:999@192.0.2.1", 404, draft -> {});
        ask(bench, "sip:192.0.2.1", 200, draft -> {});
        ask(bench, "sip:858@192.0.2.1", 420, draft -> draft.header("Require", "nothing-we-know"));
        bench.line.rejectList().add("853");
        ask(bench, "sip:858@192.0.2.1", 486, draft -> {});
        bench.end();
    }

    @Test
    void whereNobodyTakesCallsItIs480() throws IOException {
        var simulation = new io.switchhook.simulation.Simulation(3);
        var phone = SoftPhone.create(
                simulation.host("phone", "192.0.2.1"),
                PhoneConfig.DEFAULT.withListen(io.switchhook.stack.flow.ListenPoint.parse("udp:192.0.2.1:5060", 0)));
        phone.createLine(SipAccount.builder("sip:858@192.0.2.2").build());
        var peer = io.switchhook.testkit.ScriptedPeer.udp(
                        "853",
                        simulation.host("peer", "192.0.2.2"),
                        io.switchhook.testkit.Pump.of(simulation),
                        Bench.at("192.0.2.2", 5060))
                .target(Bench.at("192.0.2.1", 5060));
        var dialog = peer.newDialog("sip:858@192.0.2.1");
        dialog.send("OPTIONS");
        dialog.expectResponse("OPTIONS", 480);
        simulation.await(phone.closeAsync(), java.time.Duration.ofSeconds(60));
        peer.close();
        simulation.run(java.time.Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    @Test
    void allowNamesMessageOnceSomebodyReadsThem() throws IOException {
        var bench = new Bench();
        assertThat(ask(bench, "sip:858@192.0.2.1", 200, draft -> {})
                        .header("Allow")
                        .orElse(""))
                .doesNotContain("MESSAGE");
        bench.phone.onMessage(message -> {});
        var answer = ask(bench, "sip:858@192.0.2.1", 200, draft -> {});
        assertThat(answer.header("Allow").orElse("")).contains("MESSAGE");
        assertThat(answer.header("Accept").orElse("")).contains("text/plain");
        bench.end();
    }

    /** RFC 3261 §11.2: identical to outside, and without an effect on the dialog. */
    @Test
    void insideADialogItIsTheSame() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        talk.dialog().send("OPTIONS");
        var answer = talk.dialog().expectResponse("OPTIONS", 200);
        assertTellsAll(answer);
        assertThat(answer.body()).contains("m=audio 0 ");
        assertThat(talk.call().state()).isEqualTo(CallState.IN_CALL);
        talk.peerHangsUp();
        bench.end();
    }

    @Test
    void whoIsAskedIsReadWithItsRoundTrip() throws IOException {
        var bench = new Bench();
        var asking = bench.line.askOptions("853");
        var options = bench.peer.expectRequest("OPTIONS");
        assertThat(options.header("Accept")).contains("application/sdp");
        bench.run(250);
        bench.peer.respond(
                options,
                200,
                draft -> draft.header("Allow", "INVITE, BYE")
                        .header("Accept", "application/sdp, text/html")
                        .header("Supported", "timer, \u0001broken\u0002")
                        .header("Supported", "100rel")
                        .header("Allow-Events", "dialog")
                        .header("Server", "Peer/1.0\u001b[2J")
                        .body("application/sdp", "v=0\r\n"));
        assertThat(bench.await(asking)).isInstanceOfSatisfying(OptionsOutcome.Ready.class, ready -> {
            assertThat(ready.roundTrip().toMillis()).isBetween(250L, 300L);
            assertThat(ready.capabilities().methods()).containsExactly("INVITE", "BYE");
            assertThat(ready.capabilities().bodies()).containsExactly("application/sdp", "text/html");
            assertThat(ready.capabilities().extensions()).contains("100rel");
            assertThat(ready.capabilities().events()).containsExactly("dialog");
            assertThat(ready.capabilities().product().orElse(""))
                    .startsWith("Peer/1.0")
                    .doesNotContain("\u001b");
            assertThat(ready.capabilities().description()).contains("v=0\r\n");
        });
        bench.end();
    }

    @Test
    void whoIsBusyOrSilentSaysSo() throws IOException {
        var bench = new Bench();
        var busy = bench.line.askOptions("853");
        bench.peer.respond(bench.peer.expectRequest("OPTIONS"), 486);
        assertThat(bench.await(busy))
                .isInstanceOfSatisfying(
                        OptionsOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
        var silent = bench.line.askOptions("853");
        assertThat(bench.await(silent)).isEqualTo(new OptionsOutcome.NoAnswer());
        bench.close();
        assertThat(bench.await(bench.line.askOptions("853")).kind()).isEqualTo(OptionsOutcome.Kind.NOT_SENT);
    }
}
