package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 5627: an address that leads to one telephone of several")
class GruuTest {
    private static final String DESK = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String KITCHEN = "urn:uuid:00000000-7dec-11d0-a765-00a0c91e6bf6";
    private static final String DESK_GRUU = "sip:858@" + Stage.PBX_ADDRESS + ";gr=" + DESK;

    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone telephone(String name, String instance) {
        return stage.telephone(
                name,
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .outbound(instance)
                        .build());
    }

    @Test
    @DisplayName("§4.1, §4.2: asked for, granted, shown on the line, and gone with the registration")
    void lineKnowsItsOwn() {
        stage.startPbx();
        var desk = telephone("desk", DESK);
        assertThat(desk.line().gruu()).isEmpty();
        desk.register();
        assertThat(stage.requests("desk", "REGISTER").get(0).elements("Supported"))
                .contains("gruu");
        assertThat(desk.line().gruu()).contains(DESK_GRUU);
        assertThat(desk.line().temporaryGruu().orElseThrow()).startsWith("sip:tgruu.");
        stage.await(desk.line().unregister());
        assertThat(desk.line().gruu()).isEmpty();
        assertThat(desk.line().temporaryGruu()).isEmpty();
    }

    @Test
    @DisplayName("§6.1: a call to the GRUU of one telephone rings that one alone, by either GRUU")
    void oneOfTwoRings() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        telephone("kitchen", KITCHEN).register();
        var caller = stage.registered("853");
        caller.talkTo(DESK_GRUU);
        caller.talkTo(desk.line().temporaryGruu().orElseThrow());
        assertThat(stage.requests("pbx", "INVITE")).hasSize(2);
        assertThat(stage.answers("kitchen", "INVITE", 180)).isEmpty();
        assertThat(stage.answers("desk", "INVITE", 200)).isNotEmpty();
    }

    @Test
    @DisplayName("§4.4: requests and responses that open dialogs have it as their Contact, a REGISTER never")
    void contactIsTheGruu() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        stage.registered("853").answering().talkTo("858");
        desk.talkTo("853");
        assertThat(stage.requests("desk", "INVITE").get(0).header("Contact").orElseThrow())
                .contains("<" + DESK_GRUU + ">");
        assertThat(stage.answers("desk", "INVITE", 200).get(0).header("Contact").orElseThrow())
                .contains("<" + DESK_GRUU + ">");
        assertThat(stage.requests("desk", "REGISTER"))
                .allSatisfy(register ->
                        assertThat(register.header("Contact").orElseThrow()).doesNotContain("gr="));
    }

    @Test
    @DisplayName("§5.3, §6.1: 480 when the device has gone, 404 when there was none, 404 for what is temporary")
    void goneAndUnknown() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register();
        var temporary = desk.line().temporaryGruu().orElseThrow();
        stage.await(desk.line().unregister());
        telephone("kitchen", KITCHEN).register();
        var caller = stage.registered("853");
        assertThat(caller.dial(DESK_GRUU).toString()).contains("480");
        assertThat(caller.dial(temporary).toString()).contains("404");
        assertThat(caller.dial("sip:858@" + Stage.PBX_ADDRESS + ";gr=urn:uuid:unknown")
                        .toString())
                .contains("404");
        assertThat(stage.answers("kitchen", "INVITE", 180)).isEmpty();
    }

    @Test
    @DisplayName("§4.4: who is asked and who asks says that it understands GRUUs; the registrar does not (§5.2)")
    void supported() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        var caller = stage.registered("853").answering();
        caller.talkTo("858");
        desk.talkTo("853");
        assertThat(stage.requests("desk", "INVITE").get(0).elements("Supported"))
                .contains("gruu");
        assertThat(stage.answers("desk", "INVITE", 200).get(0).elements("Supported"))
                .contains("gruu", "replaces");
        stage.await(caller.line().askOptions("858"));
        assertThat(stage.answers("desk", "OPTIONS", 200).get(0).elements("Supported"))
                .contains("gruu", "replaces");
        assertThat(stage.answers("pbx", "REGISTER", 200))
                .allSatisfy(answer -> assertThat(answer.elements("Supported")).isEmpty());
        assertThat(stage.requests("853", "INVITE").get(0).elements("Supported"))
                .as("one without an instance")
                .doesNotContain("gruu");
    }

    @Test
    @DisplayName("§1: a blind transfer to a GRUU reaches that very telephone")
    void blindTransfer() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        telephone("kitchen", KITCHEN).register().answering();
        var transferee = stage.registered("895").answering();
        var call = stage.registered("853").talkTo("895");
        assertThat(stage.await(call.blindTransfer(DESK_GRUU)).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(desk);
        assertThat(stage.answers("kitchen", "INVITE", 180)).isEmpty();
    }

    @Test
    @DisplayName("§1: an attended one too, of a call through the PBX")
    void attendedTransfer() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        telephone("kitchen", KITCHEN).register().answering();
        var transferee = stage.registered("895").answering();
        var transferor = stage.registered("853");
        var call = transferor.talkTo("895");
        var consultation = transferor.talkTo(DESK_GRUU);
        assertThat(stage.await(call.attendedTransfer(consultation)).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(desk);
        assertThat(stage.answers("kitchen", "INVITE", 180)).isEmpty();
    }

    @Test
    @DisplayName("RFC 5626 §4.3: a call past the registrar has its own Contact, since nobody there knows of it")
    void callPastThePbx() {
        stage.startPbx();
        var desk = telephone("desk", DESK).register().answering();
        var contact =
                stage.requests("desk", "REGISTER").get(0).header("Contact").orElseThrow();
        var caller = stage.registered("853");
        var call = caller.talkTo(contact.substring(1, contact.indexOf(';')));
        caller.assertTalksWith(desk);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        stage.seconds(1);
        stage.await(desk.lastIncoming().hangUp());
        assertThat(stage.answers("desk", "INVITE", 200))
                .hasSize(2)
                .allSatisfy(answer ->
                        assertThat(answer.header("Contact").orElseThrow()).doesNotContain("gr="));
        assertThat(stage.requests("853", "ACK").stream()
                        .map(WireMessage::branch)
                        .distinct())
                .hasSize(2);
    }
}
