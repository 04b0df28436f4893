package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.FlowTimers;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.ScriptedPeer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "RFC 5626 §4.4, §5.4: the server names the time between keep-alives, and forgets flows that are silent for longer")
class FlowTimerTest {
    private static final String INSTANCE = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String ADDRESS = "10.0.0.20";

    @RegisterExtension
    final Stage stage = new Stage();

    private static InetSocketAddress at(String host) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), 5_060);
    }

    private Telephone phone(String transport) {
        return stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .expires(Duration.ofHours(1))
                        .proxy("sip:" + Stage.PBX_ADDRESS + ";transport=" + transport)
                        .outbound(INSTANCE)
                        .build());
    }

    /** A telephone that has registered for its flow, and says nothing by itself after that. */
    private ScriptedPeer silent(String transport) {
        var peer = transport.equals("udp")
                ? stage.peer("858", "silent", ADDRESS, 5_060)
                : stage.tcpPeer("858", "silent", ADDRESS, 5_060);
        peer.lenient().target(at(Stage.PBX_ADDRESS));
        register(peer, "3600");
        return peer;
    }

    private static void register(ScriptedPeer peer, String seconds) {
        var dialog = peer.newDialog("sip:858@" + Stage.PBX_ADDRESS);
        var plain = dialog.send("REGISTER", draft -> registration(draft, seconds));
        dialog.sendAuthorized(plain, dialog.expectResponse("REGISTER", 401), "858", "858");
        dialog.expectResponse("REGISTER", 200);
    }

    private static void registration(Draft draft, String seconds) {
        draft.replace("Contact", "<sip:858@" + ADDRESS + ">;reg-id=1;+sip.instance=\"<" + INSTANCE + ">\"")
                .header("Supported", "path, outbound")
                .header("Expires", seconds);
    }

    private boolean isRung(ScriptedPeer peer) {
        var caller = stage.registered("853");
        var call = caller.prepare("858");
        var dialled = call.start();
        stage.seconds(0.2);
        var rung = peer.received().stream().anyMatch(message -> message.isRequest("INVITE"));
        if (rung) {
            peer.respond(peer.expectRequest("INVITE"), 486);
            peer.expectRequest("ACK");
        }
        assertThat(stage.await(dialled))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(rung ? 486 : 480));
        return rung;
    }

    @ParameterizedTest
    @CsvSource({"udp, 29", "tcp, 120"})
    @DisplayName("§4.4: the keep-alives of a telephone keep its flow up, far beyond the time named")
    void keepAlivesKeepTheFlow(String transport, String named) {
        stage.startPbx();
        var phone = phone(transport).register().answering();
        var granted = stage.answers("pbx", "REGISTER", 200).get(0);
        assertThat(granted.header("Flow-Timer")).contains(named);
        stage.seconds(1_500);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
        assertThat(stage.answers("pbx", "REGISTER", 200)).as("no flow was lost").hasSize(1);
        stage.registered("853").talkTo("858");
    }

    @ParameterizedTest
    @CsvSource({"udp, 68, true", "udp, 70, false", "tcp, 159, true", "tcp, 161, false"})
    @DisplayName("§5.4: a telephone that is silent for the time and 40 s of grace has lost its flow, and not before")
    void silenceLosesTheFlow(String transport, int seconds, boolean reached) {
        stage.startPbx();
        var peer = silent(transport);
        stage.seconds(seconds);
        assertThat(isRung(peer)).isEqualTo(reached);
        assertThat(stage.host("silent").openStreams()).hasSize(transport.equals("tcp") && reached ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @DisplayName("§3.5.1: whatever comes over it is a sign of life")
    void anySignOfLifeCounts(String transport) {
        stage.startPbx();
        var peer = silent(transport);
        for (int round = 0; round < 6; round++) {
            stage.seconds(60);
            peer.sendBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), at(Stage.PBX_ADDRESS));
        }
        stage.seconds(60);
        assertThat(isRung(peer)).isTrue();
    }

    @Test
    @DisplayName("§4.5: a telephone that was away longer than the server waits registers again, and is reached")
    void returnsAfterItWasAway() {
        stage.startPbx();
        phone("udp").register().answering();
        var caller = stage.registered("853");
        stage.simulation().unplug(stage.host("858"));
        stage.seconds(75);
        assertThat(caller.dial("858")).isInstanceOf(DialOutcome.Refused.class);
        stage.simulation().plugIn(stage.host("858"));
        stage.seconds(120);
        caller.talkTo("858");
    }

    @Test
    @DisplayName("The times are settings of the PBX, and may be left out")
    void timesAreSettings() {
        stage.startPbx(pbx -> pbx.flowTimers(FlowTimers.NONE));
        var peer = silent("udp");
        assertThat(stage.answers("pbx", "REGISTER", 200).get(0).header("Flow-Timer"))
                .isEmpty();
        stage.seconds(300);
        assertThat(isRung(peer)).isTrue();
    }

    @Test
    @DisplayName("A registration that is over is not waited for: the connection has the time that idle ones have")
    void unregisteredConnectionIsLeftAlone() {
        stage.startPbx();
        register(silent("tcp"), "0");
        assertThat(stage.answers("pbx", "REGISTER", 200).get(1).header("Flow-Timer"))
                .isEmpty();
        stage.seconds(290);
        assertThat(stage.host("silent").openStreams()).hasSize(1);
    }

    private static final String EDGE = "10.0.0.30";
    private static final String REGISTRAR = "10.0.0.40";

    private static void assertReached(ScriptedPeer registrar, String path, ScriptedPeer telephone, int status) {
        registrar.newDialog("sip:858@" + ADDRESS).send("OPTIONS", draft -> draft.first("Route", path));
        if (status == 200) {
            telephone.respond(telephone.expectRequest("OPTIONS"), 200);
        }
        registrar.expectResponse("OPTIONS", status);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§5.3.1: an edge answers 430 for a path by UDP that was silent for too long, until it hears of it again")
    void silentPathOfAnEdge(boolean stateless) {
        stage.proxy(
                "edge",
                EDGE,
                builder -> (stateless ? builder.stateless() : builder)
                        .edge()
                        .policy(request ->
                                RoutingDecision.through(request.message(), SipUri.parse("sip:" + REGISTRAR))));
        var registrar =
                stage.peer("registrar", "registrar", REGISTRAR, 5_060).lenient().target(at(EDGE));
        var telephone = stage.peer("858", "silent", ADDRESS, 5_060).lenient().target(at(EDGE));
        telephone.newDialog("sip:" + REGISTRAR).send("REGISTER", draft -> registration(draft, "3600"));
        var register = registrar.expectRequest("REGISTER");
        registrar.respond(
                register,
                200,
                draft -> draft.replace("Contact", register.header("Contact").orElseThrow() + ";expires=3600")
                        .header("Require", "outbound"));
        assertThat(telephone.expectResponse("REGISTER", 200).headers("Flow-Timer"))
                .containsExactly("29");
        var path = register.header("Path").orElseThrow();
        stage.seconds(68);
        assertReached(registrar, path, telephone, 200);
        stage.seconds(70);
        assertReached(registrar, path, telephone, 430);
        telephone.sendBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), at(EDGE));
        stage.seconds(1);
        assertReached(registrar, path, telephone, 200);
        stage.seconds(70);
        assertReached(registrar, path, telephone, 430);
        stage.seconds(3_500);
        assertReached(registrar, path, telephone, 200);
    }
}
