package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * baresip with its module for SDES, and our phone, at {@code switchhook pbx}, where the keys of each end (RFC 4568). baresip's {@code srtp} offers keys beside RTP/AVP as RFC 8643
 * has it, {@code srtp-mand} RTP/SAVP, {@code srtp-mandf} RTP/SAVPF, and takes that alone.
 */
class BaresipSrtpIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;
    private static final int BARESIPS_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private SwitchhookProcess pbx() {
        return BaresipBehindOurPbxIT.startPbx(folder, port);
    }

    private SwitchhookProcess phone(String command, String security, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:858@127.0.0.1:" + port));
        arguments.addAll(List.of("--secret", "a-858", "--bind", "127.0.0.1:0", "--play", "tone:" + OUR_TONE));
        arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString(), "--srtp", security));
        arguments.addAll(List.of(more));
        return SwitchhookProcess.start(folder, "phone-858", arguments);
    }

    private BaresipPeer.Phone account(boolean answering, String encryption) {
        var phone = answering
                ? BaresipPeer.Phone.answering("853", "b-853", port, BARESIPS_TONE)
                : BaresipPeer.Phone.manual("853", "b-853", port, BARESIPS_TONE);
        return encryption.equals("none") ? phone : phone.encrypting(encryption);
    }

    private void assertEncrypted(BaresipPeer baresip, String encryption) {
        assertThat(baresip.report().contains("SRTP is Enabled"))
                .as(baresip::report)
                .isEqualTo(!encryption.equals("none"));
    }

    private void assertHeard() {
        assertThat(RecordedAudio.read(folder.resolve("heard.wav")).secondsOf(BARESIPS_TONE))
                .as("baresip's tone")
                .isGreaterThan(0.8);
    }

    @ParameterizedTest
    @CsvSource({"required, srtp-mand", "required, srtp", "required, none", "preferred, srtp", "off, srtp-mand"})
    void ourPhoneCallsBaresip(String security, String encryption) {
        try (var pbx = pbx();
                var baresip = BaresipPeer.start(folder, ports, account(true, encryption));
                var phone = phone("call", security, "--to", "853", "--hang-up-after", "6s")) {
            baresip.awaitEvent("CALL_ESTABLISHED", SOON);
            baresip.awaitHearing(OUR_TONE, SOON);
            assertEncrypted(baresip, encryption);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isZero();
            baresip.awaitEvent("CALL_CLOSED", SOON);
        }
        assertHeard();
    }

    @ParameterizedTest
    @CsvSource({"required, srtp-mand", "required, srtp", "required, none", "off, srtp-mand", "preferred, srtp-mandf"})
    void baresipCallsOurPhone(String security, String encryption) {
        try (var pbx = pbx();
                var phone = phone("listen", security, "--answer", "--calls", "1", "--hang-up-after", "6s");
                var baresip = BaresipPeer.start(folder, ports, account(false, encryption))) {
            phone.awaitReady();
            baresip.dial("sip:858@127.0.0.1:" + port);
            baresip.awaitEvent("CALL_ESTABLISHED", SOON);
            baresip.awaitHearing(OUR_TONE, SOON);
            assertEncrypted(baresip, encryption);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isZero();
            baresip.awaitEvent("CALL_CLOSED", SOON);
        }
        assertHeard();
    }
}
