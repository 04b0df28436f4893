package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.ice.IceSettings;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.simulation.LinkModel;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.systemtests.fixture.FakeDtls;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Calls over WebSocket, RFC 7118")
class WebSocketTest {
    private static final String DOMAIN = "pbx.example.org";
    private static final String NOWHERE = "[a-z0-9]+\\.invalid";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> notes = new ArrayList<>();

    private void startPbx() {
        stage.simulation().dns().a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx(builder -> builder.listen("ws:" + Stage.PBX_ADDRESS)
                .listen("wss:" + Stage.PBX_ADDRESS)
                .tls(TlsIdentity.named(DOMAIN, Stage.PBX_ADDRESS))
                .dtls(new FakeDtls("pbx")));
    }

    private Telephone telephone(String number, String address, UnaryOperator<SipAccount.Builder> more) {
        var config = PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withTrace(event -> {
            if (event instanceof TraceEvent.Note note) {
                notes.add(note.text());
            }
        });
        var account = more.apply(SipAccount.builder(address).secret(number)).build();
        return stage.telephone(number, account, config);
    }

    private Telephone telephone(String number, String address) {
        return telephone(number, address, account -> account);
    }

    private List<WireMessage> everything() {
        var all = new ArrayList<WireMessage>();
        List.of("858", "853", "895", "pbx").stream()
                .filter(name -> stage.host(name) != null)
                .forEach(name -> all.addAll(stage.sentBy(name)));
        return all;
    }

    private void assertAllOver(String transport) {
        assertThat(everything())
                .isNotEmpty()
                .allMatch(message -> message.via().startsWith("SIP/2.0/" + transport + " "));
    }

    @Test
    @DisplayName("§8.1: a client is nowhere, in Via and Contact alike; the transport is ws")
    void registrationLooksAsInTheRfc() {
        startPbx();
        telephone("858", "sip:858@" + DOMAIN + ";transport=ws").register();
        assertThat(stage.requests("858", "REGISTER")).isNotEmpty().allSatisfy(register -> {
            assertThat(register.via()).matches("SIP/2\\.0/WS " + NOWHERE + ";branch=.*");
            assertThat(register.contactUri().orElseThrow()).matches("sip:858@" + NOWHERE + ";transport=ws");
        });
        assertThat(stage.answers("pbx", "REGISTER", 200)).hasSize(1);
        assertThat(stage.host("858").openStreams()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WS sip:%s@pbx.example.org;transport=ws",
                "WSS sip:%s@pbx.example.org;transport=wss",
                "WSS sips:%s@pbx.example.org;transport=ws",
                "WS sip:%s@10.0.0.9:80;transport=ws"
            })
    void callIsPlacedHeldTransferredAndEndedOverWebSocketAlone(String line) {
        startPbx();
        var transport = line.substring(0, line.indexOf(' '));
        var address = line.substring(line.indexOf(' ') + 1);
        var transferor = telephone("858", String.format(address, "858")).register();
        var transferee =
                telephone("853", String.format(address, "853")).register().answering();
        var target = telephone("895", String.format(address, "895")).register().answering();
        var call = transferor.talkTo("853");
        transferor.assertTalksWith(transferee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        transferor.assertTalksWith(transferee);
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        target.lastIncoming().hangUp();
        stage.until(() -> transferee.lastIncoming().state().isEnded());
        assertAllOver(transport);
        assertThat(everything().stream()
                        .flatMap(message -> message.contactUri().stream())
                        .filter(uri -> uri.contains("@")))
                .isNotEmpty()
                .allMatch(contact -> contact.contains("transport=ws") && !contact.contains("transport=wss"));
        assertThat(transferee.host().openStreams()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("§8.2: one side speaks WSS, the other UDP; either calls, either hangs up")
    void telephoneOfWebSocketTalksWithOneOfUdp(boolean webSocketCalls) {
        startPbx();
        var web = telephone("858", "sip:858@" + DOMAIN + ";transport=wss").register();
        var desk = stage.registered("853");
        var caller = webSocketCalls ? web : desk;
        var callee = (webSocketCalls ? desk : web).answering();
        var call = caller.talkTo(webSocketCalls ? "853" : "858");
        caller.assertTalksWith(callee);
        callee.lastIncoming().hangUp();
        stage.until(() -> call.state() == CallState.COMPLETED || call.state().isEnded());
        assertThat(stage.sentBy("858"))
                .allMatch(message -> !message.isRequest() || message.via().startsWith("SIP/2.0/WSS "));
        assertThat(stage.sentBy("853"))
                .allMatch(message -> !message.isRequest() || message.via().startsWith("SIP/2.0/UDP "));
    }

    /** A telephone that takes what a browser takes, and nothing else. */
    private Telephone browser(String number) {
        var account = SipAccount.builder("sip:" + number + "@" + DOMAIN + ";transport=wss")
                .secret(number)
                .calls(CallSettings.DEFAULT
                        .withSecurity(MediaSecurity.REQUIRED)
                        .withKeyExchange(KeyExchange.DTLS)
                        .withIce(IceSettings.of()))
                .build();
        return stage.telephone(number, account, PhoneConfig.DEFAULT.withDtls(new FakeDtls(number)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "RFC 8827 §6.5, RFC 8835 §3.4: a browser and a telephone without keys and ICE talk, whoever calls; the PBX makes no checks (RFC 8445 §2.5)")
    void browserTalksWithATelephoneOfOld(boolean browserCalls) {
        startPbx();
        var web = browser("858").register();
        var desk = stage.registered("853");
        var caller = browserCalls ? web : desk;
        var callee = (browserCalls ? desk : web).answering();
        var call = caller.talkTo(browserCalls ? "853" : "858");
        caller.assertTalksWith(callee);
        var webs = browserCalls ? call : web.lastIncoming();
        assertThat(webs.encryption()).isPresent();
        assertThat(webs.path()).isPresent();
        // What the caller has is offered first.
        assertThat(stage.requests("pbx", "INVITE")).hasSize(browserCalls ? 2 : 1);
        assertThat(stage.sentBy("pbx"))
                .allSatisfy(message -> assertThat(message.body()).doesNotContain("a=candidate:1 2 "));
        assertThat(stage.await(webs.hold()).isDone()).isTrue();
        assertThat(stage.await(webs.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName(
            "A telephone over WebSocket that is no browser refuses what one takes, and is offered what the caller has")
    void telephoneThatIsNoBrowserIsAskedAgain() {
        startPbx();
        var web = telephone("858", "sip:858@" + DOMAIN + ";transport=wss")
                .register()
                .answering();
        var desk = stage.registered("853");
        desk.talkTo("858");
        desk.assertTalksWith(web);
        var offers = stage.requests("pbx", "INVITE");
        assertThat(offers).hasSize(2);
        assertThat(offers.get(0).body())
                .contains(" UDP/TLS/RTP/SAVP ")
                .contains("a=ice-lite")
                .contains("a=rtcp-mux")
                .contains("a=setup:actpass");
        assertThat(stage.answers("858", "INVITE", 488)).hasSize(1);
        assertThat(offers.get(1).body())
                .contains(" RTP/AVP ")
                .doesNotContain("ice-")
                .doesNotContain("fingerprint");
        web.lastIncoming().hangUp();
        stage.until(() -> web.lastIncoming().state().isEnded());
    }

    @Test
    void urlOfAnAccountLeadsToItsPortAndPath() {
        stage.simulation().dns().a("edge.example.net", Stage.PBX_ADDRESS);
        stage.startPbx(builder -> builder.listen("wss:" + Stage.PBX_ADDRESS + ":8443")
                .tls(TlsIdentity.named("edge.example.net"))
                .webSocket(WebSocketSettings.DEFAULT.withPath("/sip")));
        var caller = telephone(
                "858", "sip:858@" + DOMAIN, account -> account.webSocket("wss://edge.example.net:8443/sip?a=b"));
        var callee =
                telephone("853", "sip:853@" + DOMAIN, account -> account.webSocket("wss://edge.example.net:8443/sip"));
        caller.register();
        callee.register().answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
        assertAllOver("WSS");
        assertThat(stage.requests("858", "REGISTER"))
                .allMatch(register ->
                        register.header("Route").orElse("").equals("<sip:edge.example.net:8443;transport=ws;lr>"));
    }

    @Test
    void pathThatIsNotServedIsSaid() {
        stage.startPbx(builder -> builder.listen("ws:" + Stage.PBX_ADDRESS + ":8080")
                .webSocket(WebSocketSettings.DEFAULT.withPath("/sip")));
        var caller = telephone("858", "sip:858@" + DOMAIN, account -> account.webSocket("ws://10.0.0.9:8080/"));
        assertThat(stage.await(caller.line().register())).isInstanceOf(RegistrationOutcome.Unreachable.class);
        assertThat(notes).anyMatch(note -> note.contains("404"));
    }

    @Test
    @DisplayName("§5.3: a client whose connection is gone gets no call until it has registered over another")
    void callToATelephoneWhoseConnectionIsGoneFails() {
        startPbx();
        var caller = stage.registered("853");
        var callee = telephone("858", "sip:858@" + DOMAIN + ";transport=ws")
                .register()
                .answering();
        stage.simulation().resetStreams(stage.host("858"), stage.host("pbx"));
        stage.seconds(1);
        var before = stage.sentBy("pbx").stream()
                .filter(message -> message.isRequest("INVITE"))
                .count();
        var call = caller.line().createCall("858");
        assertThat(stage.await(call.start()).isAnswered()).isFalse();
        assertThat(stage.sentBy("pbx").stream()
                        .filter(message -> message.isRequest("INVITE"))
                        .count())
                .isEqualTo(before);
        stage.seconds(10);
        caller.talkTo("858");
        caller.assertTalksWith(callee);
    }

    @Test
    void lostConnectionIsReplacedByOneOfTheClient() {
        startPbx();
        var caller = telephone("858", "sip:858@" + DOMAIN + ";transport=ws").register();
        var callee = telephone("853", "sip:853@" + DOMAIN + ";transport=ws")
                .register()
                .answering();
        var call = caller.talkTo("853");
        stage.seconds(1);
        stage.simulation().resetStreams(stage.host("858"), stage.host("pbx"));
        stage.seconds(1);
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
        assertAllOver("WS");
    }

    @Test
    void cutCableEndsTheCallOnBothSides() {
        startPbx();
        var caller = telephone("858", "sip:858@" + DOMAIN + ";transport=ws").register();
        var callee = telephone("853", "sip:853@" + DOMAIN + ";transport=ws")
                .register()
                .answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        stage.simulation().cut(stage.host("858"), stage.host("pbx"));
        stage.seconds(5);
        stage.simulation().restore(stage.host("858"), stage.host("pbx"));
        stage.seconds(30);
        caller.assertTalksWith(callee);
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
    }

    @Test
    @DisplayName("RFC 3263 §4.1 with RFC 7118 §5.5: a domain that offers WebSocket by NAPTR")
    void serviceIsFoundInDns() {
        stage.startPbx(
                builder -> builder.listen("wss:" + Stage.PBX_ADDRESS + ":8443").tls(TlsIdentity.named("example.org")));
        stage.simulation()
                .dns()
                .naptr("example.org", 10, 10, "SIPS+D2W", "_sips._ws.example.org")
                .srv("_sips._ws.example.org", 0, 0, 8443, "node.example.net")
                .a("node.example.net", Stage.PBX_ADDRESS);
        telephone("858", "sip:858@example.org").register();
        assertAllOver("WSS");
    }

    @Test
    @DisplayName("§9.2: sips never goes over ws")
    void secureLineIsNotSentInTheClear() {
        startPbx();
        assertThatThrownBy(() -> SipAccount.builder("sips:858@" + DOMAIN).webSocket("ws://" + DOMAIN))
                .hasMessageContaining("wss");
        telephone("858", "sips:858@" + DOMAIN + ";transport=ws").register();
        assertAllOver("WSS");
    }

    @Test
    void lossAndDelayBelowAreNotSeen() {
        startPbx();
        stage.simulation()
                .defaultLink(LinkModel.LAN.withDelay(Duration.ofMillis(40)).withLossPercent(20));
        var caller = telephone("858", "sip:858@" + DOMAIN + ";transport=ws").register();
        var callee = telephone("853", "sip:853@" + DOMAIN + ";transport=ws")
                .register()
                .answering();
        var call = caller.talkTo("853");
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
        assertThat(stage.requests("858", "INVITE")).hasSizeLessThanOrEqualTo(2);
    }
}
