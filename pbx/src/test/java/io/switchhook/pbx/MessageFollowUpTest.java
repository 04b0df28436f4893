package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.PeerDialog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3428, RFC 4320 §4.2: a message goes on as a call does, while its sender waits, and to nobody twice")
class MessageFollowUpTest {
    private static final String AT = "192.0.2.50";
    private static final String NOBODY = "877";

    private static Bench bench(CallRoute route, Trunk... trunks) throws IOException {
        return new Bench(builder -> {
            List.of(trunks).forEach(builder::trunk);
            return builder.extension(NOBODY, Bench.SECRET).dialPlan(call -> route);
        });
    }

    private static PeerDialog send(Bench bench) {
        var dialog = bench.anna.peer().newDialog("sip:team@192.0.2.10");
        var plain = dialog.send("MESSAGE", draft -> draft.remove("Contact").body("text/plain", "hello"));
        dialog.sendAuthorized(plain, dialog.expectResponse("MESSAGE", 401), "858", Bench.SECRET);
        return dialog;
    }

    private static void answer(Bench.Telephone telephone, int status) {
        var message = telephone.peer().expectRequest("MESSAGE");
        assertThat(message.body()).isEqualTo("hello");
        telephone.peer().respond(message, status);
    }

    @Test
    void whoIsBusyIsFollowedByWhoeverIsForThat() throws IOException {
        var bench = bench(CallRoute.to("853").ifBusy(CallRoute.to("895")).ifUnreachable(CallRoute.reject(603)));
        var dialog = send(bench);
        answer(bench.bert, 486);
        answer(bench.carl, 200);
        dialog.expectResponse("MESSAGE", 200);
        bench.end();
    }

    @Test
    void nobodyIsThereAndTheNextOneGetsIt() throws IOException {
        var bench = bench(CallRoute.to(NOBODY).ifUnreachable(CallRoute.to("895")));
        var dialog = send(bench);
        answer(bench.carl, 202);
        dialog.expectResponse("MESSAGE", 202);
        bench.end();
    }

    @Test
    void withoutANextOneTheSenderIsToldThatNobodyIsThere() throws IOException {
        var bench = bench(CallRoute.to(NOBODY).ifBusy(CallRoute.to("895")));
        send(bench).expectResponse("MESSAGE", 480);
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {415, 480, 486, 500, 503, 603})
    void whateverTheTrunkRefusesWithTheNextStepIsTaken(int refusal) throws IOException {
        var trunk = Trunk.to("sip:" + AT).withSource(AT).withMessages();
        var bench = bench(CallRoute.to(CallTarget.through(trunk, "4711")).otherwise(CallRoute.to("853")), trunk);
        var provider = new Provider(bench, AT);
        var dialog = send(bench);
        provider.peer().respond(provider.peer().expectRequest("MESSAGE"), refusal);
        answer(bench.bert, 200);
        dialog.expectResponse("MESSAGE", 200);
        bench.end();
    }

    @Test
    void trunkThatTakesNoMessagesIsPassedOver() throws IOException {
        var trunk = Trunk.to("sip:" + AT).withSource(AT);
        var bench = bench(CallRoute.to(CallTarget.through(trunk, "4711")).otherwise(CallRoute.to("853")), trunk);
        var dialog = send(bench);
        answer(bench.bert, 200);
        dialog.expectResponse("MESSAGE", 200);
        bench.end();
    }

    @Test
    void senderIsToldWhatTheLastStepSays() throws IOException {
        var bench = bench(CallRoute.to("853").otherwise(CallRoute.to("895").otherwise(CallRoute.reject(606))));
        var dialog = send(bench);
        answer(bench.bert, 486);
        answer(bench.carl, 403);
        dialog.expectResponse("MESSAGE", 606);
        bench.end();
    }

    @Test
    @DisplayName("who says nothing may have it, so that nobody else is sent it; the sender is told before it gives up")
    void whoSaysNothingMayHaveIt() throws IOException {
        var bench = bench(CallRoute.to("853").otherwise(CallRoute.to("895")));
        var dialog = send(bench);
        bench.bert.peer().expectRequest("MESSAGE");
        bench.anna.peer().expectNothing(Duration.ofSeconds(24));
        dialog.expectResponse("MESSAGE", 480, Duration.ofSeconds(2));
        bench.carl.peer().expectNothing(Duration.ofSeconds(15));
        bench.end();
    }

    @Test
    void neitherIsItSentOnAfter408() throws IOException {
        var bench = bench(CallRoute.to("853").otherwise(CallRoute.to("895")));
        var dialog = send(bench);
        answer(bench.bert, 408);
        dialog.expectResponse("MESSAGE", 480);
        bench.carl.peer().expectNothing(Duration.ofSeconds(5));
        bench.end();
    }

    @Test
    void noStepIsBegunThatCouldNotBeAnsweredInTime() throws IOException {
        var bench = bench(CallRoute.to("853").otherwise(CallRoute.to("895")));
        var dialog = send(bench);
        var message = bench.bert.peer().expectRequest("MESSAGE");
        bench.run(21_000);
        bench.bert.peer().respond(message, 486);
        dialog.expectResponse("MESSAGE", 486);
        bench.carl.peer().expectNothing(Duration.ofSeconds(5));
        bench.end();
    }
}
