package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.PeerDialog;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Max-Forwards counts on through the PBX, so that a loop through another server ends: RFC 3261 §16.3 step 3, §20.22. */
class HopsTest {
    private final Bench bench;

    HopsTest() throws IOException {
        bench = new Bench();
    }

    private Bench.Leg call(Bench.Telephone from, String to, String hops) {
        return from.dial(
                to,
                draft -> draft.replace("Max-Forwards", hops)
                        .body("application/sdp", from.ear().sdp()));
    }

    /** Sends a request outside calls, with credentials; the dialog to wait for the answer in. */
    private PeerDialog ask(String method, String to, String hops) {
        var dialog = bench.anna.peer().newDialog("sip:" + to + "@192.0.2.10");
        var plain = dialog.send(method, draft -> {
            draft.replace("Max-Forwards", hops);
            if (method.equals("MESSAGE")) {
                draft.remove("Contact").body("text/plain", "hello");
            }
        });
        dialog.sendAuthorized(plain, dialog.expectResponse(method, 401), "858", Bench.SECRET);
        return dialog;
    }

    @ParameterizedTest
    @CsvSource({"7, 6", "1, 0", "255, 254"})
    void eachTelephoneOfTheExtensionGetsOneLess(String sent, String passed) throws IOException {
        var mobile = bench.telephone("853", "192.0.2.4");
        var anna = call(bench.anna, "853", sent);
        var desk = bench.bert.ring();
        var pocket = mobile.ring();
        assertThat(desk.invite().header("Max-Forwards")).contains(passed);
        assertThat(pocket.invite().header("Max-Forwards")).contains(passed);
        desk.refuse(486, draft -> {});
        pocket.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void aCallerThatDoesNotCountIsCountedFrom70() {
        var anna = bench.anna.dial(
                "853",
                draft -> draft.remove("Max-Forwards")
                        .body("application/sdp", bench.anna.ear().sdp()));
        var bert = bench.bert.ring();
        assertThat(bert.invite().header("Max-Forwards")).contains("70");
        bert.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void whoIsSentOnIsNoHopFurther() {
        var anna = call(bench.anna, "853", "7");
        bench.bert.ring().refuse(302, draft -> draft.header("Contact", "<sip:895@192.0.2.10>"));
        var carl = bench.carl.ring();
        assertThat(carl.invite().header("Max-Forwards")).contains("6");
        carl.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void aLoopThroughAnotherServerEnds() {
        var anna = call(bench.anna, "853", "5");
        var first = bench.bert.ring();
        var again = call(bench.bert, "853", left(first, 1));
        var second = bench.bert.ring();
        var last = call(bench.bert, "853", left(second, 2));
        last.refused(483);
        second.refuse(483, draft -> {});
        again.refused(483);
        first.refuse(483, draft -> {});
        anna.refused(483);
        bench.run(1_000);
        assertThat(bench.bert.peer().received().stream().filter(m -> m.isRequest("INVITE")))
                .hasSize(2);
        bench.end();
    }

    private static String left(Bench.Leg call, int servers) {
        return String.valueOf(
                Integer.parseInt(call.invite().header("Max-Forwards").orElseThrow()) - servers);
    }

    @Test
    void whatIsNotPassedOnNeedsNoHop() {
        call(bench.anna, "999", "0").refused(404);
        var dialog = bench.anna.peer().newDialog("sip:192.0.2.10");
        dialog.send("OPTIONS", draft -> draft.replace("Max-Forwards", "0"));
        dialog.expectResponse("OPTIONS", 200);
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS"})
    void requestsOutsideCallsCountToo(String method) {
        var dialog = ask(method, "853", "3");
        var passed = bench.bert.peer().expectRequest(method);
        assertThat(passed.headers("Max-Forwards")).containsExactly("2");
        bench.bert.peer().respond(passed, 200);
        dialog.expectResponse(method, 200);
        ask(method, "853", "0").expectResponse(method, 483);
        bench.end();
    }

    @Test
    void theCallOfATransferCountsOnFromTheRefer() {
        var talk = bench.talk();
        refer(talk.anna(), "0");
        talk.anna().expectReport("483");
        refer(talk.anna(), "5");
        var carl = bench.carl.ring();
        assertThat(carl.invite().header("Max-Forwards")).contains("4");
        carl.refuse(486, draft -> {});
        talk.anna().expectReport("486");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    private static void refer(Bench.Leg transferor, String hops) {
        transferor
                .dialog()
                .send("REFER", draft -> draft.replace("Max-Forwards", hops).header("Refer-To", "<sip:895@192.0.2.10>"));
        transferor.dialog().expectResponse("REFER", 202);
    }
}
