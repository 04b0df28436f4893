package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.stack.media.DigitsOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wideband audio with the codecs of others, G.722 of spandsp and libopus, through our PBX, which passes it on: each side hears a tone of the other that the telephone of old does
 * not carry.
 */
class WidebandWithBaresipIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 5_200;
    private static final int THEIR_TONE = 4_700;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private SwitchhookProcess pbx() {
        var pbx = SwitchhookProcess.start(
                folder,
                "pbx",
                List.of(
                        "pbx",
                        "--algorithms",
                        "MD5",
                        "--listen",
                        "udp:127.0.0.1:" + port + ",tcp:127.0.0.1:" + port,
                        "--extension",
                        "858:a-858",
                        "--extension",
                        "853:b-853"));
        assertThat(pbx.awaitReady()).isEqualTo(port);
        return pbx;
    }

    private BaresipPeer.Phone baresip(boolean answers, String codec) {
        var phone = answers
                ? BaresipPeer.Phone.answering("853", "b-853", port, THEIR_TONE)
                : BaresipPeer.Phone.manual("853", "b-853", port, THEIR_TONE);
        return phone.speaking(codec);
    }

    private SwitchhookProcess phone(String command, String codec, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:858@127.0.0.1:" + port));
        arguments.addAll(List.of("--secret", "a-858", "--bind", "127.0.0.1:0", "--codecs", codec));
        arguments.addAll(List.of("--play", "tone:" + OUR_TONE));
        arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString()));
        arguments.addAll(List.of(more));
        return SwitchhookProcess.start(folder, "phone-858", arguments);
    }

    private void assertTheirToneWasHeard() {
        assertThat(RecordedAudio.read(folder.resolve("heard.wav")).secondsOf(THEIR_TONE))
                .as("seconds of their tone that we have heard")
                .isGreaterThan(1.5);
    }

    @ParameterizedTest
    @CsvSource({"G722, G722/16000/1", "opus, opus/48000/2"})
    void weCall(String codec, String theirs) {
        try (var pbx = pbx();
                var callee = BaresipPeer.start(folder, ports, baresip(true, theirs));
                var phone = phone("call", codec, "--to", "853", "--hang-up-after", "5s")) {
            callee.awaitEvent("CALL_ESTABLISHED", SOON);
            callee.awaitHearing(OUR_TONE, SOON);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isZero();
            callee.awaitEvent("CALL_CLOSED", SOON);
        }
        assertTheirToneWasHeard();
    }

    @ParameterizedTest
    @CsvSource({"G722, G722/16000/1", "opus, opus/48000/2"})
    void theyCall(String codec, String theirs) {
        try (var pbx = pbx();
                var phone = phone("listen", codec, "--answer", "--calls", "1", "--hang-up-after", "5s");
                var caller = BaresipPeer.start(folder, ports, baresip(false, theirs))) {
            phone.awaitReady();
            caller.dial("sip:858@127.0.0.1:" + port);
            caller.awaitEvent("CALL_ESTABLISHED", SOON);
            caller.awaitHearing(OUR_TONE, SOON);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + pbx.report())
                    .isZero();
            caller.awaitEvent("CALL_CLOSED", SOON);
        }
        assertTheirToneWasHeard();
    }

    /** baresip takes telephone events at 8000 Hz alone, beside Opus at 48,000 too: their durations count by the one, their timestamps by the other. */
    @Test
    void ourDigitsAreUnderstoodBesideOpus() throws Exception {
        try (var pbx = pbx();
                var callee = BaresipPeer.start(folder, ports, baresip(true, "opus/48000/2"));
                var phone = SoftPhone.create(PhoneConfig.DEFAULT.withCodecs(List.of(MediaFormat.OPUS)))) {
            var line = phone.createLine(SipAccount.builder("sip:858@127.0.0.1:" + port)
                    .secret("a-858")
                    .build());
            assertThat(line.register().get(30, TimeUnit.SECONDS).isRegistered())
                    .as(pbx::report)
                    .isTrue();
            var call = line.createCall("853");
            assertThat(call.start().get(30, TimeUnit.SECONDS).isAnswered())
                    .as(callee::report)
                    .isTrue();
            assertThat(call.sendDigits("8#").get(30, TimeUnit.SECONDS)).isEqualTo(DigitsOutcome.SENT);
            for (String digit : List.of("8", "#")) {
                assertThat(callee.awaitEvent("CALL_DTMF_START", SOON).get("param"))
                        .isEqualTo(digit);
            }
            call.hangUp();
            callee.awaitEvent("CALL_CLOSED", SOON);
        }
    }
}
