package io.switchhook.benchmarks;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.session.RelayOutcome;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.core.auth.DigestOutcome;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/** Each benchmark runs once and must give the right result: one that measures nothing, or something else, fails here. */
class BenchmarksTest {
    private static final Blackhole HOLE = new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");

    /** How many methods each benchmark class has; all of them are called below. */
    private static final Map<String, Long> KNOWN = Map.ofEntries(
            entry("NamedHeadersBenchmark", 4L),
            entry("EveryHeaderBenchmark", 3L),
            entry("WriteBenchmark", 6L),
            entry("G711Benchmark", 2L),
            entry("G722Benchmark", 2L),
            entry("RtpStreamBenchmark", 1L),
            entry("RelayBenchmark", 1L),
            entry("TranscodeBenchmark", 1L),
            entry("VoiceBenchmark", 1L),
            entry("DigestBenchmark", 1L),
            entry("TransactionBenchmark", 1L),
            entry("peers.CallBenchmark", 1L),
            entry("peers.ForwardingBenchmark", 1L),
            entry("peers.RegistrationBenchmark", 1L));

    @Test
    void allBenchmarksAreKnownHere() throws IOException {
        try (var list = BenchmarksTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(list).as("what JMH's annotation processor writes").isNotNull();
            var lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8)).lines();
            var found = lines.map(line -> line.replaceFirst("^.*?io\\.switchhook\\.benchmarks\\.([\\w.]+) .*$", "$1"))
                    .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
            assertThat(found).isEqualTo(KNOWN);
        }
    }

    @Test
    void parsingInTurnTellsBothSidesAndTheirRatio() throws Exception {
        var figures = "\\d+ ns beside \\d+ of JAIN-SIP \\(medians of CPU time\\), ratio \\d+\\.\\d{3} .*\\R";
        assertThat(ParsingInTurn.once(false)).matches("every header and the SDP, JDK .*: " + figures);
        assertThat(ParsingInTurn.once(true)).matches("named headers, JDK .*: " + figures);
    }

    @Test
    void inviteIsTheOneOfTheGoals() {
        assertThat(Sample.INVITE.bytes()).hasSize(995);
        var invite = parsed(ByteBuffer.wrap(Sample.INVITE.bytes()));
        assertThat(invite.headerNames()).hasSize(15);
        assertThat(EveryHeaderBenchmark.TYPES).allMatch(invite::has).hasSize(15);
    }

    @ParameterizedTest
    @EnumSource
    void namedHeadersAreReadByBoth(Sample sample) throws Exception {
        var benchmark = new NamedHeadersBenchmark();
        benchmark.sample = sample;
        benchmark.prepare();
        for (int i = 0; i < 2; i++) {
            var ours = benchmark.switchhook(HOLE);
            var theirs = benchmark.jainSip(HOLE);
            assertThat(ours.toByteArray()).isEqualTo(sample.bytes());
            assertThat(ours.topVia().branch()).contains(theirs.getTopmostVia().getBranch());
            assertThat(ours.from().tag()).contains(theirs.getFromTag());
            assertThat(ours.to().tag().orElse(null)).isEqualTo(theirs.getToTag());
            assertThat(ours.callId()).isEqualTo(theirs.getCallId().getCallId());
            assertThat(ours.cseq().number()).isEqualTo(theirs.getCSeq().getSeqNumber());
            assertThat(ours.has(ContactHeader.TYPE)).isEqualTo(theirs.getContactHeader() != null);
        }
    }

    @Test
    void floorCountsLinesAndCopiesBytes() {
        var benchmark = new NamedHeadersBenchmark();
        benchmark.prepare();
        assertThat(benchmark.scanOfLineEnds()).isEqualTo(31);
        assertThat(benchmark.copy()).isEqualTo(Sample.INVITE.bytes());
    }

    @Test
    void everyHeaderIsReadByBoth() throws Exception {
        var benchmark = new EveryHeaderBenchmark();
        assertThat(benchmark.jainSip(HOLE)).isEqualTo(15);
        assertThat(benchmark.switchhook(HOLE).all(AllowHeader.TYPE)).hasSize(12);
        assertThat(benchmark.switchhookWithSdp(HOLE).media()).hasSize(1);
    }

    @Test
    void callsOfATelephoneDifferInWhatDiffersInLife() {
        var calls = Sample.INVITE.calls(2);
        var one = (SipRequest) parsed(ByteBuffer.wrap(calls[0]));
        var other = (SipRequest) parsed(ByteBuffer.wrap(calls[1]));
        assertThat(calls[0]).hasSameSizeAs(Sample.INVITE.bytes()).hasSameSizeAs(calls[1]);
        assertThat(other.uri()).isNotEqualTo(one.uri());
        assertThat(other.callId()).isNotEqualTo(one.callId());
        assertThat(other.topVia().branch()).isNotEqualTo(one.topVia().branch());
        assertThat(other.from().tag()).isNotEqualTo(one.from().tag());
        assertThat(other.cseq()).isNotEqualTo(one.cseq());
        var offer = SessionDescription.parse(one.bodyText());
        assertThat(SessionDescription.parse(other.bodyText()).origin()).isNotEqualTo(offer.origin());
        assertThat(other.all(AllowHeader.TYPE)).isEqualTo(one.all(AllowHeader.TYPE));
    }

    @Test
    void inviteIsWrittenWithAllItHas() throws Exception {
        var sample = parsed(ByteBuffer.wrap(Sample.INVITE.bytes()));
        var benchmark = new WriteBenchmark();
        benchmark.prepare();
        for (var wire : List.of(
                copy(benchmark.switchhookInvite()), copy(benchmark.switchhookInvite()), benchmark.jainSipInvite())) {
            var invite = (SipRequest) parsed(ByteBuffer.wrap(wire));
            assertThat(invite.method()).isEqualTo(SipMethod.INVITE);
            assertThat(invite.uri()).isEqualTo(((SipRequest) sample).uri());
            EveryHeaderBenchmark.TYPES.forEach(
                    type -> assertThat(invite.all(type)).isEqualTo(sample.all(type)));
            assertThat(invite.body()).isEqualTo(sample.body());
        }
    }

    @Test
    void okAnswersTheInvite() throws Exception {
        var sample = parsed(ByteBuffer.wrap(Sample.INVITE.bytes()));
        var benchmark = new WriteBenchmark();
        benchmark.prepare();
        for (var wire : List.of(
                copy(benchmark.switchhookOk()),
                benchmark.jainSipOk(),
                copy(benchmark.switchhookOk()),
                benchmark.jainSipOk())) {
            var ok = (SipResponse) parsed(ByteBuffer.wrap(wire));
            assertThat(ok.status()).isEqualTo(200);
            assertThat(ok.vias()).isEqualTo(sample.vias());
            assertThat(ok.from()).isEqualTo(sample.from());
            assertThat(ok.to()).isEqualTo(sample.to().withTag("4c1d9e77b0aa"));
            assertThat(ok.callId()).isEqualTo(sample.callId());
            assertThat(ok.cseq()).isEqualTo(sample.cseq());
            assertThat(ok.first(ContactHeader.TYPE)).isEqualTo(sample.first(ContactHeader.TYPE));
            assertThat(ok.contentType()).contains(ContentTypeHeader.SDP);
            assertThat(ok.body()).isEqualTo(sample.body());
        }
    }

    @Test
    void g711IsEncodedAndDecoded() {
        var benchmark = new G711Benchmark();
        var tone = G711Benchmark.tone();
        var encoded = benchmark.encode();
        assertThat(encoded.remaining()).isEqualTo(160);
        var decoded = benchmark.decode();
        for (int i = 0; i < 160; i++) {
            assertThat(encoded.get(i) & 0xff).isEqualTo(G711.MU_LAW.encode(tone[i]));
            assertThat(decoded[i]).isEqualTo(G711.MU_LAW.decode(encoded.get(i)));
        }
    }

    @Test
    void g722IsEncodedAndDecoded() {
        var benchmark = new G722Benchmark();
        assertThat(benchmark.encode()).isEqualTo(benchmark.first());
        var heard = new short[G722Benchmark.SAMPLES];
        G722.WIDEBAND.create().decode(benchmark.first(), heard, 0);
        assertThat(benchmark.decode()).isEqualTo(heard);
    }

    @Test
    void echoIsCancelled() {
        var benchmark = new VoiceBenchmark();
        benchmark.prepare();
        for (int i = 0; i < 300; i++) {
            benchmark.frame();
        }
        assertThat(benchmark.left()).isBetween(1e-9, 0.01);
    }

    @Test
    void streamSendsAndPlaysEachFrame() {
        var benchmark = new RtpStreamBenchmark();
        for (int i = 0; i < 100; i++) {
            benchmark.frame();
        }
        assertThat(benchmark.sentBytes()).isGreaterThanOrEqualTo(100 * 172);
        assertThat(benchmark.heardSum()).as("the tone, not silence").isGreaterThan(50 * 1000);
    }

    @Test
    void eachSideOfATranslationGetsAPacketAFrame() {
        var benchmark = new TranscodeBenchmark();
        for (int i = 0; i < 100; i++) {
            benchmark.frame();
        }
        assertThat(benchmark.sentBytes()).isGreaterThanOrEqualTo(2 * 100 * 172);
    }

    @Test
    void relayForwardsEachPacket() {
        var benchmark = new RelayBenchmark();
        for (int i = 0; i < 10; i++) {
            assertThat(benchmark.forward()).isEqualTo(RelayOutcome.FORWARDED);
        }
        assertThat(benchmark.forwardedBytes()).isEqualTo(10 * 172);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void challengeIsAnswered(String algorithm) {
        var benchmark = new DigestBenchmark();
        benchmark.algorithm = algorithm;
        benchmark.prepare();
        for (int i = 0; i < 3; i++) {
            assertThat(benchmark.answer()).isInstanceOfSatisfying(DigestOutcome.Retry.class, retry -> {
                var credentials =
                        retry.request().first(AuthorizationHeader.TYPE).orElseThrow();
                var parameters = credentials.credentials().parameters();
                assertThat(parameters.get("algorithm")).contains(algorithm);
                assertThat(parameters.get("nc")).contains("00000001");
                assertThat(parameters.get("response").orElseThrow()).hasSize(algorithm.equals("MD5") ? 32 : 64);
            });
        }
    }

    @Test
    void transactionsAreAnsweredAndForgotten() {
        var benchmark = new TransactionBenchmark();
        int live = 0;
        for (int i = 0; i < 10_000; i++) {
            live = benchmark.request();
        }
        assertThat(benchmark.sent()).isEqualTo(10_000);
        assertThat(live).isBetween(2_000, 2_100);
        assertThat(benchmark.ended()).as("with its answer").isEqualTo(10_000);
    }

    /** The buffer is the benchmark's own and written again in its next round. */
    private static byte[] copy(ByteBuffer written) {
        return Arrays.copyOf(written.array(), written.limit());
    }

    private static SipMessage parsed(ByteBuffer wire) {
        var result = MessageParser.parse(wire, Limits.DEFAULT);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }
}
