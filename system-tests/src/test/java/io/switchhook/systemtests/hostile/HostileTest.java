package io.switchhook.systemtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.systemtests.lives.LogEar;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After whatever was sent, phone and PBX answer an OPTIONS and the call goes on. {@code -Dswitchhook.hostile.seed} chooses another seed. */
class HostileTest {
    private static final long SEED = Long.getLong("switchhook.hostile.seed", 4_475L);
    private static final int MUTATIONS = Integer.getInteger("switchhook.hostile.count", 10_000);
    /** By then everything that is ever loaded is loaded, and the tables are as full as they get. */
    private static final int WARM = 3;

    private static final long MOST_GROWTH_BYTES = 24L << 20;

    private LogEar log;
    private Town town;
    private Mallory.Stream phoneProbe;
    private Mallory.Stream pbxProbe;

    @BeforeEach
    void begin() throws IOException {
        log = new LogEar();
        log.takeLines();
        town = new Town();
        phoneProbe = town.mallory().connect(town.phone(TransportKind.TCP));
        pbxProbe = town.mallory().connect(town.pbx());
    }

    @AfterEach
    void end() {
        try {
            phoneProbe.close();
            pbxProbe.close();
            town.close();
            assertThat(town.dirty())
                    .as("texts told to users with control characters")
                    .isEmpty();
            var lines = log.takeLines();
            assertThat(lines).as("log lines").allMatch(line -> Printable.isClean(line.strip()));
            assertThat(lines)
                    .as("what the library survived without having expected it")
                    .isEmpty();
        } finally {
            log.close();
        }
    }

    private void run(int millis) {
        town.simulation().run(Duration.ofMillis(millis));
    }

    private void sendDatagram(byte[] bytes, InetSocketAddress victim) {
        town.mallory().datagram(bytes, victim);
        run(5);
    }

    private void sendStream(byte[] bytes, InetSocketAddress victim) {
        var stream = town.mallory().connect(victim);
        stream.send(bytes);
        run(8);
        stream.close();
    }

    private void assertAlive(String after) {
        assertThat(town.answersDatagram(town.phone(TransportKind.UDP)))
                .as("the phone answers OPTIONS by UDP after %s", after)
                .isTrue();
        assertThat(town.answersDatagram(town.pbx()))
                .as("the PBX by UDP after %s", after)
                .isTrue();
        assertThat(town.answersStream(phoneProbe, town.phone(TransportKind.TCP)))
                .as("the phone by TCP after %s", after)
                .isTrue();
        assertThat(town.answersStream(pbxProbe, town.pbx()))
                .as("the PBX by TCP after %s", after)
                .isTrue();
        assertThat(town.callIsUp())
                .as("the call is up after %s; it is %s", after, town.callerState())
                .isTrue();
    }

    @Test
    void everyMessageOfRfc4475IsSurvivedByPhoneAndPbxOverUdpAndTcp() throws IOException {
        var torture = Corpus.torture();
        assertThat(torture).hasSize(49);
        torture.forEach((name, bytes) -> {
            for (var victim : List.of(town.phone(TransportKind.UDP), town.pbx())) {
                sendDatagram(bytes, victim);
                assertAlive(name + " by UDP");
            }
            for (var victim : List.of(town.phone(TransportKind.TCP), town.pbx())) {
                sendStream(bytes, victim);
                assertAlive(name + " by TCP");
            }
        });
    }

    @Test
    void tenThousandMutatedMessagesAreSurvived() throws IOException {
        var random = new SplittableRandom(SEED);
        var mutator = new Mutator(random.split());
        System.out.println("Sending " + MUTATIONS + " mutated messages from seed " + SEED);
        town.forgesDialogs();
        long warmBytes = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            if (i == MUTATIONS / WARM) {
                warmBytes = usedBytes();
            }
            boolean atPhone = random.nextBoolean();
            boolean byStream = random.nextInt(4) == 0;
            var bytes = mutator.mutate(pick(random, atPhone, 10 + i), pick(random, atPhone, 10 + i));
            var kind = byStream ? TransportKind.TCP : TransportKind.UDP;
            var victim = atPhone ? town.phone(kind) : town.pbx();
            if (byStream) {
                sendStream(bytes, victim);
            } else {
                sendDatagram(bytes, victim);
            }
            assertAnswers(victim, byStream, "message " + i + " of seed " + SEED, bytes);
        }
        long grown = usedBytes() - warmBytes;
        System.out.println("Memory has grown by " + (grown >> 10) + " KiB; " + town.calls() + " call(s) were made");
        assertThat(town.pbxLoad().dialogs())
                .as("dialogs of the PBX: the two of the call")
                .isLessThan(20);
        assertThat(town.phoneLoad().dialogs()).as("dialogs of the phone").isLessThan(200);
        assertThat(grown).as("growth of used memory, bytes").isLessThan(MOST_GROWTH_BYTES);
    }

    private byte[] pick(SplittableRandom random, boolean atPhone, int cseq) throws IOException {
        var base = bases().get(random.nextInt(bases().size()));
        if (random.nextInt(3) > 0) {
            return base;
        }
        var leg = atPhone ? "853" : "pbx";
        var inside = Corpus.inside(
                town.message("INVITE", true, leg), town.message("INVITE", false, leg), true, 1_000 + cseq);
        return inside.get(random.nextInt(inside.size()));
    }

    private List<byte[]> bases = List.of();

    private List<byte[]> bases() throws IOException {
        if (bases.isEmpty()) {
            var all = new ArrayList<>(Corpus.torture().values());
            all.addAll(Corpus.articles());
            for (int i = 0; i < 5; i++) {
                all.addAll(Corpus.strangers("10.0.0.9"));
            }
            bases = List.copyOf(all);
        }
        return bases;
    }

    private void assertAnswers(InetSocketAddress victim, boolean byStream, String after, byte[] bytes) {
        boolean answers = byStream
                ? town.answersStream(victim.getPort() == 5_060 ? pbxProbe : phoneProbe, victim)
                : town.answersDatagram(victim);
        var shown = new String(bytes, 0, Math.min(bytes.length, 3_000), StandardCharsets.ISO_8859_1);
        assertThat(answers)
                .as("%s: OPTIONS to %s is answered after it:%n%s", after, victim, shown)
                .isTrue();
        if (!town.callIsUp()) {
            assertThat(shown).as("%s ended the call", after).contains("BYE");
            town.talkAgain();
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
