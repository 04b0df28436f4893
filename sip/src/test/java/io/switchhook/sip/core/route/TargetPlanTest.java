package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3263 §4.1 and §4.2, RFC 2782, RFC 7118 §5.5. */
class TargetPlanTest {
    private static final List<String> ALL = List.of("UDP", "TCP", "TLS", "WS", "WSS");
    private static final List<String> PLAIN = List.of("UDP", "TCP");

    private final Zone zone = new Zone();

    private static TargetPlan plan(String uri, List<String> transports) {
        return TargetPlan.of(NextHop.of(SipUri.parse(uri)), transports, AddressFamilies.IPV4_FIRST, new SeededDraws(1));
    }

    private TargetPlan resolve(String uri, List<String> transports) {
        return zone.answer(plan(uri, transports));
    }

    private List<String> targets(String uri, List<String> transports) {
        return resolve(uri, transports).targets().stream()
                .map(target -> target.transport() + " "
                        + target.address().getAddress().getHostAddress() + ":"
                        + target.address().getPort())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.1, UDP, 192.0.2.1, 5060",
        "sip:192.0.2.1:5070;transport=tcp, TCP, 192.0.2.1, 5070",
        "sips:192.0.2.1, TLS, 192.0.2.1, 5061",
        "sips:192.0.2.1;transport=tcp, TLS, 192.0.2.1, 5061",
        "sip:192.0.2.1;transport=tls, TLS, 192.0.2.1, 5061",
        "sip:192.0.2.1;transport=ws, WS, 192.0.2.1, 80",
        "sips:192.0.2.1;transport=ws, WSS, 192.0.2.1, 443",
        "sip:[2001:db8::1]:5080, UDP, 2001:db8::1, 5080",
        "sip:example.com;maddr=192.0.2.7, UDP, 192.0.2.7, 5060"
    })
    void addressNeedsNoDns(String uri, String transport, String address, int port) {
        var plan = plan(uri, ALL);
        assertThat(plan.questions()).isEmpty();
        assertThat(plan.targets()).hasSize(1);
        var target = plan.targets().get(0);
        assertThat(target.transport()).isEqualTo(transport);
        assertThat(target.address()).isEqualTo(Sample.address(address, port));
        assertThat(plan.failure()).isEmpty();
    }

    @Test
    void aNameWithAPortIsAskedForAddressesOnly() {
        zone.addresses("pbx.example.com", "192.0.2.1", "192.0.2.2", "2001:db8::1");
        var plan = plan("sip:pbx.example.com.:5070", ALL);
        assertThat(plan.questions())
                .containsExactly(
                        new TargetPlan.Question("pbx.example.com", DnsType.A),
                        new TargetPlan.Question("pbx.example.com", DnsType.AAAA));
        assertThat(plan.targets()).as("not before the plan is complete").isEmpty();
        assertThat(zone.answer(plan).targets())
                .extracting(Target::address)
                .containsExactly(
                        Sample.address("192.0.2.1", 5070),
                        Sample.address("192.0.2.2", 5070),
                        Sample.address("2001:db8::1", 5070));
    }

    private void exampleOfTheRfc() {
        zone.naptr("example.com", 50, 50, "s", "SIPS+D2T", "_sips._tcp.example.com");
        zone.naptr("example.com", 90, 50, "s", "SIP+D2T", "_sip._tcp.example.com");
        zone.naptr("example.com", 100, 50, "s", "SIP+D2U", "_sip._udp.example.com");
        zone.srv("_sips._tcp.example.com", 0, 1, 5061, "server1.example.com");
        zone.srv("_sip._tcp.example.com", 0, 1, 5060, "server1.example.com");
        zone.srv("_sip._tcp.example.com", 1, 2, 5060, "server2.example.com");
        zone.srv("_sip._udp.example.com", 0, 1, 5060, "server1.example.com");
        zone.addresses("server1.example.com", "192.0.2.1");
        zone.addresses("server2.example.com", "192.0.2.2");
    }

    @Test
    void theExampleOfTheRfc() {
        exampleOfTheRfc();
        assertThat(targets("sip:user@example.com", PLAIN))
                .containsExactly("TCP 192.0.2.1:5060", "TCP 192.0.2.2:5060", "UDP 192.0.2.1:5060");
        assertThat(zone.asked).doesNotContain(new TargetPlan.Question("_sips._tcp.example.com", DnsType.SRV));
    }

    @Test
    void aServerWithTlsIsNotCalledInTheClearWhenTlsFails() {
        exampleOfTheRfc();
        assertThat(targets("sip:user@example.com", ALL)).containsExactly("TLS 192.0.2.1:5061");
    }

    @Test
    void sipsTakesNothingButSips() {
        zone.naptr("example.com", 10, 50, "s", "SIP+D2T", "_sip._tcp.example.com");
        zone.naptr("example.com", 20, 50, "s", "SIPS+D2T", "_other._tcp.example.com");
        zone.srv("_other._tcp.example.com", 0, 1, 5081, "server1.example.com");
        zone.addresses("server1.example.com", "192.0.2.1");
        assertThat(targets("sips:user@example.com", ALL)).containsExactly("TLS 192.0.2.1:5081");
    }

    @Test
    void orderCountsBeforePreference() {
        zone.naptr("example.com", 20, 1, "s", "SIP+D2U", "_sip._udp.example.com");
        zone.naptr("example.com", 10, 9, "S", "sip+d2t", "_sip._tcp.example.com");
        zone.naptr("example.com", 10, 5, "s", "SIP+D2W", "_sip._ws.example.com");
        zone.srv("_sip._udp.example.com", 0, 0, 5060, "s.example.com");
        zone.srv("_sip._tcp.example.com", 0, 0, 5060, "s.example.com");
        zone.srv("_sip._ws.example.com", 0, 0, 8080, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        assertThat(targets("sip:example.com", ALL))
                .containsExactly("WS 192.0.2.1:8080", "TCP 192.0.2.1:5060", "UDP 192.0.2.1:5060");
    }

    @Test
    void pointersOfOtherKindsAreIgnored() {
        zone.naptr("example.com", 1, 1, "u", "SIP+D2T", "_sip._tcp.example.com");
        zone.naptr("example.com", 1, 2, "a", "SIP+D2T", "host.example.com");
        zone.naptr("example.com", 1, 3, "s", "SIP+D2S", "_sip._sctp.example.com");
        zone.naptr("example.com", 1, 4, "s", "E2U+sip", "_sip._tcp.example.com");
        zone.naptr("example.com", 1, 5, "s", "SIP+D2T", "");
        zone.record(
                "example.com",
                DnsType.NAPTR,
                new DnsRecord.Naptr(1, 6, "s", "SIP+D2T", "!a!b!", "_sip._tcp.example.com"));
        zone.srv("_sip._udp.example.com", 0, 0, 5080, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        assertThat(targets("sip:example.com", PLAIN))
                .as("as if there were no NAPTR records")
                .containsExactly("UDP 192.0.2.1:5080");
    }

    @Test
    void withoutPointersEachTransportIsAskedForInOurOrder() {
        zone.srv("_sip._udp.example.com", 0, 0, 5070, "s.example.com");
        zone.srv("_sip._tcp.example.com", 0, 0, 5080, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        assertThat(targets("sip:example.com", List.of("TCP", "UDP", "TLS")))
                .containsExactly("TCP 192.0.2.1:5080", "UDP 192.0.2.1:5070");
    }

    @Test
    void anExplicitTransportNeedsNoPointers() {
        exampleOfTheRfc();
        assertThat(targets("sip:example.com;transport=tcp", ALL))
                .containsExactly("TCP 192.0.2.1:5060", "TCP 192.0.2.2:5060");
        assertThat(targets("sip:example.com;transport=tls", ALL)).containsExactly("TLS 192.0.2.1:5061");
        assertThat(zone.asked).noneMatch(question -> question.type() == DnsType.NAPTR);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:example.com, UDP 192.0.2.9:5060",
        "sip:example.com;transport=tcp, TCP 192.0.2.9:5060",
        "sips:example.com, TLS 192.0.2.9:5061",
        "sips:example.com;transport=ws, WSS 192.0.2.9:443"
    })
    void withoutServiceRecordsTheNameItselfIsTheServer(String uri, String target) {
        zone.addresses("example.com", "192.0.2.9");
        assertThat(targets(uri, ALL)).containsExactly(target);
    }

    @Test
    void aServiceThatIsDeclinedIsNotReplacedByTheName() {
        zone.srv("_sip._udp.example.com", 0, 0, 0, "");
        zone.addresses("example.com", "192.0.2.9");
        var plan = resolve("sip:example.com;transport=udp", ALL);
        assertThat(plan.targets()).isEmpty();
        assertThat(plan.failure()).contains(TargetPlan.Failure.NOT_OFFERED);
        zone.srv("_sip._tcp.example.com", 0, 0, 5060, "example.com");
        assertThat(targets("sip:example.com", ALL)).containsExactly("TCP 192.0.2.9:5060");
    }

    @Test
    void serverNameIsTheOneOfTheUri() {
        zone.srv("_sips._tcp.example.com", 0, 0, 5061, "evil.example.net");
        zone.addresses("evil.example.net", "192.0.2.66");
        assertThat(resolve("sips:example.com", ALL).targets())
                .extracting(Target::serverName)
                .containsExactly("example.com");
    }

    @Test
    void unknownNameAndSilenceAreToldApart() {
        assertThat(resolve("sip:nowhere.example.com", ALL).failure()).contains(TargetPlan.Failure.NOT_FOUND);
        zone.silent("silent.example.com", DnsType.A);
        var silent = resolve("sip:silent.example.com", ALL);
        assertThat(silent.failure()).contains(TargetPlan.Failure.NO_ANSWER);
        assertThat(silent.timeToLive()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aResolverThatDoesNotKnowPointersIsLivedWith() {
        zone.silent("example.com", DnsType.NAPTR);
        zone.srv("_sip._udp.example.com", 0, 0, 5070, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        var plan = resolve("sip:example.com", PLAIN);
        assertThat(plan.targets()).hasSize(1);
        assertThat(plan.failure()).isEmpty();
        assertThat(plan.timeToLive()).as("asked again next time").isEqualTo(Duration.ZERO);
    }

    @Test
    void oneFamilyIsEnough() {
        zone.silent("pbx.example.com", DnsType.A);
        zone.addresses("pbx.example.com", "2001:db8::1");
        assertThat(resolve("sip:pbx.example.com", ALL).targets()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"sips:192.0.2.1;transport=udp", "sip:192.0.2.1;transport=sctp", "sips:example.com;transport=udp"})
    void transportThatCannotBeIsFailure(String uri) {
        assertThat(plan(uri, ALL).failure()).contains(TargetPlan.Failure.NO_TRANSPORT);
        assertThat(plan(uri, ALL).questions()).isEmpty();
    }

    @Test
    void theShortestLifeCounts() {
        zone.srv("_sip._udp.example.com", 0, 0, 5070, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        zone.timeToLive("s.example.com", Duration.ofSeconds(30));
        assertThat(resolve("sip:example.com;transport=udp", ALL).timeToLive()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aHostileZoneIsCutShort() {
        for (int i = 0; i < 3_000; i++) {
            zone.naptr("example.com", i, 0, "s", "SIP+D2U", "_sip._udp.n" + i + ".example.com");
        }
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 500; j++) {
                zone.srv("_sip._udp.n" + i + ".example.com", 0, 65_535, 5060, "h" + i + "-" + j + ".example.com");
            }
        }
        for (int j = 0; j < 500; j++) {
            for (int k = 0; k < 20; k++) {
                zone.addresses("h0-" + j + ".example.com", "10." + j % 250 + "." + k + ".1");
            }
        }
        var plan = resolve("sip:example.com", PLAIN);
        assertThat(plan.targets()).hasSize(TargetPlan.MAX_TARGETS);
        assertThat(zone.asked).hasSizeLessThanOrEqualTo(TargetPlan.MAX_QUESTIONS);
    }

    @Test
    void recordsOfAnotherTypeAndPortZeroAreIgnored() {
        zone.record("_sip._udp.example.com", DnsType.SRV, new DnsRecord.Naptr(0, 0, "s", "SIP+D2U", "", "x"));
        zone.srv("_sip._udp.example.com", 0, 0, 0, "s.example.com");
        zone.addresses("s.example.com", "192.0.2.1");
        assertThat(resolve("sip:example.com;transport=udp", ALL).targets()).isEmpty();
    }

    @Test
    void answerWithoutQuestionIsMisuse() {
        var question = new TargetPlan.Question("example.com", DnsType.A);
        assertThatThrownBy(() -> plan("sip:192.0.2.1", ALL).onAnswer(question, new DnsAnswer.NotFound()))
                .isInstanceOf(IllegalStateException.class);
    }
}
