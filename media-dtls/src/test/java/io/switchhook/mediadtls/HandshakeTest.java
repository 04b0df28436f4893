package io.switchhook.mediadtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpSuite;
import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import java.nio.ByteBuffer;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 5764 §4, RFC 8122 §6.2: handshakes of two engines in memory")
@Timeout(60)
class HandshakeTest {
    private static final IntPredicate NONE = number -> false;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final BouncyEndpoint here = (BouncyEndpoint) new BouncyDtls().open();
    private final BouncyEndpoint there = (BouncyEndpoint) new BouncyDtls().open();

    @AfterEach
    void nothingStaysAlive() throws Exception {
        here.close();
        there.close();
        assertThat(here.size()).isZero();
        assertThat(there.size()).isZero();
        awaitNoThreads();
    }

    private static void awaitNoThreads() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (var left = threads(); !left.isEmpty(); left = threads()) {
            assertThat(System.nanoTime()).as(left.toString()).isLessThan(end);
            // Whoever works hands on to others, which are new.
            left.get(0).join(1_000);
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("switchhook-dtls-"))
                .toList();
    }

    private record Pair(Wire client, DtlsAssociation clients, Wire server, DtlsAssociation servers) {

        void assertKeysFit() throws Exception {
            SrtpKeys ours = client.awaitKeys();
            SrtpKeys theirs = server.awaitKeys();
            assertThat(ours.send()).isEqualTo(theirs.receive().get(0));
            assertThat(theirs.send()).isEqualTo(ours.receive().get(0));
            assertThat(ours.send()).isNotEqualTo(theirs.send());
        }
    }

    private Pair pair(IntPredicate lostOfClient, IntPredicate lostOfServer) {
        return pair(
                new Wire(lostOfClient),
                Wire.SUITES,
                there.certificate(),
                new Wire(lostOfServer),
                Wire.SUITES,
                here.certificate());
    }

    private Pair pair(
            Wire client,
            List<SrtpSuite> suites,
            byte[] trusted,
            Wire server,
            List<SrtpSuite> servers,
            byte[] trustedByServer) {
        var second = there.begin(Wire.request(false, servers, trustedByServer, server, PATIENCE));
        client.to(second);
        var first = here.begin(Wire.request(true, suites, trusted, client, PATIENCE));
        server.to(first);
        return new Pair(client, first, server, second);
    }

    @Test
    void keysFitAndTheStrongestSuiteIsTaken() throws Exception {
        var pair = pair(NONE, NONE);
        pair.assertKeysFit();
        assertThat(pair.client().awaitKeys().suite()).isEqualTo(SrtpSuite.AEAD_AES_256_GCM);
    }

    @ParameterizedTest
    @EnumSource(names = {"AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"})
    void anySuiteThatBothHaveWillDo(SrtpSuite suite) throws Exception {
        var pair = pair(
                new Wire(NONE), Wire.SUITES, there.certificate(), new Wire(NONE), List.of(suite), here.certificate());
        pair.assertKeysFit();
        assertThat(pair.client().awaitKeys().suite()).isEqualTo(suite);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0, 1", "2, 0", "0, 2", "2, 2", "3, 1"})
    void aLostDatagramOfEachSideIsRepeated(int ofClient, int ofServer) throws Exception {
        pair(number -> number == ofClient, number -> number == ofServer).assertKeysFit();
    }

    @Test
    void aLostLastFlightIsRepeatedThoughNobodyWaitsAnyMore() throws Exception {
        var server = new Wire(NONE);
        // The server's last flight: the change of cipher and Finished.
        var dropped = new java.util.concurrent.atomic.AtomicBoolean();
        server.watch(
                datagram -> datagram[0] != 20 && !(datagram[0] == 22 && datagram[4] == 1) || dropped.getAndSet(true));
        pair(new Wire(NONE), Wire.SUITES, there.certificate(), server, Wire.SUITES, here.certificate())
                .assertKeysFit();
        assertThat(dropped).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherCertificateThanExpectedEndsBoth(boolean serversIsWrong) throws Exception {
        byte[] wrong = {1, 2, 3};
        var pair = pair(
                new Wire(NONE),
                Wire.SUITES,
                serversIsWrong ? wrong : there.certificate(),
                new Wire(NONE),
                Wire.SUITES,
                serversIsWrong ? here.certificate() : wrong);
        var checking = serversIsWrong ? pair.client() : pair.server();
        var other = serversIsWrong ? pair.server() : pair.client();
        assertThat(checking.awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.WRONG_CERTIFICATE);
        // RFC 8122 §6.2.
        assertThat(other.awaitEnding().text()).contains("bad_certificate");
        assertThat(checking.hasKeys()).isFalse();
        assertThat(other.hasKeys()).isFalse();
    }

    @Test
    void withoutACommonSuiteThereAreNoKeys() throws Exception {
        var pair = pair(
                new Wire(NONE),
                List.of(SrtpSuite.AEAD_AES_256_GCM),
                there.certificate(),
                new Wire(NONE),
                List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80),
                here.certificate());
        assertThat(pair.server().awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.NO_COMMON_SUITE);
        assertThat(pair.client().awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.REFUSED_BY_PEER);
    }

    @Test
    void nobodyThereIsAClearEnd() throws Exception {
        var alone = new Wire(NONE);
        here.begin(Wire.request(true, Wire.SUITES, there.certificate(), alone, Duration.ofMillis(1_500)));
        assertThat(alone.awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.TIMED_OUT);
    }

    /** RFC 5246 §7.2.2. */
    @Test
    void aWarningOfWhoIsSilentThenIsNoRefusal() throws Exception {
        var alone = new Wire(NONE);
        var begun = here.begin(Wire.request(true, Wire.SUITES, there.certificate(), alone, Duration.ofMillis(1_500)));
        begun.onDatagram(ByteBuffer.wrap(new byte[] {21, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 90}));
        assertThat(alone.awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.TIMED_OUT);
    }

    @Test
    void closingTellsTheOtherSideOfOneThatStands() throws Exception {
        var pair = pair(NONE, NONE);
        pair.assertKeysFit();
        pair.clients().close();
        pair.clients().close();
        assertThat(pair.server().awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.CLOSED_BY_PEER);
        assertThat(pair.server().awaitEnding().text()).contains("close_notify");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterItsEndNoThreadHasAnythingToDo(boolean byPeer) throws Exception {
        var pair = pair(NONE, NONE);
        pair.assertKeysFit();
        if (!byPeer) {
            // Something is being worked off just then.
            for (int i = 0; i < 32; i++) {
                pair.servers().onDatagram(ByteBuffer.wrap(new byte[] {22, -2, -3, 0, 1, 0}));
            }
            pair.servers().close();
        }
        pair.clients().close();
        if (byPeer) {
            pair.server().awaitEnding();
        }
        pair.servers().onDatagram(ByteBuffer.wrap(new byte[] {22, -2, -3, 0, 1, 0}));
        // Idle ones end by themselves.
        awaitNoThreads();
    }

    @Test
    void whatIsForgedOrReplayedChangesNothing() throws Exception {
        var sent = new ConcurrentLinkedQueue<byte[]>();
        var client = new Wire(NONE);
        client.watch(datagram -> sent.add(datagram.clone()));
        var pair = pair(client, Wire.SUITES, there.certificate(), new Wire(NONE), Wire.SUITES, here.certificate());
        pair.assertKeysFit();
        for (var again : List.copyOf(sent)) {
            pair.servers().onDatagram(ByteBuffer.wrap(again));
        }
        // A fatal alert in plain, and one that pretends to be protected.
        pair.servers().onDatagram(ByteBuffer.wrap(new byte[] {21, -2, -3, 0, 0, 0, 0, 0, 0, 0, 77, 0, 2, 2, 40}));
        var forged = new byte[13 + 26];
        forged[0] = 21;
        forged[1] = -2;
        forged[2] = -3;
        forged[4] = 1;
        forged[10] = 9;
        forged[12] = 26;
        pair.servers().onDatagram(ByteBuffer.wrap(forged));
        pair.servers().onDatagram(ByteBuffer.wrap(new byte[0]));
        // A handshake within the association is not begun (RFC 5764 §5.2): the plain ClientHello was among the first.
        pair.clients().close();
        assertThat(pair.server().awaitEnding().text()).contains("close_notify");
    }

    @Test
    void manyAtOnceComeToAnEndEach() throws Exception {
        var pairs = new java.util.ArrayList<Pair>();
        for (int i = 0; i < 40; i++) {
            pairs.add(pair(NONE, NONE));
        }
        for (var pair : pairs) {
            pair.assertKeysFit();
        }
    }

    @Test
    void moreThanThereIsRoomForAreRefused() throws Exception {
        var refused = new CountDownLatch(1);
        for (int i = 0; i < 64 + 256 + 1; i++) {
            var wire = new Wire(NONE);
            here.begin(Wire.request(false, Wire.SUITES, there.certificate(), wire, PATIENCE));
            if (i == 64 + 256) {
                assertThat(wire.awaitEnding().kind()).isEqualTo(DtlsEnding.Kind.TOO_MANY);
                refused.countDown();
            }
        }
        assertThat(refused.await(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theCertificateTellsNothingOfAnybody() throws Exception {
        var read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(here.certificate()));
        assertThat(read.getSubjectX500Principal().getName()).isEqualTo("CN=sip");
        read.verify(read.getPublicKey());
        read.checkValidity();
        assertThat(read.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(here.certificate()).isNotEqualTo(there.certificate());
    }
}
