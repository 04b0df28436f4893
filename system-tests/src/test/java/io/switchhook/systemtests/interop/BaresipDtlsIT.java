package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * baresip with its module for DTLS-SRTP, that is OpenSSL, and a phone at a PBX of ours, where the handshakes of each end (RFC 5763). baresip is client in one test and server in
 * the other.
 */
class BaresipDtlsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int OUR_TONE = 440;
    private static final int BARESIPS_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    /** baresip 1.0 knows MD5 alone. */
    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + port)
                .extension("858", "a-858")
                .extension("853", "b-853")
                .algorithms(DigestAlgorithm.MD5)
                .start();
    }

    private static SoftPhone phone() throws IOException {
        return SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
    }

    private PhoneLine line(SoftPhone phone, CallSettings calls) {
        var line = phone.createLine(SipAccount.builder("sip:858@127.0.0.1:" + port)
                .secret("a-858")
                .calls(calls)
                .build());
        assertThat(line.register().join().isRegistered()).isTrue();
        return line;
    }

    private BaresipPeer baresip(BaresipPeer.Phone phone, String more) {
        return BaresipPeer.start(folder, ports, phone.encrypting("dtls_srtp"), "module dtls_srtp.so\n" + more);
    }

    private static void assertTalk(BaresipPeer baresip, Call call) throws Exception {
        CallSound.send(call, OUR_TONE);
        CallSound.hearing(call, BARESIPS_TONE).get(SOON.toSeconds(), TimeUnit.SECONDS);
        baresip.awaitHearing(OUR_TONE, SOON);
        assertThat(baresip.report()).contains("DTLS-SRTP complete (audio/RTP)");
        call.hangUp().join();
        baresip.awaitEvent("CALL_CLOSED", SOON);
    }

    @Test
    void ourPhoneCallsBaresip() throws Exception {
        try (var pbx = pbx();
                var phone = phone();
                var baresip =
                        baresip(BaresipPeer.Phone.answering("853", "b-853", port, BARESIPS_TONE), "rtcp_mux yes\n")) {
            var dtls = CallSettings.DEFAULT.withSecurity(MediaSecurity.REQUIRED).withKeyExchange(KeyExchange.DTLS);
            var call = line(phone, dtls).createCall("853");
            assertThat(call.start().join().isAnswered()).as(baresip::report).isTrue();
            assertTalk(baresip, call);
            assertThat(pbx.listenPoints()).hasSize(1);
        }
    }

    /** RFC 5764 §4.2: two ports, and an association for each. Our phone has no keys at all. */
    @Test
    void baresipCallsOurPhoneWithAPortForReports() throws Exception {
        var calling = new CompletableFuture<IncomingCall>();
        try (var pbx = pbx();
                var phone = phone();
                var baresip = baresip(BaresipPeer.Phone.manual("853", "b-853", port, BARESIPS_TONE), "rtcp_mux no\n")) {
            phone.onIncomingCall(calling::complete);
            line(phone, CallSettings.DEFAULT);
            baresip.dial("sip:858@127.0.0.1:" + port);
            var call = calling.get(SOON.toSeconds(), TimeUnit.SECONDS);
            call.answer().join();
            assertTalk(baresip, call);
            assertThat(baresip.report()).contains("DTLS-SRTP complete (audio/RTCP)");
            assertThat(pbx.listenPoints()).hasSize(1);
        }
    }
}
