package io.switchhook.systemtests.interop;

import static io.switchhook.systemtests.interop.OurPhone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.ice.IceSettings;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.TestCertificate;
import io.switchhook.testkit.TurnServer;
import io.switchhook.transport.RealWorld;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** linphone's own ways of media: keys by SDES and DTLS and ICE, called and calling, Opus, and SIP over TCP and TLS. */
class LinphoneMediaIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;
    private static final int THEIR_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();
    private final int tlsPort = ports.one();

    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + port)
                .listen("tcp:127.0.0.1:" + port)
                .listen("tls:127.0.0.1:" + tlsPort)
                .tls(TestCertificate.of("ip:127.0.0.1").identity())
                .extension("858", "a-858")
                .extension("853", "b-853")
                .algorithms(DigestAlgorithm.MD5)
                .start();
    }

    private static void assertTalk(LinphonePeer linphone, Call call) {
        soon(CallSound.hearing(call, THEIR_TONE));
        linphone.awaitHearing(OUR_TONE, SOON);
    }

    /** linphone is called, and then calls. */
    private static Call talkBothWays(OurPhone ours, LinphonePeer linphone) {
        var first = ours.calls("853", OUR_TONE, linphone::report);
        assertTalk(linphone, first);
        soon(first.hangUp());
        linphone.await("Call 1 with sip:858@127.0.0.1 ended (No error)", SOON);
        linphone.tell("call 858");
        var second = ours.answers(OUR_TONE, linphone::report);
        assertTalk(linphone, second);
        return second;
    }

    @ParameterizedTest
    @CsvSource({"tls, srtp, RTP/SAVP", "tcp, dtls, UDP/TLS/RTP/SAVP"})
    void encrypts(String transport, String how, String profile) {
        var settings = CallSettings.DEFAULT
                .withSecurity(MediaSecurity.REQUIRED)
                .withKeyExchange(how.equals("dtls") ? KeyExchange.DTLS : KeyExchange.SDES);
        var theirs = LinphonePeer.Phone.answering("853", "b-853", transport.equals("tls") ? tlsPort : port, THEIR_TONE)
                .over(transport)
                .encrypting(how);
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858", OurPhone.CONFIG, settings);
                var linphone = LinphonePeer.start(folder, ports, theirs)) {
            assertThat(linphone.log()).contains("algorithm=MD5, username=\"853\"");
            var call = talkBothWays(ours, linphone);
            assertThat(call.encryption()).isPresent();
            assertThat(linphone.log()).contains(" " + profile + " ");
            linphone.tell("terminate");
            soon(call.ended());
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    @Test
    void speaksOpus() {
        var theirs =
                LinphonePeer.Phone.answering("853", "b-853", port, THEIR_TONE).recordingAt(48_000);
        var config = OurPhone.CONFIG.withCodecs(List.of(MediaFormat.OPUS));
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858", config, CallSettings.DEFAULT);
                var linphone = LinphonePeer.start(folder, ports, theirs)) {
            var call = ours.calls("853", OUR_TONE, linphone::report);
            assertTalk(linphone, call);
            assertThat(linphone.log()).contains("a=rtpmap:96 opus/48000/2");
            assertThat(soon(call.sendDigits("8"))).isEqualTo(DigitsOutcome.SENT);
            linphone.await("Receiving tone 8 from", SOON);
            soon(call.hangUp());
            linphone.await("Call 1 with sip:858@127.0.0.1 ended (No error)", SOON);
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    /** Behind a proxy, so that the two check one another. linphone tells all addresses of the machine. */
    @Test
    void findsThePathByIce() {
        var local = new InetSocketAddress(IpLiteral.parse("127.0.0.1").orElseThrow(), ports.one());
        var users = KamailioPeer.Users.md5().user("858", "a-858").user("853", "b-853");
        var settings = CallSettings.DEFAULT.withIce(IceSettings.of());
        var theirs = LinphonePeer.Phone.answering("853", "b-853", port, THEIR_TONE)
                .with("sip", "supported=replaces")
                .with("net", "nat_policy_ref=ways")
                .with("nat_policy_0", "ref=ways", "protocols=stun,ice", "stun_server=127.0.0.1:" + local.getPort());
        try (var proxy = KamailioPeer.start(folder, port, users);
                var stun = TurnServer.open(Pump.realTime(), RealWorld.open(), local, "alice", "wonderland");
                var ours = OurPhone.registered(port, "858", "a-858", OurPhone.CONFIG, settings);
                var linphone = LinphonePeer.start(folder, ports, theirs)) {
            var call = talkBothWays(ours, linphone);
            Deadline.in(SOON).await("a path", () -> call.path().isPresent(), linphone::report);
            assertThat(call.path().orElseThrow().toString())
                    .as(proxy::report)
                    .matches("host 127\\.0\\.0\\.1:\\d+ to (host|prflx) [0-9.]+:\\d+");
            assertThat(stun.address()).isEqualTo(local);
            linphone.tell("terminate");
            soon(call.ended());
        }
    }
}
