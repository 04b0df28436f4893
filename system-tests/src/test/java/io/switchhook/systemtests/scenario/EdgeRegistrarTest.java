package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.simulation.NatKind;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireRule;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5626 §5.3: a proxy that is edge and registrar in one, and telephones behind NATs")
class EdgeRegistrarTest {
    private static final String SERVER = "10.0.2.2";
    private static final String INSTANCE =
            ";reg-id=1;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<SoftPhone> phones = new ArrayList<>();
    private final List<IncomingCall> calls = new ArrayList<>();

    private void server(UnaryOperator<ProxyServer.Builder> more) {
        stage.simulation().dns().a(TwoDomains.BILOXI, SERVER);
        stage.proxy(
                "server",
                SERVER,
                builder -> more.apply(builder.edge()
                        .domain(TwoDomains.BILOXI)
                        .users(TwoDomains.BILOXI, TwoDomains.secrets())
                        .registrar(RegistrarLimits.DEFAULT)
                        .policy(TwoDomains.inbound())));
    }

    /** A telephone behind a NAT of its own that lets in only answers. */
    private SoftPhone phoneBehindNat(String name) {
        var number = phones.size() + 1;
        var nat = stage.simulation().nat("nat" + number, NatKind.PORT_RESTRICTED_CONE, "203.0.113." + number);
        var phone = SoftPhone.create(nat.host(name, "192.168.0.2"), PhoneConfig.DEFAULT);
        phone.onIncomingCall(call -> {
            calls.add(call);
            call.answer();
        });
        phones.add(phone);
        return phone;
    }

    private void register(SoftPhone phone, String user, String transport, boolean outbound) {
        var account = SipAccount.builder("sip:" + user + "@" + TwoDomains.BILOXI)
                .secret(user)
                .proxy("sip:" + SERVER + ";transport=" + transport);
        var line = phone.createLine((outbound ? account.outbound() : account).build());
        var outcome = stage.await(line.register());
        assertThat(outcome.isRegistered()).as("%s", outcome).isTrue();
    }

    private IncomingCall latest() {
        return calls.get(calls.size() - 1);
    }

    private void close() {
        phones.forEach(phone -> stage.await(phone.closeAsync()));
    }

    @ParameterizedTest
    @CsvSource({
        "udp, true, false",
        "udp, true, true",
        "udp, false, false",
        "udp, false, true",
        "tcp, true, false",
        "tcp, true, true"
    })
    @DisplayName("§5.3.1: what follows in a dialog goes over the flow of the called telephone too")
    void dialogTowardsTheCalleeKeepsToItsFlow(String transport, boolean outbound, boolean stateless) {
        server(builder -> stateless ? builder.stateless() : builder.withoutRecordRoute());
        register(phoneBehindNat("bob"), "bob", transport, outbound);
        var carol = stage.telephone(
                        "carol",
                        SipAccount.builder("sip:carol@" + TwoDomains.BILOXI)
                                .secret("carol")
                                .build())
                .register();
        var first = carol.talkTo(TwoDomains.BOB);
        stage.seconds(2);
        assertThat(stage.requests("server", "ACK")).hasSize(1);
        stage.await(first.hangUp());
        stage.seconds(1);
        assertThat(latest().state().isEnded()).isTrue();
        var second = carol.talkTo(TwoDomains.BOB);
        stage.await(latest().hangUp());
        stage.seconds(1);
        assertThat(second.state().isEnded()).isTrue();
        close();
    }

    /** A telephone in script, whose Contact is an address behind its NAT. */
    private ScriptedPeer scripted(String name, int number) {
        return stage.peer(name, name, "10.0.3." + number, 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("server").address(), 5_060));
    }

    private static void register(ScriptedPeer telephone, String user, String parameters) {
        var address = "<sip:" + user + "@" + TwoDomains.BILOXI + ">";
        telephone
                .newDialog("sip:" + TwoDomains.BILOXI)
                .send(
                        "REGISTER",
                        draft -> draft.replace("From", address + ";tag=from")
                                .replace("To", address)
                                .replace("Contact", contact(user) + parameters)
                                .header("Supported", "path, outbound"));
        telephone.expectResponse("REGISTER", 200);
    }

    private static String contact(String user) {
        return "<sip:" + user + "@192.168.0.2:5060;ob>";
    }

    private void serverForStrangers(boolean stateless) {
        stage.simulation().dns().a(TwoDomains.BILOXI, SERVER);
        stage.proxy(
                "server",
                SERVER,
                builder -> (stateless ? builder.stateless() : builder.withoutRecordRoute())
                        .edge()
                        .domain(TwoDomains.BILOXI)
                        .registrar(RegistrarLimits.DEFAULT)
                        .policy(TwoDomains.inbound()));
    }

    /** Both send a request in the dialog, and both get what the other sends. */
    private static void assertTalk(ScriptedPeer caller, ScriptedPeer callee) {
        var calling = caller.newDialog(TwoDomains.BOB);
        var invite = calling.send("INVITE", draft -> draft.replace("Contact", contact("carol")));
        var ringing = callee.expectRequest("INVITE");
        var called = callee.dialog(ringing);
        called.respond(ringing, 200, draft -> draft.replace("Contact", contact("bob")));
        var answer = caller.expectResponse("INVITE", 200);
        calling.learn(answer);
        calling.ack(invite, answer);
        callee.expectRequest("ACK");
        called.send("INFO", draft -> draft.replace("Contact", contact("bob")));
        calling.respond(caller.expectRequest("INFO"), 200);
        calling.send("BYE");
        callee.expectRequest("BYE");
    }

    @ParameterizedTest
    @CsvSource({"outbound, false", "outbound, true", "plain, false", "plain, true"})
    @DisplayName("§5.3: both telephones have private Contacts, and each end of the dialog has its flow")
    void bothEndsHaveFlows(String kind, boolean stateless) {
        serverForStrangers(stateless);
        var bob = scripted("bob", 1);
        register(bob, "bob", kind.equals("plain") ? "" : INSTANCE);
        assertTalk(scripted("carol", 2), bob);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§5.3: a line calls another line of its telephone, out and in again over the one flow")
    void lineCallsALineOfItsTelephone(boolean stateless) {
        // The rules take all messages of a Call-ID for one dialog between two hosts.
        stage.expectBreachesOf(WireRule.values());
        serverForStrangers(stateless);
        var telephone = scripted("telephone", 1);
        register(telephone, "bob", INSTANCE);
        assertTalk(telephone, telephone);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    @DisplayName("§4.4.1, §5.3.2: a connection that carries a long call stays while its telephone keeps it alive")
    void longCallOverAConnection(boolean pings, boolean stateless) {
        serverForStrangers(stateless);
        var bob = scripted("bob", 1);
        register(bob, "bob", INSTANCE);
        var server = new InetSocketAddress(stage.host("server").address(), 5_060);
        var carol = stage.tcpPeer("carol", "carol", "10.0.3.2", 5_060).lenient().target(server);
        var calling = carol.newDialog(TwoDomains.BOB);
        var invite =
                calling.send("INVITE", draft -> draft.replace("Contact", "<sip:carol@192.168.0.2;transport=tcp;ob>"));
        var ringing = bob.expectRequest("INVITE");
        var called = bob.dialog(ringing);
        called.respond(ringing, 200);
        var answer = carol.expectResponse("INVITE", 200);
        calling.learn(answer);
        calling.ack(invite, answer);
        bob.expectRequest("ACK");
        for (int i = 0; i < 20; i++) {
            stage.seconds(30);
            if (pings) {
                carol.sendBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), server);
            }
        }
        assertThat(stage.host("server").openStreams()).hasSize(pings ? 1 : 0);
        called.send("BYE");
        if (pings) {
            calling.respond(carol.expectRequest("BYE"), 200);
        }
        bob.expectResponse("BYE", pings ? 200 : 430);
    }
}
