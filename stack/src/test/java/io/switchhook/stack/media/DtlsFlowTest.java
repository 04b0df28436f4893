package io.switchhook.stack.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpMasterKey;
import io.switchhook.media.srtp.SrtpSuite;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 5763 §5 and §6.6: which handshakes the keys of a port come from")
class DtlsFlowTest {
    private static final SrtpSuite SUITE = SrtpSuite.AEAD_AES_128_GCM;

    private final Simulation simulation = new Simulation(7);
    private final Loop loop = simulation.host("phone", "192.0.2.1").openLoop("media");
    private final InetSocketAddress peer = at(9, 4_000);
    private final List<Hand> hands = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<Protection> protections = new ArrayList<>();
    private final List<KeysOutcome> outcomes = new ArrayList<>();
    private final DtlsFlow flow = new DtlsFlow(new Endpoint(), loop, new Stream(), false);

    @AfterEach
    void nothingIsLeft() {
        onLoop(flow::close);
        assertThat(hands).allSatisfy(hand -> assertThat(hand.closed).isTrue());
        loop.close();
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    private static InetSocketAddress at(int host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private final class Endpoint implements DtlsEndpoint {
        @Override
        public byte[] certificate() {
            return new byte[1];
        }

        @Override
        public DtlsAssociation begin(DtlsRequest request) {
            var hand = new Hand(request);
            hands.add(hand);
            return hand;
        }

        @Override
        public void close() {
            // It has no threads.
        }
    }

    /** A handshake that does what the test says. */
    private static final class Hand implements DtlsAssociation {
        private final DtlsRequest request;
        private int datagrams;
        private boolean closed;

        Hand(DtlsRequest request) {
            this.request = request;
        }

        @Override
        public void onDatagram(ByteBuffer datagram) {
            datagrams++;
        }

        @Override
        public void close() {
            closed = true;
        }

        void establish(int seed) {
            request.listener().established(SrtpKeys.of(key(seed), key(seed + 1)));
        }

        void fail(DtlsEnding.Kind kind) {
            request.listener().ended(new DtlsEnding(kind, "It is " + kind));
        }
    }

    private static SrtpMasterKey key(int seed) {
        var bytes = new byte[SUITE.keyBytes() + SUITE.saltBytes()];
        java.util.Arrays.fill(bytes, (byte) seed);
        return new SrtpMasterKey(SUITE, bytes);
    }

    private boolean onePlace;

    private final class Stream implements DtlsFlow.Owner {
        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to, boolean rtcp) {
            sent.add(to.getAddress().getHostAddress() + ":" + to.getPort());
        }

        @Override
        public Optional<InetSocketAddress> place(boolean rtcp) {
            return Optional.of(peer);
        }

        @Override
        public boolean hasOnePlace() {
            return onePlace;
        }

        @Override
        public void onProtection(Protection protection, boolean rtcp) {
            protections.add(protection);
        }

        @Override
        public void onOutcome(KeysOutcome outcome, boolean rtcp) {
            outcomes.add(outcome);
        }
    }

    private void onLoop(Runnable task) {
        loop.post(task);
        simulation.run(Duration.ofMillis(1));
    }

    private static AgreedDtls agreed(boolean client, int certificate) {
        return new AgreedDtls(
                client, List.of(Fingerprint.of("sha-256", new byte[] {(byte) certificate})), Optional.empty(), "ours");
    }

    private void use(AgreedDtls agreed) {
        onLoop(() -> flow.use(agreed, Optional.of(peer)));
    }

    /** A datagram with a ClientHello, as far as anybody looks here. */
    private void hello(InetSocketAddress from) {
        receive(from, 22, 0);
    }

    private void receive(InetSocketAddress from, int type, int epoch) {
        var record = ByteBuffer.allocate(40);
        record.put(0, (byte) type).putShort(3, (short) epoch).put(13, (byte) 1);
        onLoop(() -> flow.onDatagram(record, from));
    }

    private Hand hand(int index) {
        return hands.get(index);
    }

    @Test
    void whatComesBeforeTheAnswerIsKeptAndThereIsABoundToIt() {
        for (int i = 0; i < 50; i++) {
            hello(peer);
        }
        assertThat(hands).isEmpty();
        use(agreed(false, 1));
        assertThat(hands).hasSize(1);
        assertThat(hand(0).request.isClient()).isFalse();
        assertThat(hand(0).datagrams).isEqualTo(8);
        assertThat(protections).containsExactly(Protection.CLOSED);
        onLoop(() -> hand(0).establish(1));
        assertThat(protections.get(1).kind()).isEqualTo(Protection.Kind.KEYS);
        assertThat(outcomes.get(0).kind()).isEqualTo(KeysOutcome.Kind.AGREED);
    }

    /** RFC 8445 §7.3: before the answer its sender is somewhere, afterwards where ICE says, and its handshake is one. */
    @Test
    void whatComesBeforeIceIsAgreedOnIsOfThePlaceThatItGives() {
        hello(at(30, 31_000));
        onePlace = true;
        use(agreed(false, 1));
        receive(peer, 22, 0);
        assertThat(hands).hasSize(1);
        assertThat(hand(0).datagrams).isEqualTo(2);
    }

    @Test
    void theCertificateIsTheOneOfTheDescription() {
        use(agreed(true, 1));
        assertThat(hand(0).request.isClient()).isTrue();
        assertThat(hand(0).request.trusted().test(new byte[] {1})).isTrue();
        assertThat(hand(0).request.trusted().test(new byte[] {2})).isFalse();
        hand(0).request.listener().send(new byte[20]);
        simulation.run(Duration.ofMillis(1));
        assertThat(sent).containsExactly("192.0.2.9:4000");
    }

    @Test
    void asClientNobodyElseIsListenedTo() {
        use(agreed(true, 1));
        hello(at(66, 4_000));
        hello(at(9, 4_001));
        assertThat(hands).hasSize(1);
        assertThat(hand(0).datagrams).isZero();
        hello(peer);
        assertThat(hand(0).datagrams).isEqualTo(1);
    }

    @Test
    void strangersDoNotKeepOutWhoIsExpectedAndProveNothing() {
        use(agreed(false, 1));
        for (int i = 0; i < 20; i++) {
            hello(at(66, 1_000 + i));
        }
        assertThat(hands).as("at once").hasSize(3);
        onLoop(() -> hand(0).fail(DtlsEnding.Kind.WRONG_CERTIFICATE));
        assertThat(outcomes).isEmpty();
        hello(at(67, 1_000));
        hello(peer);
        assertThat(hands).hasSize(5);
        assertThat(hand(1).closed).as("gives way").isTrue();
        var reply = hand(4).request.listener();
        onLoop(() -> reply.send(new byte[20]));
        assertThat(sent).containsExactly("192.0.2.9:4000");
        onLoop(() -> hand(4).establish(1));
        assertThat(outcomes).hasSize(1);
        assertThat(hand(2).closed && hand(3).closed).isTrue();
        // Who comes too late changes nothing.
        onLoop(() -> hand(2).establish(5));
        hello(at(66, 1_000));
        assertThat(hands).hasSize(5);
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void behindANatTheOneWithTheCertificateIsFoundAtAnotherAddress() {
        use(agreed(false, 1));
        hello(at(30, 31_000));
        onLoop(() -> hand(0).request.listener().send(new byte[20]));
        assertThat(sent).containsExactly("192.0.2.30:31000");
        onLoop(() -> hand(0).establish(1));
        receive(at(30, 31_000), 21, 1);
        assertThat(hand(0).datagrams).isEqualTo(2);
        receive(peer, 21, 1);
        assertThat(hand(0).datagrams).isEqualTo(2);
    }

    @Test
    void aWrongCertificateOfTheOtherSideIsTheEnd() {
        use(agreed(false, 1));
        hello(peer);
        onLoop(() -> hand(0).fail(DtlsEnding.Kind.WRONG_CERTIFICATE));
        assertThat(outcomes).containsExactly(new KeysOutcome.Failed("It is WRONG_CERTIFICATE", false));
        hello(peer);
        assertThat(hands).hasSize(1);
        simulation.run(Duration.ofMinutes(1));
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void silenceIsToldAndMayEndYet() {
        use(agreed(false, 1));
        simulation.run(Duration.ofSeconds(31));
        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                KeysOutcome.Failed.class,
                                failed -> assertThat(failed.mayCome()).isTrue()));
        hello(peer);
        onLoop(() -> hand(0).establish(1));
        simulation.run(Duration.ofMinutes(1));
        assertThat(outcomes).hasSize(3);
    }

    @Test
    void aClientThatGetsNoAnswerBeginsAnew() {
        use(agreed(true, 1));
        simulation.run(Duration.ofSeconds(16));
        assertThat(outcomes.get(0))
                .isEqualTo(new KeysOutcome.Failed(
                        "No DTLS handshake came to its end within 15 s; it was begun with 192.0.2.9:4000", true));
        assertThat(hands).hasSize(2);
        assertThat(hand(0).closed).isTrue();
    }

    @Test
    void theSameAssociationGoesOn() {
        use(agreed(true, 1));
        onLoop(() -> hand(0).establish(1));
        use(agreed(true, 1));
        onLoop(() -> flow.use(agreed(true, 1), Optional.empty()));
        assertThat(hands).hasSize(1);
        assertThat(protections).hasSize(2);
    }

    @Test
    void anotherCertificateIsAnotherAssociationAndNothingPassesMeanwhile() {
        use(agreed(true, 1));
        onLoop(() -> hand(0).establish(1));
        use(agreed(true, 2));
        assertThat(hand(0).closed).isTrue();
        assertThat(protections.get(2)).isEqualTo(Protection.CLOSED);
        assertThat(hands).hasSize(2);
    }

    @Test
    void anotherRoleOrPortIsAnotherAssociationAndTheOldKeysCountTillThen() {
        use(agreed(true, 1));
        onLoop(() -> hand(0).establish(1));
        receive(peer, 22, 1);
        use(agreed(false, 1));
        assertThat(protections).hasSize(2);
        assertThat(hand(0).closed).isFalse();
        hello(peer);
        assertThat(hands).hasSize(2);
        onLoop(() -> hand(1).establish(3));
        assertThat(hand(0).closed).isTrue();
        assertThat(protections).hasSize(3);
        onLoop(() -> flow.use(agreed(false, 1), Optional.of(at(9, 5_000))));
        simulation.run(Duration.ofMinutes(1));
        // The other side has begun nothing: what stands goes on.
        assertThat(hand(1).closed).isFalse();
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void anEndOfTheAssociationIsAnEndOfItsKeys() {
        use(agreed(true, 1));
        onLoop(() -> hand(0).establish(1));
        onLoop(() -> hand(0).fail(DtlsEnding.Kind.CLOSED_BY_PEER));
        assertThat(protections.get(2)).isEqualTo(Protection.CLOSED);
        assertThat(outcomes.get(1)).isEqualTo(new KeysOutcome.Over("It is CLOSED_BY_PEER"));
    }
}
