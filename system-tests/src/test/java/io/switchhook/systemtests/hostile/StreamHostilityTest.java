package io.switchhook.systemtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.systemtests.lives.LogEar;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What broke trusted systems on streams and elsewhere: absurd numbers, floods, dribbles. */
class StreamHostilityTest {
    private final LogEar log = new LogEar();
    private Town town;

    @BeforeEach
    void begin() throws IOException {
        log.takeLines();
        town = new Town();
    }

    @AfterEach
    void end() {
        try {
            assertAlive();
            town.close();
            assertThat(town.dirty()).isEmpty();
            assertThat(log.takeLines()).isEmpty();
        } finally {
            log.close();
        }
    }

    private List<InetSocketAddress> victims() {
        return List.of(town.phone(TransportKind.TCP), town.pbx());
    }

    private void assertAlive() {
        for (var victim : victims()) {
            var probe = town.mallory().connect(victim);
            assertThat(town.answersStream(probe, victim))
                    .as("%s answers by TCP", victim)
                    .isTrue();
            probe.close();
        }
        assertThat(town.answersDatagram(town.phone(TransportKind.UDP))).isTrue();
        assertThat(town.answersDatagram(town.pbx())).isTrue();
        assertThat(town.callIsUp()).isTrue();
    }

    private void run(Duration time) {
        town.simulation().run(time);
    }

    static Stream<String> absurdLengths() {
        return Stream.of(
                "-1",
                "99999999999",
                "2147483647",
                "2147483648",
                "4294967295",
                "9223372036854775808",
                "1e6",
                "0x10",
                "",
                " ",
                "16777217",
                "10, 20",
                "12 13");
    }

    @ParameterizedTest
    @MethodSource("absurdLengths")
    void absurdContentLengthOnAStreamEndsThatStreamOrIsRefusedAndNothingElse(String length) {
        for (var victim : victims()) {
            var stream = town.mallory().connect(victim);
            stream.send("OPTIONS sip:853@10.0.0.9 SIP/2.0\r\nVia: SIP/2.0/TCP 10.6.6.6;branch=z9hG4bKabsurd\r\n"
                    + "Max-Forwards: 70\r\nFrom: <sip:m@10.6.6.6>;tag=1\r\nTo: <sip:853@10.0.0.9>\r\nCall-ID: absurd\r\n"
                    + "CSeq: 1 OPTIONS\r\nContent-Length: " + length + "\r\n\r\n");
            run(Duration.ofSeconds(1));
            assertThat(stream.isClosed() || stream.heard().startsWith("SIP/2.0 4"))
                    .as("Content-Length: %s; heard %s", length, stream.heard())
                    .isTrue();
            stream.close();
        }
        assertAlive();
    }

    @ParameterizedTest
    @MethodSource("absurdLengths")
    void absurdContentLengthInADatagramIsRefusedOrDropped(String length) {
        for (var victim : List.of(town.phone(TransportKind.UDP), town.pbx())) {
            town.mallory()
                    .datagram(
                            ("OPTIONS sip:853@10.0.0.9 SIP/2.0\r\nVia: SIP/2.0/UDP 10.6.6.6;branch=z9hG4bKud\r\n"
                                            + "Max-Forwards: 70\r\nFrom: <sip:m@10.6.6.6>;tag=1\r\nTo: <sip:853@10.0.0.9>\r\n"
                                            + "Call-ID: absurd\r\nCSeq: 1 OPTIONS\r\nContent-Length: " + length
                                            + "\r\n\r\n")
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            victim);
        }
        run(Duration.ofSeconds(1));
        assertAlive();
    }

    static Stream<String> absurdHeaders() {
        return Stream.of(
                "CSeq: 4294967296 OPTIONS",
                "CSeq: 2147483648 OPTIONS",
                "CSeq: -1 OPTIONS",
                "Max-Forwards: 300",
                "Max-Forwards: -1",
                "Max-Forwards: 99999999999",
                "Expires: 99999999999",
                "Via: SIP/2.0/UDP 10.6.6.6:65536;branch=z9hG4bKp",
                "Via: SIP/2.0/UDP 10.6.6.6:0;branch=z9hG4bKp;rport",
                "Via: SIP/2.0/UDP 10.6.6.6;branch=z9hG4bKp;rport=99999;received=nowhere;maddr=255.255.255.255;ttl=999",
                "Contact: <sip:853@10.6.6.6:99999>;expires=99999999999;q=7",
                "Route: " + "<sip:a@10.6.6.6;lr>,".repeat(500) + "<sip:a@10.6.6.6;lr>",
                "Accept: " + "a/b,".repeat(2_000) + "a/b",
                "To: <sip:853@10.0.0.9>\u0000\u001b[31m",
                "From: \"\u001b]0;owned\u0007\" <sip:m@10.6.6.6>;tag=1",
                "Call-ID: ",
                "Subject: " + "x".repeat(50_000));
    }

    @ParameterizedTest
    @MethodSource("absurdHeaders")
    void absurdHeadersAreSurvivedOverBothTransports(String header) {
        var name = header.substring(0, header.indexOf(':') + 1);
        for (var method : List.of("OPTIONS", "INVITE", "REGISTER")) {
            var lines = new ArrayList<>(List.of(
                    "Via: SIP/2.0/UDP 10.6.6.6;branch=z9hG4bKh" + method,
                    "Max-Forwards: 70",
                    "From: <sip:m@10.6.6.6>;tag=1",
                    "To: <sip:853@10.0.0.9>",
                    "Call-ID: absurd" + method,
                    "CSeq: 1 " + method,
                    "Contact: <sip:m@10.6.6.6>"));
            lines.removeIf(line -> line.startsWith(name));
            lines.add(header.replace("OPTIONS", method));
            lines.add("Content-Length: 0");
            var text = method + " sip:853@10.0.0.9 SIP/2.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
            for (var victim : List.of(town.phone(TransportKind.UDP), town.pbx())) {
                town.mallory().datagram(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), victim);
            }
            for (var victim : victims()) {
                var stream = town.mallory().connect(victim);
                stream.send(text);
                run(Duration.ofMillis(50));
                stream.close();
            }
        }
        run(Duration.ofSeconds(1));
        assertAlive();
    }

    @Test
    void floodOfLineEndsIsDrained() {
        for (var victim : victims()) {
            var stream = town.mallory().connect(victim);
            for (int i = 0; i < 50; i++) {
                stream.send("\r\n".repeat(5_000));
                run(Duration.ofMillis(200));
            }
            stream.send("\n".repeat(60_000));
            run(Duration.ofSeconds(1));
            stream.close();
        }
        assertAlive();
    }

    @Test
    void headWithoutAnEndIsCutOff() {
        for (var victim : victims()) {
            var stream = town.mallory().connect(victim);
            stream.send("OPTIONS sip:853@10.0.0.9 SIP/2.0\r\n");
            for (int i = 0; i < 200 && !stream.isClosed(); i++) {
                stream.send("X-Padding: " + "x".repeat(1_000) + "\r\n");
                run(Duration.ofMillis(50));
            }
            assertThat(stream.isClosed())
                    .as("%s cuts off a head that never ends", victim)
                    .isTrue();
        }
        assertAlive();
    }

    @Test
    void dribblesDoNotKeepOthersWaiting() {
        for (var victim : victims()) {
            var streams = new ArrayList<Mallory.Stream>();
            for (int i = 0; i < 200; i++) {
                streams.add(town.mallory().connect(victim));
            }
            for (int i = 0; i < 20; i++) {
                int at = i;
                streams.forEach(stream -> stream.send("OPTIONS sip:853@10.0.0.9 SIP/2.0\r\n".substring(at, at + 1)));
                run(Duration.ofMillis(500));
                if (i % 5 == 0) {
                    assertAlive();
                }
            }
            streams.forEach(Mallory.Stream::close);
        }
    }

    @Test
    void textsThatReachUsersAreEscaped() {
        town.mallory()
                .datagram(
                        ("INVITE sip:853@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.6.6.6:5060;branch=z9hG4bKesc\r\n"
                                        + "Max-Forwards: 70\r\nFrom: \"a\u001b[2Jb\" <sip:m%0d%0a%1b@10.6.6.6>;tag=1\r\n"
                                        + "To: <sip:853@10.0.0.9>\r\nCall-ID: esc\u001b\r\nCSeq: 1 INVITE\r\n"
                                        + "Contact: <sip:m@10.6.6.6>\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        town.phone(TransportKind.UDP));
        run(Duration.ofSeconds(1));
        assertThat(log.takeLines()).allMatch(line -> Printable.isClean(line.strip()));
    }
}
