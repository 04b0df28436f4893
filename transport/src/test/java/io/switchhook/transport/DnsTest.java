package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.transport.internal.dns.DnsSettings;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ResolverConfig;

@Timeout(30)
class DnsTest {
    private static final String ZONE = """
            pbx.example.            120 IN A     192.0.2.10
            pbx.example.             60 IN A     192.0.2.11
            pbx.example.             30 IN AAAA  2001:db8::10
            alias.example.           20 IN CNAME pbx.example.
            far.example.              5 IN CNAME alias.example.
            _sip._udp.example.      600 IN SRV   10 60 5060 pbx.example.
            _sip._udp.example.      600 IN SRV   20 0 5080 backup.example.
            _sips._tcp.example.     600 IN SRV   0 0 0 .
            example.                700 IN NAPTR 50 50 "s" "SIP+D2T" "" _sip._tcp.example.
            example.                700 IN NAPTR 90 51 "s" "SIP+D2U" "" _sip._udp.example.
            1.1.e164.arpa.          700 IN NAPTR 1 2 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
            """;

    @TempDir
    Path folder;

    private DnsServer server;
    private RealWorld world;
    private Loop loop;

    @BeforeEach
    void open() throws Exception {
        server = new DnsServer(ZONE);
        var hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.99 printer.example printer\n");
        world = RealWorld.open(new DnsSettings(List.of(server.address()), Optional.of(hosts), Duration.ofMillis(300)));
        loop = world.openLoop("dns");
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        server.close();
        assertThat(TransportTest.threadsNamed("switchhook-loop")).isEmpty();
    }

    private DnsAnswer ask(String name, DnsType type) throws Exception {
        var answered = new CompletableFuture<DnsAnswer>();
        var late = new CompletableFuture<Boolean>();
        loop.post(() -> {
            world.network().dns().lookup(loop, name, type, answer -> {
                assertThat(loop.inLoop()).isTrue();
                assertThat(answered.complete(answer)).isTrue();
            });
            late.complete(!answered.isDone());
        });
        var answer = answered.get(20, TimeUnit.SECONDS);
        assertThat(late.get(20, TimeUnit.SECONDS))
                .as("answered later than lookup returned")
                .isTrue();
        return answer;
    }

    private static DnsRecord address(String literal) {
        return new DnsRecord.Address(TransportTest.address(literal, 0).getAddress());
    }

    @Test
    void addressesComeWithTheShortestTimeToLive() throws Exception {
        var found = (DnsAnswer.Found) ask("pbx.example", DnsType.A);
        assertThat(found.records()).containsExactlyInAnyOrder(address("192.0.2.10"), address("192.0.2.11"));
        assertThat(found.timeToLive()).isEqualTo(Duration.ofSeconds(60));
        assertThat(ask("PBX.example", DnsType.AAAA))
                .isEqualTo(new DnsAnswer.Found(List.of(address("2001:db8::10")), Duration.ofSeconds(30)));
    }

    @Test
    void answerIsCached() throws Exception {
        ask("pbx.example", DnsType.AAAA);
        ask("pbx.example", DnsType.AAAA);
        assertThat(server.asked("pbx.example")).isEqualTo(1);
    }

    @Test
    void aliasIsFollowed() throws Exception {
        var found = (DnsAnswer.Found) ask("alias.example", DnsType.A);
        assertThat(found.records()).containsExactlyInAnyOrder(address("192.0.2.10"), address("192.0.2.11"));
    }

    @ParameterizedTest
    @CsvSource({"alias.example, 20", "far.example, 5"})
    void answerLivesNoLongerThanTheAliasThatLedToIt(String name, long seconds) throws Exception {
        var found = (DnsAnswer.Found) ask(name, DnsType.A);
        assertThat(found.timeToLive()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(((DnsAnswer.Found) ask(name, DnsType.A)).timeToLive()).isEqualTo(Duration.ofSeconds(seconds));
    }

    /** A laptop that was carried into another network, or whose program was there before the network. */
    @Test
    void serversThatTheSystemNamesLaterAreAsked() throws Exception {
        world.close();
        try (var nobody = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var dead = (InetSocketAddress) nobody.getLocalSocketAddress();
            System.setProperty("dns.server", IpLiteral.asHostPort(dead));
            ResolverConfig.refresh();
            var hosts = Files.writeString(folder.resolve("none"), "");
            world = RealWorld.open(new DnsSettings(List.of(), Optional.of(hosts), Duration.ofMillis(100)));
            loop = world.openLoop("moved");
            assertThat(ask("pbx.example", DnsType.AAAA)).isInstanceOf(DnsAnswer.Failed.class);
            System.setProperty("dns.server", IpLiteral.asHostPort(server.address()));
            assertThat(ask("pbx.example", DnsType.AAAA)).isInstanceOf(DnsAnswer.Found.class);
        } finally {
            System.clearProperty("dns.server");
            ResolverConfig.refresh();
        }
    }

    @Test
    void servicesKeepTheirNumbersAndLoseTheDot() throws Exception {
        var found = (DnsAnswer.Found) ask("_sip._udp.example", DnsType.SRV);
        assertThat(found.records())
                .containsExactlyInAnyOrder(
                        new DnsRecord.Srv(10, 60, 5060, "pbx.example"),
                        new DnsRecord.Srv(20, 0, 5080, "backup.example"));
        assertThat(found.timeToLive()).isEqualTo(Duration.ofSeconds(600));
        assertThat(((DnsAnswer.Found) ask("_sips._tcp.example", DnsType.SRV)).records())
                .containsExactly(new DnsRecord.Srv(0, 0, 0, ""));
    }

    @Test
    void namingAuthorityPointersAreRead() throws Exception {
        assertThat(((DnsAnswer.Found) ask("example", DnsType.NAPTR)).records())
                .containsExactlyInAnyOrder(
                        new DnsRecord.Naptr(50, 50, "s", "SIP+D2T", "", "_sip._tcp.example"),
                        new DnsRecord.Naptr(90, 51, "s", "SIP+D2U", "", "_sip._udp.example"));
        assertThat(((DnsAnswer.Found) ask("1.1.e164.arpa", DnsType.NAPTR)).records())
                .containsExactly(new DnsRecord.Naptr(1, 2, "u", "E2U+sip", "!^.*$!sip:info@example.com!", ""));
    }

    @ParameterizedTest
    @EnumSource(DnsType.class)
    void nameThatDoesNotExistIsNotFound(DnsType type) throws Exception {
        assertThat(ask("nobody.example", type)).isEqualTo(new DnsAnswer.NotFound());
    }

    @Test
    void nameWithoutRecordsOfTheTypeIsNotFound() throws Exception {
        assertThat(ask("pbx.example", DnsType.SRV)).isEqualTo(new DnsAnswer.NotFound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken.example", "silent.example"})
    void serverThatFailsOrIsSilentIsAFailureNotAnAbsence(String name) throws Exception {
        var failed = (DnsAnswer.Failed) ask(name, DnsType.A);
        assertThat(failed.reason()).isNotBlank();
        assertThat(server.asked(name)).isPositive();
    }

    @Test
    void hostsFileIsHonoured() throws Exception {
        assertThat(((DnsAnswer.Found) ask("printer.example", DnsType.A)).records())
                .containsExactly(address("192.0.2.99"));
        assertThat(server.asked("printer.example")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "phone.localhost"})
    void localhostIsAnsweredWithoutDns(String name) throws Exception {
        assertThat(((DnsAnswer.Found) ask(name, DnsType.A)).records()).containsExactly(address("127.0.0.1"));
        assertThat(((DnsAnswer.Found) ask(name, DnsType.AAAA)).records()).containsExactly(address("::1"));
        assertThat(ask(name, DnsType.SRV)).isEqualTo(new DnsAnswer.NotFound());
        assertThat(server.asked("localhost")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".example"})
    void whatIsNoNameIsAFailure(String name) throws Exception {
        assertThat(((DnsAnswer.Failed) ask(name, DnsType.A)).reason()).contains("not a domain name");
    }

    @Test
    void labelThatIsTooLongIsAFailure() throws Exception {
        assertThat(((DnsAnswer.Failed) ask("x".repeat(64) + ".example", DnsType.A)).reason())
                .contains("not a domain name");
    }
}
