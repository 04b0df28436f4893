package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3263 §4.1 and §4.2, as far as A and AAAA go. */
class TargetPlanTest {
    private static final Set<String> ALL = Set.of("UDP", "TCP", "TLS", "WS", "WSS");

    private static TargetPlan plan(String uri) {
        return TargetPlan.of(NextHop.of(SipUri.parse(uri)), ALL, AddressFamilies.IPV4_FIRST);
    }

    private static DnsAnswer found(String... literals) {
        var records = Arrays.stream(literals)
                .<DnsRecord>map(
                        text -> new DnsRecord.Address(IpLiteral.parse(text).orElseThrow()))
                .toList();
        return new DnsAnswer.Found(records, Duration.ofSeconds(60));
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
        "sip:[2001:db8::1]:5080, UDP, 2001:db8::1, 5080"
    })
    void addressNeedsNoDns(String uri, String transport, String address, int port) {
        var plan = plan(uri);
        assertThat(plan.question()).isEmpty();
        assertThat(plan.targets()).hasSize(1);
        var target = plan.targets().get(0);
        assertThat(target.transport()).isEqualTo(transport);
        assertThat(target.address()).isEqualTo(Sample.address(address, port));
        assertThat(plan.failure()).isEmpty();
    }

    @Test
    void nameIsAskedForBothFamiliesInOrderOfPreference() {
        var plan = plan("sip:pbx.example.com.:5070");
        assertThat(plan.question()).contains(new TargetPlan.Question("pbx.example.com", DnsType.A));
        plan.onAnswer(found("192.0.2.1", "192.0.2.2"));
        assertThat(plan.targets()).as("not before the plan is complete").isEmpty();
        assertThat(plan.question()).contains(new TargetPlan.Question("pbx.example.com", DnsType.AAAA));
        plan.onAnswer(found("2001:db8::1"));
        assertThat(plan.question()).isEmpty();
        assertThat(plan.targets())
                .extracting(Target::address)
                .containsExactly(
                        Sample.address("192.0.2.1", 5070),
                        Sample.address("192.0.2.2", 5070),
                        Sample.address("2001:db8::1", 5070));
    }

    @Test
    void serverNameIsTheOneOfTheUri() {
        var plan = TargetPlan.of(NextHop.of(SipUri.parse("sips:example.com")), ALL, AddressFamilies.IPV4);
        plan.onAnswer(found("192.0.2.1"));
        assertThat(plan.targets()).extracting(Target::serverName).containsExactly("example.com");
    }

    @Test
    void unknownNameAndSilenceAreToldApart() {
        var unknown = plan("sip:nowhere.example.com");
        unknown.onAnswer(new DnsAnswer.NotFound());
        assertThat(unknown.failure()).isEmpty();
        unknown.onAnswer(new DnsAnswer.NotFound());
        assertThat(unknown.failure()).contains(TargetPlan.Failure.NOT_FOUND);
        var silent = plan("sip:nowhere.example.com");
        silent.onAnswer(new DnsAnswer.NotFound());
        silent.onAnswer(new DnsAnswer.Failed("time-out"));
        assertThat(silent.failure()).contains(TargetPlan.Failure.NO_ANSWER);
    }

    @Test
    void oneFamilyIsEnough() {
        var plan = plan("sip:pbx.example.com");
        plan.onAnswer(new DnsAnswer.Failed("time-out"));
        plan.onAnswer(found("2001:db8::1"));
        assertThat(plan.targets()).hasSize(1);
        assertThat(plan.failure()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"sips:192.0.2.1;transport=udp", "sip:192.0.2.1;transport=sctp", "sips:example.com;transport=udp"})
    void transportThatCannotBeIsFailure(String uri) {
        assertThat(plan(uri).failure()).contains(TargetPlan.Failure.NO_TRANSPORT);
        assertThat(plan(uri).question()).isEmpty();
    }

    @Test
    void anotherTransportIsTakenWhenThereIsNoUdp() {
        var plan = TargetPlan.of(NextHop.of(SipUri.parse("sip:192.0.2.1")), Set.of("TCP"), AddressFamilies.IPV4);
        assertThat(plan.targets()).extracting(Target::transport).containsExactly("TCP");
    }

    @Test
    void answerWithoutQuestionIsMisuse() {
        assertThatThrownBy(() -> plan("sip:192.0.2.1").onAnswer(new DnsAnswer.NotFound()))
                .isInstanceOf(IllegalStateException.class);
    }
}
