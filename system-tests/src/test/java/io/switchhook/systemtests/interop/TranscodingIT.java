package io.switchhook.systemtests.interop;

import static io.switchhook.systemtests.interop.OurPhone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxEvent.CallTranscoded;
import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.stack.media.DigitsOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** baresip with one codec, and our phone with another: our PBX translates. Where one of the two encrypts, its keys end at the PBX. */
class TranscodingIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;
    private static final int THEIR_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();
    private final Queue<PbxEvent> events = new ConcurrentLinkedQueue<>();

    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + port)
                .extension("858", "a-858")
                .extension("853", "b-853")
                .algorithms(DigestAlgorithm.MD5)
                .transcoding(
                        TranscodingSettings.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722, MediaFormat.OPUS))
                .onEvent(events::add)
                .start();
    }

    private OurPhone ours(String codec, MediaSecurity security) {
        var codecs = List.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722, MediaFormat.OPUS);
        var config = OurPhone.CONFIG.withCodecs(codecs.stream()
                .filter(format -> format.encoding().equals(codec))
                .toList());
        return OurPhone.registered(port, "858", "a-858", config, CallSettings.DEFAULT.withSecurity(security));
    }

    private void assertTranslated(Call call, BaresipPeer baresip, String callers, String callees) {
        soon(CallSound.hearing(call, THEIR_TONE));
        baresip.awaitHearing(OUR_TONE, SOON);
        assertThat(events)
                .filteredOn(CallTranscoded.class::isInstance)
                .extracting(event -> (CallTranscoded) event)
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.callerCodec()).isEqualTo(callers);
                    assertThat(told.calleeCodec()).isEqualTo(callees);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "G722, OFF, PCMA/8000/1",
        "PCMU, OFF, G722/16000/1",
        "PCMA, REQUIRED, PCMU/8000/1",
        "PCMU, REQUIRED, opus/48000/2"
    })
    void weCall(String codec, MediaSecurity security, String theirs) {
        var callee = BaresipPeer.Phone.answering("853", "b-853", port, THEIR_TONE);
        try (var pbx = pbx();
                var baresip = BaresipPeer.start(folder, ports, callee.speaking(theirs));
                var ours = ours(codec, security)) {
            var call = ours.calls("853", OUR_TONE, baresip::report);
            assertTranslated(call, baresip, codec, theirs.substring(0, theirs.indexOf('/')));
            assertThat(soon(call.sendDigits("8"))).isEqualTo(DigitsOutcome.SENT);
            assertThat(baresip.awaitEvent("CALL_DTMF_START", SOON).get("param")).isEqualTo("8");
            soon(call.hangUp());
            baresip.awaitEvent("CALL_CLOSED", SOON);
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"G722, OFF, PCMA/8000/1", "PCMA, REQUIRED, G722/16000/1", "G722, OFF, opus/48000/2"})
    void theyCall(String codec, MediaSecurity security, String theirs) {
        var caller = BaresipPeer.Phone.manual("853", "b-853", port, THEIR_TONE);
        try (var pbx = pbx();
                var ours = ours(codec, security);
                var baresip = BaresipPeer.start(folder, ports, caller.speaking(theirs))) {
            baresip.dial("sip:858@127.0.0.1:" + port);
            var call = ours.answers(OUR_TONE, baresip::report);
            baresip.awaitEvent("CALL_ESTABLISHED", SOON);
            assertTranslated(call, baresip, theirs.substring(0, theirs.indexOf('/')), codec);
            baresip.hangUp();
            soon(call.ended());
            assertThat(pbx.calls().join()).isEmpty();
        }
    }
}
