package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of one telephone's messages reaches the other telephone of the call. */
class PassedContentTest {
    private static final List<String> OF_CALLER = List.of(
            "Subject",
            "Call-Info",
            "Organization",
            "In-Reply-To",
            "User-to-User",
            "History-Info",
            "Diversion",
            "X-Customer");

    private final Bench bench;

    PassedContentTest() throws IOException {
        bench = new Bench();
    }

    private Bench.Leg dial(UnaryOperator<Draft> more) {
        return bench.anna.dial(
                "853",
                draft -> more.apply(draft)
                        .body("application/sdp", bench.anna.ear().sdp()));
    }

    private static Draft talkative(Draft draft) {
        return draft.header("Subject", "Your order")
                .header("Call-Info", "<https://example.com/anna.png>;purpose=icon")
                .header("Organization", "Example")
                .header("In-Reply-To", "last@example.com")
                .header("User-to-User", "56a390f3d2b7310023a2;encoding=hex")
                .header("History-Info", "<sip:853@example.com>;index=1")
                .header("Diversion", "<sip:800@example.com>;reason=unconditional")
                .header("X-Customer", "4711")
                .header("Alert-Info", "<urn:alert:source:internal>")
                .header("Priority", "urgent")
                .header("Answer-Mode", "Auto");
    }

    @Test
    void whatTheCallerSaysReachesWhoeverIsCalled() {
        var anna = dial(draft -> talkative(draft).header("x-customer", "4712").header("X-Trace", "a, b"));
        var bert = bench.bert.ring();
        OF_CALLER.forEach(
                name -> assertThat(bert.invite().header(name)).as(name).isPresent());
        assertThat(bert.invite().headers("X-Customer")).containsExactly("4711", "4712");
        assertThat(bert.invite().header("X-Trace")).contains("a, b");
        assertThat(bert.invite().header("Alert-Info")).contains("<urn:alert:source:internal>");
        assertThat(bert.invite().header("Priority")).contains("urgent");
        assertThat(bert.invite().header("Answer-Mode")).contains("Auto");
        bert.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void whoIsNotToBeKnownSaysNoMoreThanHowToRing() {
        var anna = dial(draft -> talkative(draft).header("Privacy", "id"));
        var bert = bench.bert.ring();
        OF_CALLER.forEach(
                name -> assertThat(bert.invite().header(name)).as(name).isEmpty());
        assertThat(bert.invite().header("Alert-Info")).isPresent();
        bert.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void whatOnlyAServerMaySayIsNotPassedOn() {
        var anna = dial(draft -> draft.header("P-Asserted-Identity", "<sip:boss@example.com>")
                .header("P-Charging-Vector", "icid-value=1")
                .header("Remote-Party-ID", "<sip:boss@example.com>")
                .header("X-Odd", "a\u0001b"));
        var bert = bench.bert.ring();
        for (var name :
                List.of("P-Asserted-Identity", "P-Charging-Vector", "Remote-Party-ID", "Authorization", "X-Odd")) {
            assertThat(bert.invite().header(name)).as(name).isEmpty();
        }
        bert.refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @Test
    void theWordsOfARefusalReachTheCaller() {
        var anna = dial(draft -> draft);
        bench.bert
                .ring()
                .refuse(
                        486,
                        draft -> draft.header("Warning", "399 phone \"User reject\"")
                                .header("Reason", "Q.850;cause=17;text=\"User busy\"")
                                .header("Retry-After", "60"));
        var refusal = anna.dialog().expectResponse("INVITE", 486);
        anna.dialog().ack(anna.invite(), refusal);
        assertThat(refusal.header("Warning")).contains("399 phone \"User reject\"");
        assertThat(refusal.header("Reason")).contains("Q.850;cause=17;text=\"User busy\"");
        assertThat(refusal.header("Retry-After")).contains("60");
        bench.end();
    }

    @Test
    void theWordsOfARefusalThatIsNotPassedOnAreNot() {
        var anna = dial(draft -> draft);
        bench.bert.ring().refuse(503, draft -> draft.header("Retry-After", "3600"));
        var refusal = anna.dialog().expectResponse("INVITE", 500);
        anna.dialog().ack(anna.invite(), refusal);
        assertThat(refusal.header("Retry-After")).isEmpty();
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({"BYE", "CANCEL"})
    void whyACallEndsReachesTheOtherTelephone(String method) {
        var anna = dial(draft -> draft);
        var bert = bench.bert.ring();
        var reason = "SIP;cause=200;text=\"Call completed elsewhere\"";
        if (method.equals("BYE")) {
            bert.answer();
            anna.answered();
            anna.dialog().send("BYE", draft -> draft.header("Reason", reason));
            anna.dialog().expectResponse("BYE", 200);
            var bye = bert.dialog().expectRequest("BYE");
            bert.dialog().respond(bye, 200);
            assertThat(bye.header("Reason")).contains(reason);
        } else {
            anna.dialog().expectResponse("INVITE", 180);
            anna.dialog().cancel(anna.invite(), draft -> draft.header("Reason", reason));
            anna.refused(487);
            var cancel = bench.bert.peer().expectRequest("CANCEL");
            bench.bert.peer().respond(cancel, 200);
            bert.dialog().respond(bert.invite(), 487);
            assertThat(cancel.header("Reason")).contains(reason);
        }
        bench.end();
    }
}
