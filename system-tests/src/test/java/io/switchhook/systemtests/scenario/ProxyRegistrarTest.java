package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §10.3, §16.5: the registrar of a proxy, and calls to what it has bound")
class ProxyRegistrarTest {
    private static final String DOMAIN = TwoDomains.BILOXI;
    private static final String BEHIND_NAT = "<sip:bob@192.168.0.2;ob>";

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);

    @BeforeEach
    void open() {
        domains.openProxy2(TwoDomains.inbound());
    }

    private ScriptedPeer peer(String name, String address) {
        return domains.toProxy2(stage.peer(name, name, address, 5_060));
    }

    private static WireMessage register(ScriptedPeer peer, UnaryOperator<Draft> more, int status) {
        peer.newDialog("sip:" + DOMAIN)
                .send(
                        "REGISTER",
                        draft -> more.apply(draft.replace("From", "<" + TwoDomains.BOB + ">;tag=" + peer.token(8))
                                .replace("To", "<" + TwoDomains.BOB + ">")));
        return peer.expectResponse("REGISTER", status);
    }

    private static WireMessage register(ScriptedPeer peer, String contacts, int status) {
        return register(peer, draft -> draft.replace("Contact", contacts), status);
    }

    private static String instance(int number) {
        return ";reg-id=1;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf" + number + ">\"";
    }

    private static Draft outbound(Draft draft, int device) {
        return draft.replace("Contact", BEHIND_NAT + instance(device)).header("Supported", "path, outbound");
    }

    /** As an edge passes it on. */
    private static Draft throughEdge(Draft draft, String path) {
        return draft.header("Via", "SIP/2.0/UDP 192.168.0.2;branch=z9hG4bKinside")
                .header("Path", path)
                .header("Supported", "path");
    }

    private static void refuse(ScriptedPeer called) {
        called.respond(called.expectRequest("INVITE"), 486);
        called.expectRequest("ACK");
    }

    /** Two telephones of Bob's, and a caller. */
    private ScriptedPeer desk() {
        var desk = peer("desk", "10.0.3.1");
        register(desk, "<sip:bob@10.0.3.1>;audio;mobility=\"fixed\"", 200);
        return desk;
    }

    private ScriptedPeer pocket() {
        var pocket = peer("pocket", "10.0.3.2");
        register(pocket, "<sip:bob@10.0.3.2>;audio;mobility=\"mobile\"", 200);
        return pocket;
    }

    @Test
    @DisplayName(
            "RFC 3841 §7.2: the telephone that the caller prefers rings first, and the other one when it has refused")
    void preferredTelephoneRingsFirst() {
        var desk = desk();
        var pocket = pocket();
        var caller = peer("caller", "10.0.3.3");
        var dialog = caller.newDialog(TwoDomains.BOB);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.header("Accept-Contact", "*;mobility=\"mobile\"")
                        .header("Proxy-Require", "pref")
                        .body("application/sdp", "v=0\r\n"));
        var ringing = pocket.expectRequest("INVITE");
        assertThat(ringing.header("Accept-Contact")).contains("*;mobility=\"mobile\"");
        desk.expectNothing(Duration.ofSeconds(2));
        pocket.respond(ringing, 486);
        assertThat(pocket.expectRequest("ACK").header("Accept-Contact")).contains("*;mobility=\"mobile\"");
        refuse(desk);
        dialog.ack(invite, caller.expectFinal("INVITE", Duration.ofSeconds(1)));
    }

    @Test
    @DisplayName("RFC 3840 §6: a telephone of ours says what it can, gets it back, and is chosen by it")
    void telephoneSaysWhatItCan() {
        var desk = desk();
        var telephone = stage.telephone(
                        "bob",
                        SipAccount.builder(TwoDomains.BOB)
                                .features("audio;mobility=\"mobile\"")
                                .build())
                .register();
        assertThat(stage.answers("proxy2", "REGISTER", 200).get(1).headers("Contact"))
                .anySatisfy(contact -> assertThat(contact).contains(";audio;mobility=\"mobile\";expires="));
        var caller = peer("caller", "10.0.3.3");
        var dialog = caller.newDialog(TwoDomains.BOB);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.header("Reject-Contact", "*;mobility=\"fixed\"").body("application/sdp", "v=0\r\n"));
        stage.seconds(1);
        assertThat(telephone.lastIncoming().state()).isEqualTo(CallState.RINGING);
        desk.expectNothing(Duration.ofSeconds(1));
        stage.await(telephone.lastIncoming().reject());
        dialog.ack(invite, caller.expectFinal("INVITE", Duration.ofSeconds(1)));
    }

    @Test
    @DisplayName("RFC 3841 §9.1: with no-fork one telephone alone rings")
    void callerWantsNoFork() {
        var desk = desk();
        var pocket = pocket();
        var caller = peer("caller", "10.0.3.3");
        var dialog = caller.newDialog(TwoDomains.BOB);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.header("Request-Disposition", "no-fork").body("application/sdp", "v=0\r\n"));
        refuse(desk);
        var refusal = caller.expectFinal("INVITE", Duration.ofSeconds(1));
        assertThat(refusal.status()).isEqualTo(486);
        dialog.ack(invite, refusal);
        pocket.expectNothing(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("RFC 3841 §7.2.4: 480 when the caller wants none of them; nobody rings")
    void callerWantsNobody() {
        var desk = desk();
        var caller = peer("caller", "10.0.3.3");
        var dialog = caller.newDialog(TwoDomains.BOB);
        var invite = dialog.send(
                "INVITE",
                draft -> draft.header("Reject-Contact", "*;mobility=\"fixed\"").body("application/sdp", "v=0\r\n"));
        var refusal = caller.expectFinal("INVITE", Duration.ofSeconds(1));
        assertThat(refusal.status()).isEqualTo(480);
        dialog.ack(invite, refusal);
        desk.expectNothing(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:10.0.3.1>", "<sip:10.0.3.9;lr>, <sip:10.0.3.1>", "<tel:+15551234>"})
    @DisplayName("RFC 3327 §4: a Path that is no loose router is refused, since no request could take it")
    void pathWithoutLooseRouterIsRefused(String path) {
        var edge = peer("edge", "10.0.3.1");
        register(edge, draft -> throughEdge(draft, path), 400);
        var caller = peer("caller", "10.0.3.3");
        caller.newDialog(TwoDomains.BOB).invite("v=0\r\n");
        assertThat(caller.expectFinal("INVITE", Duration.ofSeconds(1)).status()).isEqualTo(480);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("RFC 5626 §6: two devices with the same private address, by two flows or two Paths, ring both")
    void devicesWithTheSameContact(boolean paths) {
        var one = peer("one", "10.0.3.1");
        var two = peer("two", "10.0.3.2");
        register(
                one,
                draft -> paths ? throughEdge(outbound(draft, 1), "<sip:10.0.3.1;lr;ob>") : outbound(draft, 1),
                200);
        var ok = register(
                two,
                draft -> paths ? throughEdge(outbound(draft, 2), "<sip:10.0.3.2;lr;ob>") : outbound(draft, 2),
                200);
        assertThat(ok.elements("Contact")).hasSize(2);
        var caller = peer("caller", "10.0.3.3");
        caller.newDialog(TwoDomains.BOB).invite("v=0\r\n");
        refuse(one);
        refuse(two);
        caller.expectResponse("INVITE", 486);
    }

    @Test
    @DisplayName("§10.3 step 5: an address-of-record of another domain is not found here")
    void addressOfAnotherDomain() {
        var phone = peer("phone", "10.0.3.1");
        register(phone, draft -> draft.replace("To", "<sip:bob@elsewhere.example.net>"), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:bob@abc.invalid>", "<sip:bob@10.0.3.1;transport=ws>"})
    @DisplayName("RFC 7118 §5: what can be reached over its connection alone is gone with it: 480")
    void contactThatLeadsNowhere(String contact) {
        var phone = domains.toProxy2(stage.tcpPeer("phone", "phone", "10.0.3.1", 5_060));
        register(phone, contact, 200);
        var caller = peer("caller", "10.0.3.3");
        caller.newDialog(TwoDomains.BOB).invite("v=0\r\n");
        refuse(phone);
        caller.expectResponse("INVITE", 486);
        phone.close();
        stage.seconds(1);
        caller.newDialog(TwoDomains.BOB).invite("v=0\r\n");
        assertThat(caller.expectFinal("INVITE", Duration.ofSeconds(5)).status()).isEqualTo(480);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<sip:10.0.2.2;lr>"})
    @DisplayName("§10.3: a registrar answers, whatever is left in Max-Forwards")
    void noHopLeft(String route) {
        var phone = peer("phone", "10.0.3.1");
        register(
                phone,
                draft -> route.isEmpty()
                        ? draft.replace("Max-Forwards", "0")
                        : draft.replace("Max-Forwards", "0").header("Route", route),
                200);
        phone.newDialog("sip:elsewhere.example.net").send("REGISTER", draft -> draft.replace("Max-Forwards", "0"));
        phone.expectResponse("REGISTER", 483);
    }
}
