package io.switchhook.simulation;

import static io.switchhook.simulation.DatagramTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.StreamKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReproductionTest {

    /**
     * Three hosts chatter over a bad network, with datagrams, streams, a NAT box, DNS and a cut; returns the hash of
     * the trace.
     */
    private static String run(long seed) throws IOException {
        var simulation = new Simulation(seed);
        simulation.defaultLink(
                new LinkModel(Duration.ofMillis(20), Duration.ofMillis(15), 5, 3, 5, 1, java.util.OptionalInt.empty()));
        var server = simulation.host("server", "198.51.100.1");
        var serverLoop = server.openLoop("loop");
        var phone = simulation.nat("nat", NatKind.SYMMETRIC, "203.0.113.7").host("phone", "192.168.1.10");
        var phoneLoop = phone.openLoop("loop");
        var echo = new DatagramPort[1];
        echo[0] = server.network()
                .openDatagramPort(
                        serverLoop, at("198.51.100.1", 5060), (packet, from, now) -> echo[0].send(packet, from));
        server.network()
                .listen(serverLoop, StreamKind.TCP, at("198.51.100.1", 5060), (connection, now) -> new Recorder());
        var port = phone.network().openDatagramPort(phoneLoop, at("0.0.0.0", 0), new Recorder());
        var stream = phone.network().connect(phoneLoop, StreamKind.TCP, at("198.51.100.1", 5060), "", new Recorder());
        IntStream.range(0, 200)
                .forEach(i -> simulation.after(
                        Duration.ofMillis(37L * i),
                        () -> phoneLoop.post(() -> {
                            port.send(Recorder.buffer(phone.randomness().nextToken(40)), at("198.51.100.1", 5060));
                            stream.send(Recorder.buffer(phone.randomness().nextToken(700)));
                        })));
        simulation.after(Duration.ofSeconds(2), () -> simulation.cut(server, phone));
        simulation.after(Duration.ofSeconds(3), () -> simulation.restore(server, phone));
        simulation.run(Duration.ofSeconds(60));
        return simulation.traceHash();
    }

    @Test
    void oneSeedGivesOneTraceAndAnotherSeedAnother() throws IOException {
        var hashes = List.of(run(42), run(42), run(43));
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).hasSize(16);
        assertThat(hashes.get(2)).isNotEqualTo(hashes.get(0));
    }

    @Test
    void randomnessDependsOnSeedAndHostNameOnly() {
        var one = new Simulation(1).host("alice", "192.0.2.1").randomness().nextToken(20);
        var bigger = new Simulation(1);
        bigger.host("zoe", "192.0.2.9").randomness().nextLong();
        assertThat(bigger.host("alice", "192.0.2.7").randomness().nextToken(20)).isEqualTo(one);
        assertThat(bigger.host("bob", "192.0.2.8").randomness().nextToken(20)).isNotEqualTo(one);
        assertThat(new Simulation(2).host("alice", "192.0.2.1").randomness().nextToken(20))
                .isNotEqualTo(one);
    }

    @Test
    void randomBytesAndDoublesAreSpread() {
        var randomness = new SeededRandomness(9);
        var bytes = new byte[4001];
        randomness.nextBytes(bytes);
        var distinct =
                IntStream.range(0, bytes.length).map(i -> bytes[i]).distinct().count();
        assertThat(distinct).isEqualTo(256);
        assertThat(IntStream.range(0, 10_000)
                        .mapToDouble(i -> randomness.nextDouble())
                        .average()
                        .orElseThrow())
                .isBetween(0.48, 0.52);
    }
}
