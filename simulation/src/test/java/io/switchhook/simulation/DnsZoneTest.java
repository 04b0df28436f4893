package io.switchhook.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsZoneTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedHost host = simulation.host("alice", "192.0.2.1");
    private final SimulatedLoop loop = (SimulatedLoop) host.openLoop("loop");

    private DnsAnswer ask(String name, DnsType type) {
        List<DnsAnswer> answers = new ArrayList<>();
        simulation.call(loop, () -> {
            host.network().dns().lookup(loop, name, type, answer -> {
                loop.assertInLoop();
                answers.add(answer);
            });
            assertThat(answers).isEmpty();
            return 0;
        });
        simulation.runUntilIdle(Duration.ofSeconds(10));
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    @Test
    void recordsAreFoundByTypeWithoutRegardToCase() {
        simulation
                .dns()
                .a("sip.example.com", "192.0.2.5", "192.0.2.6", "2001:db8::5")
                .srv("_sip._udp.example.com", 10, 60, 5060, "sip.example.com")
                .srv("_sip._udp.example.com", 20, 0, 5070, "sip.example.com")
                .naptr("example.com", 50, 50, "SIP+D2U", "_sip._udp.example.com")
                .timeToLive(Duration.ofMinutes(5));
        assertThat(ask("SIP.example.COM", DnsType.A))
                .isEqualTo(new DnsAnswer.Found(
                        List.of(
                                new DnsRecord.Address(Simulation.parse("192.0.2.5")),
                                new DnsRecord.Address(Simulation.parse("192.0.2.6"))),
                        Duration.ofMinutes(5)));
        assertThat(ask("sip.example.com", DnsType.AAAA)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(((DnsAnswer.Found) ask("_sip._udp.example.com", DnsType.SRV)).records())
                .containsExactly(
                        new DnsRecord.Srv(10, 60, 5060, "sip.example.com"),
                        new DnsRecord.Srv(20, 0, 5070, "sip.example.com"));
        assertThat(((DnsAnswer.Found) ask("example.com", DnsType.NAPTR)).records())
                .containsExactly(new DnsRecord.Naptr(50, 50, "s", "SIP+D2U", "", "_sip._udp.example.com"));
        assertThat(ask("example.com", DnsType.A)).isEqualTo(new DnsAnswer.NotFound());
        assertThat(simulation.dns().queries()).hasSize(5);
    }

    @Test
    void answersTakeTheirTimeAndSilenceTakesFiveSeconds() {
        simulation.dns().delay(Duration.ofMillis(300)).silence("slow.example.com", DnsType.A);
        ask("example.com", DnsType.A);
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofMillis(300));
        assertThat(ask("slow.example.com", DnsType.A)).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofMillis(5300));
    }

    @Test
    void failuresAreToldWithTheirReasonAndCanBeRemoved() {
        simulation.dns().a("example.com", "192.0.2.5").fail("example.com", DnsType.A, "SERVFAIL");
        assertThat(ask("example.com", DnsType.A)).isEqualTo(new DnsAnswer.Failed("SERVFAIL"));
        simulation.dns().remove("example.com");
        assertThat(ask("example.com", DnsType.A)).isEqualTo(new DnsAnswer.NotFound());
    }
}
