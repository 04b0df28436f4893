package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.ProxyUse;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.simulation.Nat;
import io.switchhook.simulation.NatKind;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.sip.core.proxy.RoutingDecision;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.proxy.ProxyServer;
import io.switchhook.stack.proxy.RoutingPolicy;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import io.switchhook.testkit.WireRule;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5626 §5, RFC 3327: proxies at the edge, and telephones behind NATs")
class EdgeProxyTest {
    private static final String EDGE_1 = "10.0.2.5";
    private static final String EDGE_2 = "10.0.2.6";
    private static final String REGISTRAR = "10.0.2.2";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<IncomingCall> calls = new ArrayList<>();
    private Optional<SoftPhone> phone = Optional.empty();
    private Optional<Nat> nat = Optional.empty();
    private Optional<SimulatedHost> inside = Optional.empty();

    private TwoDomains withRegistrar() {
        var domains = new TwoDomains(stage);
        domains.proxy2(TwoDomains.inbound());
        return domains;
    }

    private ProxyServer edge(String name, String address, UnaryOperator<ProxyServer.Builder> more) {
        return stage.proxy(
                name, address, builder -> more.apply(builder.edge().policy(to(SipUri.parse("sip:" + REGISTRAR)))));
    }

    private static RoutingPolicy to(SipUri server) {
        return request -> request.routed()
                ? RoutingDecision.onward(request.message())
                : RoutingDecision.through(request.message(), server);
    }

    /** Bob's telephone behind a NAT that lets in only answers. */
    private PhoneLine bob(String... proxies) {
        return bob(SipAccount.builder(TwoDomains.BOB).secret("bob").proxies(ProxyUse.ALL_AT_ONCE, proxies));
    }

    private PhoneLine bob(SipAccount.Builder account) {
        nat = Optional.of(stage.simulation().nat("nat", NatKind.PORT_RESTRICTED_CONE, "203.0.113.1"));
        inside = Optional.of(nat.get().host("inside", "192.168.0.2"));
        var created = SoftPhone.create(inside.get(), PhoneConfig.DEFAULT);
        phone = Optional.of(created);
        created.onIncomingCall(call -> {
            calls.add(call);
            call.answer();
        });
        var line = created.createLine(
                account.expires(Duration.ofHours(1)).outbound().build());
        var outcome = stage.await(line.register());
        assertThat(outcome.isRegistered()).as("%s", outcome).isTrue();
        return line;
    }

    private void close() {
        stage.await(phone.orElseThrow().closeAsync());
    }

    private Telephone carol() {
        var telephone = stage.telephone(
                "carol",
                SipAccount.builder("sip:carol@" + TwoDomains.BILOXI)
                        .secret("carol")
                        .build());
        return telephone.register();
    }

    @ParameterizedTest
    @CsvSource({"udp, false", "tcp, false", "udp, true", "tcp, true"})
    @DisplayName("§5.1, §5.3.1: registered with a Path; calls and what follows in them come over the flow")
    void telephoneBehindNatIsCalledOverItsFlow(String transport, boolean stateless) {
        withRegistrar();
        edge("edge1", EDGE_1, builder -> stateless ? builder.stateless() : builder);
        bob("sip:" + EDGE_1 + ";transport=" + transport);
        var register = stage.requests("edge1", "REGISTER").get(0);
        assertThat(register.header("Path").orElseThrow())
                .matches("<sip:[A-Za-z0-9_-]{30,}@10\\.0\\.2\\.5:5060[^>]*;lr[^>]*>")
                .contains(";ob");
        assertThat(stage.answers("proxy2", "REGISTER", 200).get(0).header("Require"))
                .contains("outbound");
        stage.seconds(1);
        var registers = stage.requests("inside", "REGISTER").size();
        stage.seconds(300);
        assertThat(stage.requests("inside", "REGISTER"))
                .as("the edge answers what keeps the flow alive (§5.4), so nothing was to be repaired")
                .hasSize(registers);
        var carol = carol();
        var call = carol.talkTo(TwoDomains.BOB);
        assertThat(calls).hasSize(1);
        stage.seconds(1);
        stage.await(call.hangUp());
        stage.seconds(1);
        assertThat(calls.get(0).state().isEnded()).isTrue();
        assertThat(stage.requests("edge1", "BYE")).isNotEmpty();
        assertThat(stage.requests("edge1", "ACK")).isNotEmpty();
        close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @DisplayName("§5.3.2: a dialog that the telephone opens with ob comes back over the flow, whoever ends it")
    void dialogOfTheTelephoneComesBackOverItsFlow(String transport) {
        withRegistrar();
        edge("edge1", EDGE_1, ProxyServer.Builder::withoutRecordRoute);
        var line = bob("sip:" + EDGE_1 + ";transport=" + transport);
        var carol = carol().answering();
        var call = line.createCall("carol");
        assertThat(stage.await(call.start())).isInstanceOf(DialOutcome.Answered.class);
        stage.seconds(2);
        assertThat(carol.lastIncoming().state()).isEqualTo(CallState.IN_CALL);
        stage.await(carol.lastIncoming().hangUp());
        stage.seconds(1);
        assertThat(call.state().isEnded()).isTrue();
        assertThat(stage.requests("edge1", "BYE")).hasSize(1);
        close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @DisplayName("§7, §9.3: of two edge proxies one dies; calls come over the other, and the telephone returns")
    void oneOfTwoEdgesDies(String transport) {
        // The INVITE goes to the second flow as it went to the first.
        stage.expectBreachesOf(WireRule.CSEQ_INCREASES);
        withRegistrar();
        edge("edge1", EDGE_1, builder -> builder);
        edge("edge2", EDGE_2, builder -> builder);
        var line = bob("sip:" + EDGE_2 + ";transport=" + transport, "sip:" + EDGE_1 + ";transport=" + transport);
        stage.seconds(2);
        assertThat(stage.requests("edge1", "REGISTER")).isNotEmpty();
        assertThat(stage.requests("edge2", "REGISTER")).isNotEmpty();
        var carol = carol();
        stage.simulation().unplug(stage.host("edge1"));
        stage.await(carol.talkTo(TwoDomains.BOB).hangUp());
        stage.seconds(1);
        stage.simulation().plugIn(stage.host("edge1"));
        stage.simulation().unplug(stage.host("edge2"));
        stage.seconds(200);
        stage.await(carol.talkTo(TwoDomains.BOB).hangUp());
        stage.seconds(1);
        assertThat(calls).hasSize(2);
        stage.simulation().plugIn(stage.host("edge2"));
        stage.seconds(400);
        assertThat(line.registrationState()).isEqualTo(RegistrationState.REGISTERED);
        var registers = stage.requests("edge2", "REGISTER").size();
        assertThat(registers)
                .as("REGISTERs that came through the one that was away")
                .isGreaterThan(1);
        close();
    }

    @Test
    @DisplayName("§4.4.1, §4.5: a connection that the NAT has forgotten shows by the missing pong")
    void forgottenConnectionIsFoundByThePong() {
        withRegistrar();
        edge("edge1", EDGE_1, builder -> builder);
        var line = bob("sip:" + EDGE_1 + ";transport=tcp");
        var before = stage.requests("edge1", "REGISTER").size();
        nat.orElseThrow().reboot();
        stage.seconds(190);
        assertThat(stage.requests("edge1", "REGISTER").size()).isGreaterThan(before);
        assertThat(line.registrationState()).isEqualTo(RegistrationState.REGISTERED);
        stage.await(carol().talkTo(TwoDomains.BOB).hangUp());
        stage.seconds(1);
        close();
    }

    /** The registrar is a script: what it has got as Path, it asks for. */
    private ScriptedPeer scriptedRegistrar() {
        var registrar = stage.peer("bob", "registrar", REGISTRAR, 5_060).lenient();
        registrar.whenRequest(
                "REGISTER",
                register -> registrar.respond(
                        register,
                        200,
                        answer -> answer.header(
                                        "Contact", register.header("Contact").orElseThrow() + ";expires=3600")
                                .header("Require", "outbound")));
        return registrar.target(new InetSocketAddress(stage.host("edge1").address(), 5_060));
    }

    private static void ask(ScriptedPeer registrar, WireMessage register, String path) {
        registrar.newDialog(contactOf(register)).send("OPTIONS", draft -> draft.first("Route", path));
    }

    private static String contactOf(WireMessage register) {
        var contact = register.header("Contact").orElseThrow();
        return contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
    }

    private WireMessage registered(ScriptedPeer registrar) {
        return registrar.received().stream()
                .filter(message -> message.isRequest("REGISTER"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§5.3.1: a token that was tampered with is answered 403, and nobody hears of the request")
    void forgedTokenIsForbidden(boolean stateless) {
        edge("edge1", EDGE_1, builder -> stateless ? builder.stateless() : builder);
        var registrar = scriptedRegistrar();
        bob("sip:" + EDGE_1);
        var register = registered(registrar);
        var path = register.header("Path").orElseThrow();
        ask(registrar, register, path);
        registrar.expectResponse("OPTIONS", 200);
        int sent = stage.requests("edge1", "OPTIONS").size();
        int at = path.indexOf('@') - 2;
        var other = path.charAt(at) == 'A' ? 'B' : 'A';
        ask(registrar, register, path.substring(0, at) + other + path.substring(at + 1));
        registrar.expectResponse("OPTIONS", 403);
        ask(registrar, register, "<sip:nonsense@" + EDGE_1 + ";lr;ob>");
        registrar.expectResponse("OPTIONS", 403);
        assertThat(stage.requests("edge1", "OPTIONS")).hasSize(sent);
        close();
    }

    @ParameterizedTest
    @CsvSource({"udp, false, 200", "udp, true, 200", "tcp, false, 430", "tcp, true, 430"})
    @DisplayName(
            "§5.3: an edge that starts again with its key knows the names that it has given, and with another one it does not")
    void tokenOutlivesARestartWithItsKey(String transport, boolean stateless, int status) {
        UnaryOperator<ProxyServer.Builder> kind = builder -> stateless ? builder.stateless() : builder;
        var key = "sixteen bytes of".getBytes(StandardCharsets.US_ASCII);
        edge("edge1", EDGE_1, builder -> kind.apply(builder).flowKey(key));
        var registrar = scriptedRegistrar();
        bob("sip:" + EDGE_1 + ";transport=" + transport);
        var register = registered(registrar);
        var path = register.header("Path").orElseThrow();
        restart(builder -> kind.apply(builder).flowKey(key));
        ask(registrar, register, path);
        registrar.expectResponse("OPTIONS", status);
        restart(kind);
        ask(registrar, register, path);
        registrar.expectResponse("OPTIONS", 403);
        close();
    }

    private void restart(UnaryOperator<ProxyServer.Builder> more) {
        stage.simulation().hostDies(stage.host("edge1"));
        stage.simulation().hostReturns(stage.host("edge1"));
        edge("edge1", EDGE_1, more);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§5.3.1: a flow that is gone is answered 430, and no connection is opened in its place")
    void goneFlowIsAnswered430(boolean stateless) {
        edge("edge1", EDGE_1, builder -> stateless ? builder.stateless() : builder);
        var registrar = scriptedRegistrar();
        bob("sip:" + EDGE_1 + ";transport=tcp");
        var register = registered(registrar);
        close();
        stage.seconds(1);
        var streams = stage.host("edge1").openStreams();
        ask(registrar, register, register.header("Path").orElseThrow());
        registrar.expectResponse("OPTIONS", 430);
        assertThat(stage.host("edge1").openStreams()).isEqualTo(streams);
    }

    @ParameterizedTest
    @CsvSource({"tcp, false", "tcp, true", "udp, false", "udp, true"})
    @DisplayName("§5.4: Flow-Timer, with and without memory")
    void edgeNamesTheTimeBetweenKeepAlives(String transport, boolean stateless) {
        edge("edge1", EDGE_1, builder -> stateless ? builder.stateless() : builder);
        scriptedRegistrar();
        bob("sip:" + EDGE_1 + ";transport=" + transport);
        var granted = stage.answers("edge1", "REGISTER", 200);
        assertThat(granted.get(granted.size() - 1).headers("Flow-Timer"))
                .isEqualTo(List.of(transport.equals("tcp") ? "120" : "29"));
        stage.seconds(1);
        var registers = stage.requests("inside", "REGISTER").size();
        stage.seconds(600);
        assertThat(stage.requests("inside", "REGISTER"))
                .as("the keep-alives of the telephone keep its flow")
                .hasSize(registers);
        close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "§5.3.1, §5.4: a connection on which the telephone is silent for 120 s and 40 s of grace is closed: 430")
    void silentFlowIsForgotten(boolean stateless) {
        edge("edge1", EDGE_1, builder -> stateless ? builder.stateless() : builder);
        var registrar = scriptedRegistrar();
        bob("sip:" + EDGE_1 + ";transport=tcp");
        var register = registered(registrar);
        var path = register.header("Path").orElseThrow();
        stage.simulation().unplug(inside.orElseThrow());
        stage.seconds(159);
        assertThat(stage.host("edge1").openStreams()).hasSize(1);
        stage.seconds(2);
        assertThat(stage.host("edge1").openStreams()).isEmpty();
        ask(registrar, register, path);
        registrar.expectResponse("OPTIONS", 430);
        stage.simulation().plugIn(inside.orElseThrow());
        close();
    }

    @Test
    @DisplayName("§5.4: a telephone that has unregistered is not waited for, though another of the same address stays")
    void unregisteredFlowIsLeftAlone() {
        edge("edge1", EDGE_1, builder -> builder);
        var registrar = stage.peer("bob", "registrar", REGISTRAR, 5_060).lenient();
        registrar.whenRequest(
                "REGISTER",
                register -> registrar.respond(
                        register,
                        200,
                        answer -> answer.header("Contact", "<sip:bob@192.168.0.9>;reg-id=1;expires=3600")
                                .header("Require", "outbound")));
        var leaving = stage.tcpPeer("bob", "leaving", "10.0.2.20", 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("edge1").address(), 5_060));
        for (var seconds : List.of("3600", "0")) {
            leaving.newDialog("sip:" + TwoDomains.BILOXI)
                    .send(
                            "REGISTER",
                            draft -> draft.header("Supported", "path, outbound").header("Expires", seconds));
            assertThat(leaving.expectResponse("REGISTER", 200).headers("Flow-Timer"))
                    .as("for %s seconds", seconds)
                    .hasSize(seconds.equals("0") ? 0 : 1);
        }
        stage.seconds(200);
        assertThat(stage.host("leaving").openStreams()).hasSize(1);
    }

    @Test
    @DisplayName("§7, §11.5: after 430 the registrar's proxy tries the other flow; a caller never hears of it")
    void registrarTriesTheOtherFlow() {
        new TwoDomains(stage);
        stage.proxy(
                "proxy2",
                REGISTRAR,
                builder -> builder.domain(TwoDomains.BILOXI)
                        .registrar(RegistrarLimits.DEFAULT)
                        .policy(TwoDomains.inbound()));
        var one = edgeInScript("edge1", EDGE_1);
        var two = edgeInScript("edge2", EDGE_2);
        register(one, EDGE_1, 1);
        register(two, EDGE_2, 2);
        var carol = carol();
        var started = carol.prepare(TwoDomains.BOB).start();
        two.respond(two.expectRequest("INVITE"), 430);
        two.expectRequest("ACK");
        var invite = one.expectRequest("INVITE");
        assertThat(invite.header("Route").orElseThrow()).contains(EDGE_1);
        one.respond(invite, 430);
        one.expectRequest("ACK");
        assertThat(stage.await(started))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(480));
        var again = carol.prepare(TwoDomains.BOB).start();
        two.respond(two.expectRequest("INVITE"), 486);
        two.expectRequest("ACK");
        assertThat(stage.await(again))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
        one.expectNothing(Duration.ofSeconds(2));
    }

    private ScriptedPeer edgeInScript(String name, String address) {
        return stage.peer("bob", name, address, 5_060)
                .lenient()
                .target(new InetSocketAddress(stage.host("proxy2").address(), 5_060));
    }

    /** As an edge passes it on: with two Vias and its Path. */
    private void register(ScriptedPeer edge, String address, int regId) {
        edge.newDialog("sip:" + TwoDomains.BILOXI).send("REGISTER", draft -> registration(draft, address, regId));
        edge.expectResponse("REGISTER", 200);
    }

    private static void registration(Draft draft, String address, int regId) {
        draft.replace("From", "<" + TwoDomains.BOB + ">;tag=from" + regId)
                .replace("To", "<" + TwoDomains.BOB + ">")
                .replace(
                        "Contact",
                        "<sip:bob@192.168.0.2;ob>;reg-id=" + regId
                                + ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"")
                .header("Via", "SIP/2.0/UDP 192.168.0.2;branch=z9hG4bKinside" + regId)
                .header("Supported", "path, outbound")
                .header("Path", "<sip:token@" + address + ";lr;ob>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @DisplayName("RFC 3327 §5.3: a PBX calls by the Path that it has stored")
    void pbxCallsThroughTheEdge(String transport) {
        stage.startPbx();
        stage.proxy("edge1", EDGE_1, builder -> builder.edge().policy(to(SipUri.parse("sip:" + Stage.PBX_ADDRESS))));
        bob(SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                .secret("858")
                .proxy("sip:" + EDGE_1 + ";transport=" + transport));
        stage.seconds(300);
        var caller = stage.registered("853");
        var call = caller.talkTo("858");
        assertThat(calls).hasSize(1);
        assertThat(stage.requests("pbx", "INVITE").get(0).header("Route").orElseThrow())
                .contains("@" + EDGE_1);
        stage.await(call.hangUp());
        stage.seconds(1);
        assertThat(calls.get(0).state().isEnded()).isTrue();
        close();
    }
}
