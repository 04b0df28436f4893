package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsType;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.simulation.DnsZone;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import io.switchhook.testkit.WireRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3263 §4: a domain with several servers, some of them dead")
class LocatingServersTest {
    private static final String DOMAIN = "example.org";
    private static final String OTHER_NODE = "10.0.0.8";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> notes = new ArrayList<>();

    private DnsZone dns() {
        return stage.simulation().dns();
    }

    /** The node that is asked first is {@code one.example.org}; the PBX is {@code two.example.org}. */
    private void twoNodes(String service) {
        dns().srv(service + "." + DOMAIN, 10, 0, 5060, "one.example.org");
        dns().srv(service + "." + DOMAIN, 20, 0, 5060, "two.example.org");
        dns().a("one.example.org", OTHER_NODE).a("two.example.org", Stage.PBX_ADDRESS);
    }

    private Telephone telephone(UnaryOperator<SipAccount.Builder> more) {
        var account = more.apply(SipAccount.builder("sip:858@" + DOMAIN).secret("858"))
                .build();
        return stage.telephone(
                "858", account, PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withTrace(event -> {
                    if (event instanceof TraceEvent.Note note) {
                        notes.add(note.text());
                    }
                }));
    }

    private Telephone telephone() {
        return telephone(account -> account);
    }

    private List<String> vias(String method) {
        return stage.requests("858", method).stream()
                .map(message -> message.via().split(" ")[0])
                .distinct()
                .toList();
    }

    private static void refuse(ScriptedPeer peer, WireMessage request, Optional<Integer> retryAfter) {
        peer.respond(
                request,
                503,
                draft -> retryAfter.ifPresent(seconds -> draft.replace("Retry-After", Integer.toString(seconds))));
    }

    private ScriptedPeer overloaded(String method, Optional<Integer> retryAfter) {
        var peer = stage.peer("858", "one", OTHER_NODE, 5_060);
        peer.whenRequest(method, request -> refuse(peer, request, retryAfter));
        return peer;
    }

    @Test
    @DisplayName("§4.1 NAPTR: the domain prefers TCP")
    void theTransportThatTheDomainPrefersIsTaken() {
        stage.startPbx();
        dns().naptr(DOMAIN, 10, 10, "SIPS+D2T", "_sips._tcp." + DOMAIN);
        dns().naptr(DOMAIN, 20, 10, "SIP+D2T", "_sip._tcp." + DOMAIN);
        dns().naptr(DOMAIN, 30, 10, "SIP+D2U", "_sip._udp." + DOMAIN);
        dns().srv("_sip._tcp." + DOMAIN, 0, 0, 5060, "two.example.org");
        dns().srv("_sip._udp." + DOMAIN, 0, 0, 5060, "two.example.org");
        dns().a("two.example.org", Stage.PBX_ADDRESS);
        var caller = telephone(account -> account).register();
        stage.registered("853").answering();
        assertThat(caller.talkTo("853").state().isEnded()).isFalse();
        assertThat(vias("REGISTER")).containsExactly("SIP/2.0/TCP");
        assertThat(vias("INVITE")).containsExactly("SIP/2.0/TCP");
    }

    @Test
    @DisplayName("§4.3 a node that is silent: the next is tried after Timer F, and first from then on")
    void aSilentNodeIsSurvivedAndRemembered() {
        // §4.3: the second request is identical to the first but for its branch, so its number is the same.
        stage.expectBreachesOf(WireRule.CSEQ_INCREASES);
        stage.startPbx();
        twoNodes("_sip._udp");
        var caller = telephone().register();
        assertThat(stage.simulation().elapsed()).isBetween(Duration.ofSeconds(32), Duration.ofSeconds(34));
        assertThat(notes)
                .contains("Target 1 of 2: UDP 10.0.0.8:5060")
                .contains("Target 2 of 2: UDP 10.0.0.9:5060, because nobody answered");
        stage.registered("853").answering();
        var began = stage.simulation().elapsed();
        caller.talkTo("853");
        assertThat(stage.simulation().elapsed().minus(began)).isLessThan(Duration.ofSeconds(2));
        var branches = stage.requests("858", "REGISTER").stream()
                .map(WireMessage::branch)
                .distinct();
        assertThat(branches)
                .as("one to the dead node, one challenged, one with credentials")
                .hasSize(3);
    }

    @Test
    @DisplayName("§4.3 a node that answers 503: the call goes to the next, and the 503 gets its ACK")
    void aNodeThatIsOverloadedIsPassedOver() {
        stage.startPbx();
        twoNodes("_sip._udp");
        var one = overloaded("INVITE", Optional.empty());
        one.whenRequest("REGISTER", request -> one.respond(request, 200, draft -> draft.replace("Expires", "600")));
        stage.registered("853").answering();
        var caller = telephone();
        var call = caller.talkTo("853");
        stage.seconds(1);
        assertThat(one.received()).extracting(WireMessage::method).containsExactly("INVITE", "ACK");
        assertThat(caller.phone().ladder(call))
                .contains("Target 1 of 2: UDP 10.0.0.8:5060")
                .contains("Target 2 of 2: UDP 10.0.0.9:5060, because 503");
        stage.await(call.hangUp());
        assertThat(one.received())
                .as("the dialog stays with the node that answered")
                .hasSize(2);
    }

    @Test
    @DisplayName("RFC 3261 §21.5.4: a node is left alone for as long as its Retry-After says")
    void retryAfterIsRespected() {
        stage.startPbx();
        twoNodes("_sip._udp");
        var one = overloaded("REGISTER", Optional.of(300));
        var first = telephone();
        first.register();
        int asked = one.received().size();
        assertThat(asked).isEqualTo(1);
        stage.await(first.line().unregister());
        stage.seconds(100);
        first.register();
        assertThat(one.received()).hasSize(asked);
    }

    @Test
    @DisplayName("§4.3 the only server answers 503: the user hears it")
    void a503OfTheLastServerIsTheAnswer() {
        dns().srv("_sip._udp." + DOMAIN, 0, 0, 5060, "one.example.org").a("one.example.org", OTHER_NODE);
        overloaded("REGISTER", Optional.of(60));
        var outcome = stage.await(telephone().line().register());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RegistrationOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(503));
    }

    @Test
    @DisplayName("§4.3 a node that refuses TCP")
    void aRefusedConnectionLeadsToTheNextNodeAtOnce() {
        stage.startPbx();
        stage.host("one", OTHER_NODE);
        twoNodes("_sip._tcp");
        telephone().register();
        assertThat(stage.simulation().elapsed()).isLessThan(Duration.ofSeconds(2));
        assertThat(notes).contains("Target 2 of 2: TCP 10.0.0.9:5060, because it could not be reached");
    }

    @Test
    @DisplayName("§4.3 a node dies between registration and call")
    void theNodeOfTheRegistrationDies() {
        stage.startPbx();
        twoNodes("_sip._udp");
        var one = stage.peer("858", "one", OTHER_NODE, 5_060);
        one.whenRequest(
                "REGISTER",
                request -> one.respond(
                        request,
                        200,
                        draft -> draft.replace(
                                "Contact", request.header("Contact").orElseThrow() + ";expires=600")));
        var caller = telephone().register();
        stage.registered("853").answering();
        stage.simulation().unplug(stage.host("one"));
        var call = caller.talkTo("853");
        assertThat(caller.phone().ladder(call)).contains("Target 2 of 2: UDP 10.0.0.9:5060, because nobody answered");
        stage.simulation().plugIn(stage.host("one"));
    }

    @Test
    @DisplayName("§4.4 the calls of a line go to the node it registered at, whatever the weights draw")
    void theLineStaysWithItsNode() {
        stage.startPbx();
        dns().srv("_sip._udp." + DOMAIN, 0, 50, 5060, "two.example.org");
        for (int i = 1; i <= 8; i++) {
            dns().srv("_sip._udp." + DOMAIN, 0, 50, 5060 + i, "two.example.org");
        }
        dns().a("two.example.org", Stage.PBX_ADDRESS);
        for (int i = 1; i <= 8; i++) {
            var peer = stage.peer("node" + i, "pbx", Stage.PBX_ADDRESS, 5_060 + i);
            peer.whenRequest("REGISTER", request -> peer.respond(request, 503));
        }
        stage.registered("853").answering();
        var caller = telephone().register();
        for (int i = 0; i < 5; i++) {
            var call = caller.talkTo("853");
            stage.await(call.hangUp());
        }
        assertThat(stage.requests("858", "INVITE").stream()
                        .map(WireMessage::branch)
                        .distinct())
                .as("each call was challenged at most once, and sent nowhere else")
                .hasSizeLessThanOrEqualTo(6);
    }

    @Test
    @DisplayName("a DNS that does not answer is told apart from a name that does not exist")
    void silenceOfDnsIsToldApartFromAbsence() {
        for (var type : DnsType.values()) {
            dns().silence(DOMAIN, type);
        }
        dns().silence("_sip._udp." + DOMAIN, DnsType.SRV).silence("_sip._tcp." + DOMAIN, DnsType.SRV);
        var phone = telephone();
        assertThat(stage.await(phone.line().register())).isInstanceOf(RegistrationOutcome.Unreachable.class);
        assertThat(notes).contains("DNS did not answer for example.org; is the network up?");
        assertThat(phone.dial("sip:853@nowhere.example"))
                .isInstanceOfSatisfying(
                        DialOutcome.Unreachable.class,
                        outcome -> assertThat(outcome.reason()).contains("There is no host nowhere.example"));
    }

    /** Many a router at home passes on questions for addresses alone. */
    private void servicesAreSilent() {
        dns().silence(DOMAIN, DnsType.NAPTR);
        dns().silence("_sip._udp." + DOMAIN, DnsType.SRV).silence("_sip._tcp." + DOMAIN, DnsType.SRV);
    }

    @Test
    @DisplayName("a DNS that never answers for NAPTR and SRV: the first request waits for it, and no other")
    void aSilentServiceIsWaitedForOnce() {
        stage.startPbx();
        servicesAreSilent();
        dns().a(DOMAIN, Stage.PBX_ADDRESS);
        var caller = telephone().register();
        // One time-out, and not that of NAPTR and that of SRV in a row.
        assertThat(stage.simulation().elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
        stage.registered("853").answering();
        for (int i = 0; i < 3; i++) {
            stage.seconds(240);
            var began = stage.simulation().elapsed();
            var call = caller.talkTo("853");
            assertThat(stage.simulation().elapsed().minus(began)).isLessThan(Duration.ofSeconds(2));
            stage.await(call.hangUp());
        }
        assertThat(dns().queries().stream()
                        .filter(query -> query.type() == DnsType.NAPTR)
                        .filter(query -> query.name().equals(DOMAIN)))
                .as("asked again, and waited for by nobody")
                .hasSizeBetween(4, 10);
    }

    @Test
    @DisplayName("a DNS that answers is asked nothing ahead")
    void nothingIsAskedAheadOfAnAnswer() {
        stage.startPbx();
        dns().naptr(DOMAIN, 10, 0, "SIP+D2U", "_sip._udp." + DOMAIN)
                .srv("_sip._udp." + DOMAIN, 0, 0, 5060, "one.example.org")
                .a("one.example.org", Stage.PBX_ADDRESS);
        telephone().register();
        stage.seconds(1);
        assertThat(dns().queries())
                .extracting(DnsZone.Query::name)
                .contains(DOMAIN, "_sip._udp." + DOMAIN, "one.example.org")
                .doesNotContain("_sip._tcp." + DOMAIN);
    }

    @Test
    @DisplayName("NAPTR and SRV that were silent for a moment count again as soon as they are answered")
    void aServiceIsFoundAgainAfterAnOutage() {
        stage.startPbx();
        var web = stage.peer("858", "web", OTHER_NODE, 5_060);
        web.whenRequest("REGISTER", request -> web.respond(request, 404));
        dns().a(DOMAIN, OTHER_NODE).timeToLive(Duration.ofMinutes(1));
        servicesAreSilent();
        var line = telephone().line();
        assertThat(stage.await(line.register())).isInstanceOf(RegistrationOutcome.Refused.class);
        assertThat(web.received()).hasSize(1);
        dns().remove(DOMAIN).remove("_sip._udp." + DOMAIN).remove("_sip._tcp." + DOMAIN);
        dns().a(DOMAIN, OTHER_NODE).a("two.example.org", Stage.PBX_ADDRESS);
        dns().srv("_sip._udp." + DOMAIN, 0, 0, 5060, "two.example.org");
        stage.seconds(11);
        assertThat(stage.await(line.register())).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(web.received()).hasSize(1);
    }

    @Test
    @DisplayName("RFC 2782: the domain says that it offers no SIP")
    void aDeclinedServiceIsSaidSo() {
        dns().srv("_sip._udp." + DOMAIN, 0, 0, 0, "").a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx();
        assertThat(telephone().dial("853"))
                .isInstanceOfSatisfying(
                        DialOutcome.Unreachable.class,
                        outcome -> assertThat(outcome.reason()).contains("offers no SIP"));
    }

    @Test
    @DisplayName("RFC 1035 §3.2.1: DNS is asked again when the time to live is over, and not before")
    void answersAreUsedAsLongAsTheyLive() {
        stage.startPbx();
        twoNodes("_sip._udp");
        dns().remove("one.example.org").remove("_sip._udp." + DOMAIN);
        dns().srv("_sip._udp." + DOMAIN, 0, 0, 5060, "two.example.org").timeToLive(Duration.ofSeconds(50));
        var phone = telephone().register();
        int asked = dns().queries().size();
        stage.await(phone.line().unregister());
        phone.register();
        assertThat(dns().queries()).hasSize(asked);
        stage.seconds(50);
        stage.await(phone.line().unregister());
        assertThat(dns().queries().subList(asked, dns().queries().size()))
                .extracting(DnsZone.Query::name)
                .contains("_sip._udp." + DOMAIN, "two.example.org");
    }

    private static DialOptions large() {
        return DialOptions.DEFAULT.withHeader("Subject", "x".repeat(1_300));
    }

    @Test
    @DisplayName("RFC 3261 §18.1.1: what is too large for UDP goes by TCP")
    void aLargeRequestGoesByTcp() {
        stage.startPbx();
        dns().a(DOMAIN, Stage.PBX_ADDRESS);
        var caller = telephone().register();
        stage.registered("853").answering();
        var call = caller.prepare("853", large());
        assertThat(stage.await(call.start())).isInstanceOf(DialOutcome.Answered.class);
        assertThat(vias("REGISTER")).containsExactly("SIP/2.0/UDP");
        assertThat(vias("INVITE")).containsExactly("SIP/2.0/TCP");
        assertThat(caller.phone().ladder(call)).contains("TCP instead of UDP, since");
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName("RFC 3261 §18.1.1: and by UDP when TCP is refused")
    void aLargeRequestGoesByUdpWhereThereIsNoTcp() {
        dns().a(DOMAIN, Stage.PBX_ADDRESS);
        var peer = stage.peerAsPbx("853");
        peer.whenRequest("INVITE", request -> peer.respond(request, 486));
        var caller = telephone();
        var call = caller.prepare("853", large());
        assertThat(stage.await(call.start()))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        outcome -> assertThat(outcome.status()).isEqualTo(486));
        assertThat(caller.phone().ladder(call)).contains("Back to UDP, because there is no TCP at 10.0.0.9:5060");
        assertThat(stage.simulation().elapsed()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("RFC 3261 §18.1.1: a transport that was demanded is kept")
    void aDemandedTransportIsKept() {
        stage.startPbx();
        dns().a(DOMAIN, Stage.PBX_ADDRESS);
        var caller = telephone(account -> account.transport(TransportKind.UDP)).register();
        stage.registered("853").answering();
        assertThat(stage.await(caller.prepare("853", large()).start())).isInstanceOf(DialOutcome.Answered.class);
        assertThat(vias("INVITE")).containsExactly("SIP/2.0/UDP");
    }

    @Test
    @DisplayName("RFC 3261 §8.1.2: pre-loaded routes, the first a loose router")
    void looseRoutesStandInTheRoute() {
        var peer = stage.peerAsPbx("853");
        peer.whenRequest("INVITE", request -> peer.respond(request, 486));
        telephone(account -> account.proxy("sip:10.0.0.9").route("sip:far.example;lr"))
                .dial("853");
        var invite = peer.received().get(0);
        assertThat(invite.requestUri()).isEqualTo("sip:853@example.org");
        assertThat(invite.elements("Route")).containsExactly("<sip:10.0.0.9;lr>", "<sip:far.example;lr>");
    }

    @Test
    @DisplayName("RFC 3261 §12.2.1.1: pre-loaded routes, the first a strict router")
    void aStrictRouterTakesTheRequestUri() {
        var peer = stage.peerAsPbx("853");
        peer.whenRequest("INVITE", request -> peer.respond(request, 486));
        telephone(account -> account.route("sip:10.0.0.9", "sip:far.example;lr"))
                .dial("853");
        var invite = peer.received().get(0);
        assertThat(invite.requestUri()).isEqualTo("sip:10.0.0.9");
        assertThat(invite.elements("Route")).containsExactly("<sip:far.example;lr>", "<sip:853@example.org>");
    }
}
