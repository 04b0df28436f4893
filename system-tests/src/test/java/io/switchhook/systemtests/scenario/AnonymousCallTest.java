package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingMessage;
import io.switchhook.phone.MessageContent;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3323, 3325, 5079: callers who do not want to be known")
class AnonymousCallTest {
    private static final DialOptions ANONYMOUS = DialOptions.DEFAULT.anonymously();
    private static final String FROM = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";

    @RegisterExtension
    final Stage stage = new Stage();

    private OutgoingCall talkAnonymously(Telephone caller, String target) {
        var call = caller.prepare(target, ANONYMOUS);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        return call;
    }

    private void assertNobodyTold(Telephone called, String number) {
        var told = stage.sentBy("pbx").stream()
                .filter(message -> message.isRequest()
                        && message.requestUri().contains(called.host().address().getHostAddress()))
                .map(WireMessage::toString);
        assertThat(told).isNotEmpty().noneMatch(text -> text.contains(number));
    }

    @Test
    @DisplayName("RFC 3323 §4.1.1.3, RFC 3325 §9: the PBX is told who calls, the called telephone is not")
    void pbxKnowsAndTheCalledDoesNot() {
        stage.startPbx();
        var caller = stage.registered("858");
        var called = stage.registered("853").answering();
        var call = talkAnonymously(caller, "853");
        var invites = stage.requests("858", "INVITE");
        assertThat(invites).allSatisfy(invite -> {
            assertThat(invite.header("From").orElseThrow()).startsWith(FROM);
            assertThat(invite.header("Privacy")).contains("id");
            assertThat(invite.header("P-Preferred-Identity").orElseThrow()).contains("sip:858@");
            assertThat(invite.header("Contact").orElseThrow()).doesNotContain("858");
        });
        caller.assertTalksWith(called);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        var incoming = called.lastIncoming();
        assertThat(incoming.isAnonymous()).isTrue();
        assertThat(incoming.remoteNumber()).isEqualTo("anonymous");
        assertThat(incoming.callerName()).contains("Anonymous");
        stage.await(call.hangUp());
        assertNobodyTold(called, "858");
    }

    @Test
    @DisplayName("RFC 3325 §9.2: called past every server of ours, nobody is told by P-Preferred-Identity")
    void directly() {
        var caller = stage.direct("858");
        var called = stage.direct("853").answering();
        talkAnonymously(caller, called.uri());
        var invite = stage.requests("858", "INVITE").get(0);
        assertThat(invite.header("From").orElseThrow()).startsWith(FROM);
        assertThat(invite.header("Privacy")).contains("id");
        assertThat(invite.toString()).doesNotContain("858");
        assertThat(called.lastIncoming().isAnonymous()).isTrue();
        called.lastIncoming().hangUp();
        stage.await(called.lastIncoming().ended());
    }

    @Test
    @DisplayName("RFC 5627 §4.4: by its temporary GRUU a caller can be reached and not be known")
    void temporaryGruu() {
        stage.startPbx();
        var desk = stage.telephone(
                "desk",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .outbound("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
                        .build());
        desk.register();
        stage.registered("853").answering();
        talkAnonymously(desk, "853");
        assertThat(stage.requests("desk", "INVITE").get(0).header("Contact").orElseThrow())
                .contains(desk.line().temporaryGruu().orElseThrow())
                .doesNotContain("858");
    }

    @Test
    @DisplayName("Who is transferred stays unknown to the target, by a PBX")
    void transferred() {
        stage.startPbx();
        var caller = stage.registered("858");
        var called = stage.registered("853").answering();
        var target = stage.registered("895").answering();
        talkAnonymously(caller, "853");
        var outcome = stage.await(called.lastIncoming().blindTransfer("895"));
        assertThat(outcome).isInstanceOf(TransferOutcome.Completed.class);
        caller.assertTalksWith(target);
        assertThat(target.lastIncoming().isAnonymous()).isTrue();
        assertNobodyTold(target, "858");
    }

    @Test
    @DisplayName("Who is transferred stays unknown to the target, past every server")
    void transferredDirectly() {
        var caller = stage.direct("858");
        var called = stage.direct("853").answering();
        var target = stage.direct("895").answering();
        talkAnonymously(caller, called.uri());
        assertThat(stage.await(called.lastIncoming().blindTransfer(target.uri()))
                        .isSuccess())
                .isTrue();
        caller.assertTalksWith(target);
        var invite = stage.requests("858", "INVITE").stream()
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(invite.requestUri()).contains("895");
        assertThat(invite.header("From").orElseThrow()).startsWith(FROM);
    }

    @Test
    @DisplayName("RFC 5876 §3.2: a message too: the PBX is told who sends it, the reader is not")
    void message() {
        stage.startPbx();
        var sender = stage.registered("858");
        var reader = stage.registered("853");
        var heard = new ArrayList<IncomingMessage>();
        reader.phone().onMessage(heard::add);
        var content = MessageContent.text("Guess who");
        assertThat(stage.await(sender.line().sendMessage("853", content.anonymously())))
                .isInstanceOf(MessageOutcome.Delivered.class);
        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).isAnonymous()).isTrue();
        assertThat(heard.get(0).fromNumber()).isEqualTo("anonymous");
        assertThat(heard.get(0).text()).contains("Guess who");
        assertThat(stage.requests("858", "MESSAGE")).allSatisfy(message -> {
            assertThat(message.header("From").orElseThrow()).startsWith(FROM);
            assertThat(message.header("P-Preferred-Identity").orElseThrow()).contains("sip:858@");
        });
        assertNobodyTold(reader, "858");
        assertThat(stage.await(sender.line().sendMessage("853", content))).isInstanceOf(MessageOutcome.Delivered.class);
        assertThat(heard.get(1).isAnonymous()).isFalse();
        assertThat(heard.get(1).fromNumber()).isEqualTo("858");
    }

    @Test
    @DisplayName("RFC 3325 §6: who has the secret of one extension is not another for being anonymous")
    void stolenIdentity() {
        stage.startPbx();
        var thief = stage.registered("858");
        stage.registered("853").answering();
        var call = thief.prepare(
                "853",
                DialOptions.DEFAULT
                        .anonymously()
                        .withHeader("P-Preferred-Identity", "<sip:895@" + Stage.PBX_ADDRESS + ">"));
        assertThat(stage.await(call.start()))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    @Test
    @DisplayName("RFC 5079: a line may reject them with 433")
    void rejected() {
        stage.startPbx();
        var caller = stage.registered("858");
        var called = stage.registered("853").answering();
        called.line().rejectList().rejectAnonymous(true);
        var call = caller.prepare("853", ANONYMOUS);
        assertThat(stage.await(call.start()))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(433));
        caller.talkTo("853");
        assertThat(called.lastIncoming().isAnonymous()).isFalse();
    }

    @Test
    @DisplayName("RFC 3325 §5: what the server asserts is told, what a stranger asserts is not")
    void assertedIdentity() {
        var pbx = stage.peerAsPbx("895").lenient();
        var stranger = stage.peer("666", "stranger", "10.0.0.66", 5_060).lenient();
        var phone = stage.unregistered("853").on(call -> {});
        var registered = phone.line().register();
        var uri = pbx.acceptRegistration().contactUri().orElseThrow();
        stage.await(registered);
        pbx.newDialog(uri)
                .send(
                        "INVITE",
                        draft -> draft.header("P-Asserted-Identity", "\"Alice\" <sip:+49301234@provider.example>")
                                .header("Privacy", "id"));
        stage.until(() -> phone.incoming().size() == 1);
        assertThat(phone.lastIncoming().assertedNumber()).contains("+49301234");
        assertThat(phone.lastIncoming().isAnonymous()).isTrue();
        stage.await(phone.lastIncoming().reject());
        stranger.newDialog(uri)
                .send("INVITE", draft -> draft.header("P-Asserted-Identity", "<sip:+49301234@provider.example>"));
        stage.until(() -> phone.incoming().size() == 2);
        assertThat(phone.lastIncoming().assertedNumber()).isEmpty();
        assertThat(phone.lastIncoming().state()).isEqualTo(CallState.RINGING);
        stage.await(phone.lastIncoming().reject());
    }
}
