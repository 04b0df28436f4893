package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.PeerDialog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Where messages go that are for no extension, and those that a trunk brings: RFC 3428. */
class MessagePlanTest {
    private static final String AT = "192.0.2.50";
    private static final String BACKUP = "192.0.2.60";

    private final List<DialledCall> asked = new ArrayList<>();
    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench(DialPlan plan, Trunk... trunks) throws IOException {
        return new Bench(builder -> {
            List.of(trunks).forEach(builder::trunk);
            return builder.onEvent(events::add).dialPlan(call -> {
                asked.add(call);
                return plan.route(call);
            });
        });
    }

    private static Trunk trunk() {
        return Trunk.to("sip:" + AT).named("provider").withSource(AT);
    }

    private static PeerDialog send(Bench.Telephone from, String to) {
        return send(from, to, "hello");
    }

    private static PeerDialog send(Bench.Telephone from, String to, String text) {
        var dialog = from.peer().newDialog("sip:" + to + "@192.0.2.10");
        var plain = dialog.send("MESSAGE", draft -> draft.remove("Contact").body("text/plain", text));
        dialog.sendAuthorized(plain, dialog.expectResponse("MESSAGE", 401), from.number(), Bench.SECRET);
        return dialog;
    }

    private static PeerDialog sendFrom(Provider provider, String to) {
        var dialog = provider.peer().newDialog("sip:" + to + "@192.0.2.10");
        Consumer<io.switchhook.testkit.Draft> words = draft -> draft.remove("Contact")
                .replace("From", "<sip:030555@" + AT + ">;tag=" + dialog.localTag())
                .body("text/plain", "hello");
        dialog.send("MESSAGE", words);
        return dialog;
    }

    @Test
    void extensionsComeFirst() throws IOException {
        var bench = bench(call -> CallRoute.to("895"));
        var dialog = send(bench.anna, "853");
        bench.bert.peer().respond(bench.bert.peer().expectRequest("MESSAGE"), 200);
        dialog.expectResponse("MESSAGE", 200);
        assertThat(asked).isEmpty();
        bench.end();
    }

    @Test
    void anotherNumberGoesToAllThatThePlanNames() throws IOException {
        var bench = bench(call -> CallRoute.to("853", "895").shownAs("100"));
        var dialog = send(bench.anna, "team");
        var one = bench.bert.peer().expectRequest("MESSAGE");
        var two = bench.carl.peer().expectRequest("MESSAGE");
        assertThat(one.body()).isEqualTo("hello");
        assertThat(one.header("From").orElse("")).contains("sip:100@");
        bench.bert.peer().respond(one, 486);
        bench.carl.peer().respond(two, 200);
        dialog.expectResponse("MESSAGE", 200);
        assertThat(asked).singleElement().satisfies(call -> {
            assertThat(call.caller()).isEqualTo("858");
            assertThat(call.dialled()).isEqualTo("team");
            assertThat(call.trunk()).isEmpty();
            assertThat(call.invite().method().name()).isEqualTo("MESSAGE");
        });
        bench.end();
    }

    @Test
    void aPlanThatKnowsNobodyIs404AndOneThatFailsIs500() throws IOException {
        var bench = bench(call -> switch (call.dialled()) {
            case "broken" -> throw new IOException("no table");
            case "never" -> CallRoute.reject(603);
            default -> CallRoute.asDialled();
        });
        send(bench.anna, "777").expectResponse("MESSAGE", 404);
        send(bench.anna, "never").expectResponse("MESSAGE", 603);
        send(bench.anna, "broken").expectResponse("MESSAGE", 500);
        bench.run(100);
        assertThat(events).filteredOn(PbxEvent.DialPlanFailed.class::isInstance).hasSize(1);
        bench.end();
    }

    @Test
    void aTrunkTakesThemWhenItMay() throws IOException {
        var trunk = trunk().withLogin("account", Provider.SECRET).withMessages();
        var bench = bench(call -> CallRoute.to(CallTarget.through(trunk, call.dialled())), trunk);
        var provider = new Provider(bench, AT);
        var dialog = send(bench.anna, "4711");
        var message = provider.peer().expectRequest("MESSAGE");
        assertThat(message.requestUri()).isEqualTo("sip:4711@" + AT);
        assertThat(message.header("From").orElse("")).contains("<sip:account@" + AT + ">");
        assertThat(message.body()).isEqualTo("hello");
        provider.peer().respond(message, 202);
        dialog.expectResponse("MESSAGE", 202);
        bench.end();
    }

    @Test
    void andTheNextOneFor503() throws IOException {
        var first = trunk().withMessages();
        var second = Trunk.to("sip:" + BACKUP).withMessages();
        var bench =
                bench(call -> CallRoute.to(CallTarget.through(List.of(first, second), call.dialled())), first, second);
        var provider = new Provider(bench, AT);
        var other = new Provider(bench, BACKUP);
        var dialog = send(bench.anna, "4711");
        provider.peer().respond(provider.peer().expectRequest("MESSAGE"), 503);
        other.peer().respond(other.peer().expectRequest("MESSAGE"), 200);
        dialog.expectResponse("MESSAGE", 200);
        bench.end();
    }

    @Test
    void aTrunkThatWasNotToldSoTakesNone() throws IOException {
        var trunk = trunk().withOtherIncoming(CallRoute.asDialled());
        var bench = bench(call -> CallRoute.to(CallTarget.through(trunk, call.dialled())), trunk);
        var provider = new Provider(bench, AT);
        send(bench.anna, "4711").expectResponse("MESSAGE", 403);
        sendFrom(provider, "853").expectResponse("MESSAGE", 403);
        bench.end();
    }

    @Test
    void whatATrunkBringsGoesWhereItsCallsGo() throws IOException {
        var out = Trunk.to("sip:" + BACKUP).withMessages();
        var trunk = trunk().withMessages()
                .withIncoming("4930100", CallRoute.to("853"))
                .withIncoming("4930200", CallRoute.to(CallTarget.through(out, "1")))
                .withIncomingByPlan();
        var bench = bench(call -> CallRoute.asDialled(), trunk, out);
        var provider = new Provider(bench, AT);
        var dialog = sendFrom(provider, "4930100");
        var message = bench.bert.peer().expectRequest("MESSAGE");
        assertThat(message.header("From").orElse("")).contains("sip:030555@192.0.2.10");
        bench.bert.peer().respond(message, 200);
        dialog.expectResponse("MESSAGE", 200);
        // Not out again.
        sendFrom(provider, "4930200").expectResponse("MESSAGE", 403);
        var planned = sendFrom(provider, "895");
        bench.carl.peer().respond(bench.carl.peer().expectRequest("MESSAGE"), 200);
        planned.expectResponse("MESSAGE", 200);
        sendFrom(provider, "777").expectResponse("MESSAGE", 404);
        assertThat(asked).extracting(DialledCall::caller).containsOnly("030555@" + AT);
        bench.end();
    }

    /** RFC 3428 §8. */
    @Test
    void whatIsTooLargeForDatagramsDoesNotLeaveByThem() throws IOException {
        var trunk = trunk().withMessages();
        var bench = bench(call -> CallRoute.to(CallTarget.through(trunk, call.dialled())), trunk);
        new Provider(bench, AT);
        send(bench.anna, "4711", "x".repeat(1_400)).expectResponse("MESSAGE", 513);
        bench.end();
    }
}
