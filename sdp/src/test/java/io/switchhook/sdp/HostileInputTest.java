package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.OfferAnswer;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostileInputTest {
    private static final InetSocketAddress RTP =
            new InetSocketAddress(IpLiteral.parse("192.0.2.1").orElseThrow(), 4000);
    private static final LocalSession OURS = LocalSession.of(
            7,
            LocalMedia.audio(RTP)
                    .formats(MediaFormat.PCMA, MediaFormat.PCMU, new MediaFormat("opus", 48_000, 2, ""))
                    .telephoneEvents(true)
                    .rtcpMux(true)
                    .protocols("RTP/AVP", "RTP/SAVPF")
                    .build());

    @Test
    void everyPrefixIsReadOrRefused() {
        int read = 0;
        for (var sample : SdpSamples.all()) {
            for (int length = 0; length <= sample.length(); length++) {
                read += use(sample.substring(0, length)) ? 1 : 0;
            }
        }
        assertThat(read).isGreaterThan(SdpSamples.all().size());
    }

    @Test
    void tenThousandMutationsAreReadOrRefused() {
        var random = new Random(20_261_123);
        int read = 0;
        for (int round = 0; round < 10_000; round++) {
            var sample = SdpSamples.all().get(round % SdpSamples.all().size());
            read += use(mutate(sample, random)) ? 1 : 0;
        }
        assertThat(read).isBetween(2_000, 9_900);
    }

    /** Reads, writes, reads again, and puts the result through everything that looks at a peer's description. */
    private static boolean use(String text) {
        SessionDescription sdp;
        try {
            sdp = SessionDescription.parse(text);
        } catch (SdpFormatException e) {
            assertThat(e.lineNumber()).isPositive();
            return false;
        }
        var again = SessionDescription.parse(sdp.toString());
        assertThat(again).isEqualTo(sdp).hasSameHashCodeAs(sdp);
        assertThat(SessionDescription.parse(sdp.toBytes(), SdpLimits.STANDARD).media())
                .hasSameSizeAs(sdp.media());
        var relay = RTP.getAddress();
        var relayed = sdp.withRelay(relay, Collections.nCopies(sdp.media().size(), 30_000));
        assertThat(SessionDescription.parse(relayed.toString())).isEqualTo(relayed);
        var answer = OfferAnswer.answer(OURS, sdp);
        var written = Optional.of(answer)
                .filter(a -> a instanceof AnswerResult.Answered)
                .map(a -> ((AnswerResult.Answered) a).answer());
        written.ifPresent(a -> assertThat(a.media()).hasSameSizeAs(sdp.media()));
        OfferAnswer.accept(OfferAnswer.createOffer(OURS), sdp);
        return true;
    }

    private static String mutate(String sample, Random random) {
        var text = new StringBuilder(sample);
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(128));
                case 3 ->
                    text.insert(
                            at,
                            List.of("\r", "\n", " ", "/", ":", "=", "99999999999", "-1", "\0", "\u2028")
                                    .get(random.nextInt(10)));
                case 4 -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
                case 5 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(60))));
                default -> swapLines(text, random);
            }
            if (text.length() == 0) {
                text.append("v=0\r\n");
            }
        }
        return text.toString();
    }

    private static void swapLines(StringBuilder text, Random random) {
        var lines = text.toString().split("\r\n", -1);
        int a = random.nextInt(lines.length);
        int b = random.nextInt(lines.length);
        var kept = lines[a];
        lines[a] = lines[b];
        lines[b] = kept;
        text.setLength(0);
        text.append(String.join("\r\n", lines));
    }
}
