package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 7989: one identifier on all legs of a call")
class SessionIdTest {
    private static final String NIL = "0".repeat(32);
    private static final String PEER = "47755a9de7794ba387653f2099600ef2";

    @RegisterExtension
    final Stage stage = new Stage();

    /** The letters of the RFC's figures, by UUID. */
    private final Map<String, String> names = new LinkedHashMap<>(Map.of(NIL, "N"));

    private void name(String letter, Call call) {
        names.put(call.sessionId().orElseThrow().local(), letter);
    }

    /** What of a host is a request or an answer of a call, as {@code INVITE {A,N}}. */
    private List<String> said(String host, String... methods) {
        return said(stage.sentBy(host).stream(), methods);
    }

    private List<String> said(Stream<WireMessage> messages, String... methods) {
        return messages.filter(message -> Set.of(methods).contains(message.cseqMethod()))
                .filter(message -> message.isRequest() || message.status() != 401)
                .filter(message -> message.isRequest() || message.status() != 100)
                .map(message -> (message.isRequest() ? message.method() : String.valueOf(message.status()))
                        + ' '
                        + inLetters(message.header("Session-ID")))
                .toList();
    }

    private String inLetters(Optional<String> value) {
        if (value.isEmpty()) {
            return "-";
        }
        var halves = value.get().split(";remote=");
        var first = names.getOrDefault(halves[0], "?");
        return halves.length == 1 ? first : "{" + first + "," + names.getOrDefault(halves[1], "?") + "}";
    }

    private Telephone silent(String number) {
        return stage.registered(number);
    }

    @Test
    @DisplayName("Figure 1: both UUIDs, through the PBX and unchanged")
    void basicCall() {
        var ended = new CopyOnWriteArrayList<PbxCall>();
        stage.startPbx(pbx -> pbx.onEvent(event -> {
            if (event instanceof PbxEvent.CallEnded end) {
                ended.add(end.call());
            }
        }));
        var alice = stage.registered("858");
        var bob = stage.registered("853").answering();
        var call = alice.talkTo("853");
        name("A", call);
        name("B", bob.lastIncoming());
        stage.await(call.hangUp());
        stage.seconds(0.1);
        assertThat(said("858", "INVITE", "ACK", "BYE"))
                .containsSubsequence("INVITE {A,N}", "ACK {A,B}", "BYE {A,B}")
                .allMatch(message -> message.contains("{A,"));
        assertThat(said("853", "INVITE", "BYE")).containsExactly("200 {B,A}", "200 {B,A}");
        assertThat(said("pbx", "INVITE", "ACK", "BYE").stream().distinct())
                .containsExactlyInAnyOrder("INVITE {A,N}", "200 {B,A}", "ACK {A,B}", "BYE {A,B}");
        assertThat(call.sessionId()
                        .orElseThrow()
                        .isSame(bob.lastIncoming().sessionId().orElseThrow()))
                .isTrue();
        assertThat(ended.get(0).sessionId()).isEqualTo(call.sessionId());
        assertThat(stage.requests("858", "REGISTER"))
                .noneMatch(r -> r.header("Session-ID").isPresent());
    }

    @Test
    @DisplayName("§4.2: two calls of one telephone have nothing in common")
    void newForEachCall() {
        stage.startPbx();
        var alice = stage.registered("858");
        stage.registered("853").answering();
        var one = alice.talkTo("853").sessionId().orElseThrow();
        stage.await(alice.lastCall().hangUp());
        var other = alice.talkTo("853").sessionId().orElseThrow();
        assertThat(Set.of(
                        one.local(),
                        one.remote().orElseThrow(),
                        other.local(),
                        other.remote().orElseThrow()))
                .hasSize(4)
                // RFC 4122 §4.4: version 4.
                .allMatch(uuid -> uuid.matches("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}"));
    }

    @Test
    @DisplayName("Figure 2: the transferee keeps its UUID, and does not tell the target that of the transferor")
    void transferByRefer() {
        var alice = stage.direct("858");
        var bob = stage.direct("853").answering();
        var carol = stage.direct("895").answering();
        var call = alice.talkTo(bob.uri());
        name("A", call);
        name("B", bob.lastIncoming());
        stage.await(bob.lastIncoming().blindTransfer(carol.uri()));
        stage.seconds(1);
        name("C", carol.lastIncoming());
        alice.assertTalksWith(carol);
        assertThat(said("853", "REFER")).containsExactly("REFER {B,A}");
        assertThat(said("858", "REFER", "NOTIFY")).isNotEmpty().allMatch(message -> message.endsWith("{A,B}"));
        assertThat(said("895", "INVITE")).containsExactly("200 {C,A}");
        assertThat(said(
                        stage.sentBy("858").stream()
                                .filter(m -> m.header("To").orElseThrow().contains("895")),
                        "INVITE",
                        "ACK"))
                .containsExactly("INVITE {A,N}", "ACK {A,C}");
        assertThat(alice.lastCall().sessionId().orElseThrow().local())
                .isEqualTo(call.sessionId().orElseThrow().local());
    }

    @Test
    @DisplayName("Figure 11: a REFER outside the dialog belongs to the session")
    void referOutsideTheDialog() {
        var alice = stage.direct("858");
        var bob = stage.direct("853").answering();
        var carol = stage.direct("895").answering();
        name("A", alice.talkTo(bob.uri()));
        name("B", bob.lastIncoming());
        stage.await(bob.lastIncoming().blindTransfer(carol.uri(), TransferOptions.DEFAULT.withOwnDialog()));
        stage.seconds(1);
        name("C", carol.lastIncoming());
        assertThat(said("853", "REFER", "NOTIFY"))
                .contains("REFER {B,A}")
                .allMatch(message -> message.endsWith("{B,A}"));
        assertThat(said("858", "REFER", "NOTIFY")).isNotEmpty().allMatch(message -> message.endsWith("{A,B}"));
    }

    @Test
    @DisplayName("Figure 3: behind a transfer by the PBX each end knows the other's UUID")
    void transferByThePbx() {
        stage.startPbx();
        var alice = stage.registered("858");
        var bob = stage.registered("853").answering();
        var carol = stage.registered("895").answering();
        var call = alice.talkTo("853");
        name("A", call);
        name("B", bob.lastIncoming());
        stage.await(bob.lastIncoming().blindTransfer("895"));
        stage.seconds(3);
        name("C", carol.lastIncoming());
        alice.assertTalksWith(carol);
        assertThat(said("895", "INVITE")).containsExactly("200 {C,A}");
        assertThat(call.sessionId()
                        .orElseThrow()
                        .isSame(carol.lastIncoming().sessionId().orElseThrow()))
                .isTrue();
        assertThat(said("pbx", "BYE")).allMatch(message -> message.equals("200 {A,B}"));
        stage.await(call.hangUp());
        stage.seconds(0.1);
        assertThat(said("858", "BYE")).containsExactly("BYE {A,C}");
        assertThat(said(stage.requests("pbx", "BYE").stream(), "BYE")).containsExactly("BYE {A,C}");
    }

    @Test
    @DisplayName("§7: so it is behind an attended one, whose two calls become one session")
    void attendedTransferByThePbx() {
        stage.startPbx();
        var alice = stage.registered("858");
        var bob = stage.registered("853").answering();
        var carol = stage.registered("895").answering();
        var call = alice.talkTo("853");
        var consultation = bob.talkTo("895");
        assertThat(consultation.sessionId().orElseThrow().local())
                .isNotEqualTo(bob.lastIncoming().sessionId().orElseThrow().local());
        stage.await(bob.lastIncoming().attendedTransfer(consultation));
        stage.seconds(3);
        alice.assertTalksWith(carol);
        assertThat(call.sessionId()
                        .orElseThrow()
                        .isSame(carol.lastIncoming().sessionId().orElseThrow()))
                .isTrue();
    }

    @Test
    @DisplayName("§6: who takes the place of a dialog, and in whose place it does, keep their UUIDs")
    void replaces() {
        var alice = stage.direct("858");
        var bob = stage.direct("853").answering();
        var carol = stage.direct("895").answering();
        var call = alice.talkTo(bob.uri());
        var consultation = bob.talkTo(carol.uri());
        var before = carol.lastIncoming().sessionId().orElseThrow();
        stage.await(bob.lastIncoming().attendedTransfer(consultation));
        stage.seconds(1);
        alice.assertTalksWith(carol);
        assertThat(alice.lastCall().sessionId())
                .contains(new SessionId(call.sessionId().orElseThrow().local(), Optional.of(before.local())));
    }

    @Test
    @DisplayName("Figure 10: 100, 181 and CANCEL, and the second place that answers")
    void forwarded() {
        stage.startPbx();
        var alice = stage.registered("858");
        stage.registered("853").on(call -> {
            call.ring();
            name("B", call);
            call.forward("895");
        });
        var carol = stage.registered("895").answering();
        var call = alice.talkTo("853");
        name("A", call);
        name("C", carol.lastIncoming());
        stage.await(call.hangUp());
        stage.seconds(0.1);
        assertThat(said(stage.sentBy("pbx").stream(), "INVITE"))
                .containsSubsequence("INVITE {A,N}", "181 {N,A}", "INVITE {A,N}", "200 {C,A}");
        assertThat(said("858", "BYE")).containsExactly("BYE {A,C}");
    }

    @Test
    @DisplayName("§10.8.2: a CANCEL says what its INVITE said, whatever has been learnt")
    void cancelled() {
        stage.startPbx();
        var alice = stage.registered("858");
        var bob = silent("853").on(call -> {});
        var call = alice.prepare("853");
        call.start();
        stage.seconds(2);
        name("A", call);
        name("B", bob.lastIncoming());
        stage.await(call.hangUp());
        stage.seconds(0.5);
        assertThat(said("858", "CANCEL")).containsExactly("CANCEL {A,N}");
        assertThat(said("pbx", "CANCEL")).containsExactlyInAnyOrder("200 {B,A}", "CANCEL {A,N}");
        assertThat(said("853", "CANCEL", "INVITE")).containsExactlyInAnyOrder("180 {B,A}", "200 {B,A}", "487 {B,A}");
        assertThat(said(stage.requests("pbx", "ACK").stream(), "ACK")).containsExactly("ACK {A,B}");
    }

    @Test
    @DisplayName("§6: a call that is redirected keeps its UUID, and does not know that of the next one")
    void redirected() {
        var alice = stage.direct("858");
        var carol = stage.direct("895").answering();
        var bob = stage.direct("853").on(call -> {
            call.ring();
            name("B", call);
            call.forward(carol.uri());
        });
        var settings = CallSettings.DEFAULT.withRedirections(1);
        var call = alice.prepare(bob.uri(), DialOptions.DEFAULT.withSettings(settings));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        name("A", call);
        name("C", carol.lastIncoming());
        stage.await(call.hangUp());
        stage.seconds(0.1);
        assertThat(said("858", "INVITE", "ACK", "BYE"))
                .containsExactly("INVITE {A,N}", "ACK {A,B}", "INVITE {A,N}", "ACK {A,C}", "BYE {A,C}");
    }

    @Test
    @DisplayName(
            "§9: a conference that shows itself has one UUID for all who are in it, and who leaves has the old one again")
    void conference() {
        stage.startPbx();
        var focus = stage.registered("858");
        stage.registered("853").answering();
        stage.registered("895").answering();
        var one = focus.talkTo("853");
        var other = focus.talkTo("895");
        var alone = one.sessionId().orElseThrow();
        try (var room = focus.phone().openConference(8).showFocus()) {
            room.join(one);
            room.join(other);
            stage.seconds(0.1);
            var together = one.sessionId().orElseThrow();
            assertThat(together.local()).isNotEqualTo(alone.local());
            assertThat(other.sessionId().orElseThrow().local()).isEqualTo(together.local());
            names.put(together.local(), "M");
            names.put(together.remote().orElseThrow(), "B");
            stage.await(one.sendMessage("Welcome"));
            assertThat(said("858", "MESSAGE")).containsExactly("MESSAGE {M,B}");
        }
        stage.seconds(0.1);
        assertThat(one.sessionId()).contains(alone);
    }

    @Test
    @DisplayName("§7: for a telephone that says none the PBX says one, where the other wants to know")
    void oneThatKnowsNothing() {
        stage.startPbx();
        var alice = stage.registered("858");
        var bob = stage.registered("853").answering();
        var call = bob.prepare("858", DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withoutSessionId()));
        alice.answering();
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        stage.seconds(1);
        assertThat(call.sessionId()).isEmpty();
        var id = alice.lastIncoming().sessionId().orElseThrow();
        // RFC 4122 §4.3: version 5.
        assertThat(id.remote().orElseThrow()).matches("[0-9a-f]{12}5[0-9a-f]{3}[89ab][0-9a-f]{15}");
        name("A", alice.lastIncoming());
        names.put(id.remote().orElseThrow(), "B");
        assertThat(said("853", "INVITE", "ACK")).allMatch(message -> message.endsWith("-"));
        stage.await(alice.lastIncoming().hangUp());
        stage.seconds(0.1);
        assertThat(said("858", "BYE")).containsExactly("BYE {A,B}");
    }

    @Test
    @DisplayName("a call in which nobody says one has none, and a PBX that passes none on neither")
    void withoutAny() {
        stage.startPbx(pbx -> pbx.withoutSessionId());
        var alice = stage.registered("858");
        var bob = stage.registered("853").answering();
        var call = alice.talkTo("853");
        assertThat(call.sessionId().orElseThrow().remote()).isEmpty();
        assertThat(bob.lastIncoming().sessionId().orElseThrow().remote()).isEmpty();
        assertThat(stage.sentBy("pbx"))
                .noneMatch(message -> message.header("Session-ID").isPresent());
    }

    @Test
    @DisplayName("§11: one that knows RFC 7329 alone gets back what it has sent, and nothing else")
    void oldCaller() {
        var peer = stage.peer("old", "old", "10.0.3.1", 5_060);
        var phone = stage.direct("858").answering();
        var dialog = peer.newDialog(phone.uri());
        var audio = stage.probe("old", 7_000);
        names.put(PEER, "P");
        var invite = dialog.send(
                "INVITE",
                draft -> draft.header("Session-ID", PEER)
                        .header("Contact", "<" + peer.uri() + ">")
                        .body("application/sdp", audio.sdp()));
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(invite, answer);
        assertThat(inLetters(answer.header("Session-ID"))).isEqualTo("P");
        var call = phone.lastIncoming();
        call.hangUp();
        var bye = dialog.expectRequest("BYE");
        dialog.respond(bye, 200);
        assertThat(inLetters(bye.header("Session-ID"))).isEqualTo("P");
        stage.await(call.ended());
    }

    @Test
    @DisplayName("§11: an answer with our own UUID is from such a one too, and what follows goes as it came")
    void oldCallee() {
        var old = stage.peer("old", "old", "10.0.3.1", 5_060);
        var audio = stage.probe("old", 7_000);
        var phone = stage.direct("858");
        for (var expected : List.of("{A,N}", "A")) {
            var call = phone.prepare(old.uri());
            var started = call.start();
            var invite = old.expectRequest("INVITE");
            name("A", call);
            var dialog = old.dialog(invite);
            var sent = invite.header("Session-ID").orElseThrow();
            var back = expected.equals("A") ? sent.substring(0, 32) : sent;
            dialog.respond(invite, 180, draft -> draft.header("Session-ID", back));
            dialog.respond(
                    invite,
                    200,
                    draft -> draft.header("Session-ID", back)
                            .header("Contact", "<" + old.uri() + ">")
                            .body("application/sdp", audio.sdp()));
            var ack = dialog.expectRequest("ACK");
            assertThat(stage.await(started).isAnswered()).isTrue();
            call.hangUp();
            var bye = dialog.expectRequest("BYE");
            dialog.respond(bye, 200);
            stage.await(call.ended());
            assertThat(said(Stream.of(ack, bye), "ACK", "BYE")).containsExactly("ACK " + expected, "BYE " + expected);
        }
    }

    @Test
    @DisplayName("§8: another UUID counts when its request was taken, and the answer names it in any case")
    void changedByThePeer() {
        var page = PageCall.incoming(stage);
        names.put(PEER, "P");
        var second = PEER.replace('4', '5');
        names.put(second, "Q");
        name("A", page.call());
        page.dialog().send("OPTIONS", draft -> draft.header("Session-ID", PEER + ";remote=" + NIL));
        assertThat(inLetters(page.dialog().expectResponse("OPTIONS", 200).header("Session-ID")))
                .isEqualTo("{A,P}");
        page.dialog()
                .send(
                        "SUBSCRIBE",
                        draft -> draft.header("Session-ID", second + ";remote=" + NIL)
                                .header("Event", "nothing"));
        assertThat(inLetters(page.dialog().expectResponse("SUBSCRIBE", 403).header("Session-ID")))
                .isEqualTo("{A,Q}");
        page.call().hangUp();
        var bye = page.dialog().expectRequest("BYE");
        page.dialog().respond(bye, 200);
        assertThat(inLetters(bye.header("Session-ID"))).isEqualTo("{A,P}");
        stage.await(page.call().ended());
    }
}
