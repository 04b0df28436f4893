package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.ProxyUse;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.simulation.NatKind;
import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5626: flows that the telephone opens and keeps, and several proxies")
class OutboundTest {
    private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String OTHER_NODE = "10.0.0.8";
    private static final String SECOND_ADDRESS = "10.0.0.10";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<Long> questions = new ArrayList<>();

    @BeforeEach
    void listen() {
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            if (packet.kind() == Packet.Kind.DATAGRAM && bytes.length == 20 && bytes[0] == 0 && bytes[1] == 1) {
                questions.add(packet.sentNanos());
            }
        });
    }

    private Telephone telephone(UnaryOperator<SipAccount.Builder> more) {
        var account = more.apply(
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS).secret("858").outbound(INSTANCE));
        return stage.telephone("858", account.build());
    }

    private List<WireMessage> registers() {
        return stage.requests("858", "REGISTER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @DisplayName("§4.2.1, §6: instance, reg-id and outbound in the REGISTER; Require and Flow-Timer in the 200")
    void registersForItsFlow(String transport) {
        stage.startPbx();
        var phone = telephone(account -> account.proxy("sip:" + Stage.PBX_ADDRESS + ";transport=" + transport))
                .register()
                .answering();
        var register = registers().get(0);
        assertThat(register.elements("Supported")).contains("path", "outbound");
        assertThat(register.header("Contact").orElseThrow())
                .contains("+sip.instance=\"<" + INSTANCE + ">\"")
                .contains("reg-id=1");
        var granted = stage.answers("pbx", "REGISTER", 200).get(0);
        assertThat(granted.header("Require")).contains("outbound");
        assertThat(granted.header("Flow-Timer")).contains(transport.equals("udp") ? "29" : "120");
        assertThat(granted.header("Contact").orElseThrow()).contains("reg-id=1");
        stage.registered("853").talkTo("858");
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
    }

    @Test
    @DisplayName("§4.4.2: a STUN keep-alive every 23 to 29 s, and no failure while they are answered")
    void keepsItsFlowAlive() {
        stage.startPbx();
        telephone(account -> account).register();
        stage.seconds(290);
        assertThat(questions).hasSizeBetween(10, 12);
        assertThat(registers()).hasSize(2);
    }

    @Test
    @DisplayName("§4.2.1: without Require: outbound nothing but SIP is sent")
    void registrarWithoutOutboundGetsNoKeepAlive() {
        var registrar = stage.peerAsPbx("registrar");
        var phone = telephone(account -> account);
        var outcome = phone.line().register();
        registrar.acceptRegistration();
        assertThat(stage.await(outcome).isRegistered()).isTrue();
        stage.seconds(200);
        assertThat(questions).isEmpty();
    }

    @Test
    @DisplayName("§11.6: 439, and the telephone registers as of old")
    void firstHopThatCannotIsRegisteredThroughAsOfOld() {
        var registrar = stage.peerAsPbx("registrar");
        var phone = telephone(account -> account);
        var outcome = phone.line().register();
        registrar.respond(registrar.expectRequest("REGISTER"), 439);
        var second = registrar.acceptRegistration();
        assertThat(second.header("Contact").orElseThrow()).contains(INSTANCE).doesNotContain("reg-id");
        assertThat(second.elements("Supported")).doesNotContain("outbound");
        assertThat(stage.await(outcome).isRegistered()).isTrue();
    }

    @Test
    @DisplayName("§4.4.2, §4.5: a NAT that forgets shows at the next keep-alive, and the telephone is reached again")
    void natThatRebootsIsNoticedWithinHalfAMinute() {
        stage.startPbx();
        var nat = stage.simulation().nat("nat", NatKind.PORT_RESTRICTED_CONE, "203.0.113.1");
        var inside = nat.host("inside", "192.168.0.2");
        var phone = SoftPhone.create(inside, PhoneConfig.DEFAULT);
        var line = phone.createLine(SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                .secret("858")
                .expires(Duration.ofHours(1))
                .outbound()
                .build());
        assertThat(phone.instance())
                .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        phone.onIncomingCall(call -> call.reject(603, "heard"));
        assertThat(stage.await(line.register()).isRegistered()).isTrue();
        stage.seconds(40);
        var caller = stage.registered("853");
        assertThat(caller.dial("858").toString()).contains("603");
        nat.reboot();
        stage.seconds(32);
        assertThat(caller.dial("858").toString()).contains("603");
        assertThat(line.registrationState()).isEqualTo(RegistrationState.REGISTERED);
        stage.await(phone.closeAsync());
    }

    @Test
    @DisplayName("§4.5: a server that is silent is noticed, and tried again after 30 to 60 s and more")
    void serverThatIsSilentIsNoticedAndTriedEverMoreSlowly() {
        stage.startPbx();
        var phone = telephone(account -> account.expires(Duration.ofHours(1))).register();
        var before = registers().size();
        // The flow has succeeded when it has answered a question.
        stage.seconds(30);
        stage.simulation().unplug(stage.host("pbx"));
        // 29 s to the question, 39.5 s for its answer, 32 s for the REGISTER.
        stage.seconds(102);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.RETRYING);
        var branches = registers().stream()
                .skip(before)
                .map(WireMessage::branch)
                .distinct()
                .count();
        assertThat(branches).isEqualTo(1);
        stage.seconds(22);
        assertThat(registers().stream()
                        .skip(before)
                        .map(WireMessage::branch)
                        .distinct()
                        .count())
                .as("not before half a minute")
                .isEqualTo(1);
        stage.simulation().plugIn(stage.host("pbx"));
        stage.seconds(95);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
    }

    @Test
    @DisplayName(
            "§4.4: keep-alives go at least as often as Flow-Timer says, however often the registration is refreshed")
    void refreshesDoNotTakeThePlaceOfKeepAlives() {
        var said = new StringBuilder();
        stage.simulation().onPacket(packet -> {
            if (packet.kind() == Packet.Kind.STREAM_BYTES && packet.fromHost().equals("858")) {
                said.append(new String(packet.payload().toByteArray(), StandardCharsets.US_ASCII));
            }
        });
        stage.startPbx();
        telephone(account -> account.proxy("sip:" + Stage.PBX_ADDRESS + ";transport=tcp")
                        .expires(Duration.ofSeconds(100)))
                .register();
        stage.seconds(620);
        assertThat(registers()).hasSizeGreaterThan(8);
        // Each follows a REGISTER, which ends with an empty line.
        assertThat(said.toString().split("\r\n\r\n\r\n\r\n")).hasSizeBetween(6, 8);
    }

    @Test
    @DisplayName(
            "§4.5: a flow on which no keep-alive was ever answered has not succeeded: another one waits, ever longer")
    void flowThatNeverAnsweredAKeepAliveIsNotReplacedAtOnce() {
        var registrar = stage.peerAsPbx("registrar");
        registrar.whenRequest("REGISTER", register -> grantOutbound(registrar, register));
        var phone = telephone(account -> account.expires(Duration.ofHours(1)));
        assertThat(stage.await(phone.line().register()).isRegistered()).isTrue();
        // 24 to 29 s to the question, 39.5 s for its answer.
        stage.seconds(69);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.RETRYING);
        stage.seconds(23);
        assertThat(registers()).as("not before half a minute").hasSize(1);
        stage.seconds(38);
        assertThat(registers()).hasSize(2);
        // Again about 70 s until the next one has failed, then 60 s at least.
        stage.seconds(100);
        assertThat(registers()).as("the second wait is longer").hasSize(2);
        stage.seconds(100);
        assertThat(registers()).hasSize(3);
    }

    private static void grantOutbound(ScriptedPeer registrar, WireMessage register) {
        registrar.respond(
                register,
                200,
                answer -> answer.header("Require", "outbound")
                        .header("Contact", register.header("Contact").orElseThrow() + ";expires=3600"));
    }

    @Test
    @DisplayName("§4.2.1, §7: registered through each of its proxies, rung once")
    void lineThatIsRegisteredTwiceRingsOnce() {
        stage.host("pbx", Stage.PBX_ADDRESS, SECOND_ADDRESS);
        stage.startPbx(pbx -> pbx.listen("udp:" + SECOND_ADDRESS + ":5060"));
        var phone = telephone(account ->
                        account.proxies(ProxyUse.ALL_AT_ONCE, "sip:" + Stage.PBX_ADDRESS, "sip:" + SECOND_ADDRESS))
                .register();
        stage.seconds(1);
        var contacts = registers().stream()
                .map(register -> register.header("Contact").orElseThrow())
                .toList();
        assertThat(contacts).anyMatch(contact -> contact.contains("reg-id=1"));
        assertThat(contacts).anyMatch(contact -> contact.contains("reg-id=2"));
        assertThat(registers().stream().map(WireMessage::callId).distinct()).hasSize(2);
        phone.answering();
        stage.registered("853").talkTo("858");
        assertThat(stage.requests("pbx", "INVITE").stream()
                        .filter(invite -> invite.toTag().isEmpty())
                        .map(WireMessage::callId)
                        .distinct())
                .hasSize(1);
        stage.await(phone.line().unregister());
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.NOT_REGISTERED);
    }

    @Test
    @DisplayName("The first that works, and back when the first has returned")
    void lineGoesOnToTheNextProxyAndBack() {
        stage.startPbx();
        var phone = stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .proxies(ProxyUse.FIRST_THAT_WORKS, "sip:" + OTHER_NODE, "sip:" + Stage.PBX_ADDRESS)
                        .build());
        phone.register();
        assertThat(stage.answers("pbx", "REGISTER", 200)).hasSize(1);
        assertThat(phone.registrationStates().subList(0, 1)).containsExactly(RegistrationState.REGISTERING);
        stage.registered("853").answering();
        phone.talkTo("853");
        assertThat(stage.requests("858", "INVITE").get(0).header("Route").orElseThrow())
                .contains(Stage.PBX_ADDRESS);
        var first = stage.peer("858", "one", OTHER_NODE, 5_060);
        Consumer<WireMessage> grant = register -> first.respond(
                register,
                200,
                answer -> answer.header("Contact", register.header("Contact").orElseThrow() + ";expires=600"));
        first.whenRequest("REGISTER", grant);
        stage.seconds(1_300);
        assertThat(stage.answers("one", "REGISTER", 200)).isNotEmpty();
        assertThat(phone.registrationStates())
                .as("nobody was told, since the line was never lost")
                .containsExactly(RegistrationState.REGISTERING, RegistrationState.REGISTERED);
        phone.prepare("853").start();
        first.respond(first.expectRequest("INVITE"), 486);
        first.expectRequest("ACK");
    }

    @Test
    void lookingBackInVainLosesNothing() {
        stage.startPbx();
        var phone = stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .proxies(ProxyUse.FIRST_THAT_WORKS, "sip:" + OTHER_NODE, "sip:" + Stage.PBX_ADDRESS)
                        .build());
        phone.register();
        stage.seconds(3_600);
        assertThat(phone.registrationStates())
                .containsExactly(RegistrationState.REGISTERING, RegistrationState.REGISTERED);
        phone.answering();
        stage.registered("853").talkTo("858");
    }
}
