package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.G711;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RtpStreamHostileTest {
    private static final long FRAME = 20_000_000;
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);

    private long now = 1;
    private int audioSent;

    private final RtpStream stream = new RtpStream(
            RtpStreamSettings.standard("me"),
            AudioPlan.builder(8, G711.A_LAW).events(101).remote(PEER).build(),
            (packet, to, rtcp) -> audioSent += rtcp ? 0 : 1,
            new SeededRandomness(1),
            now);

    @Test
    void tenThousandMutatedDatagramsDisturbNothing() {
        var random = new SeededRandomness(8);
        byte[] audio = Packets.rtp(8, 1, 0, 7).array();
        byte[] event = Packets.rtp(false, 101, 2, 0, 7, new byte[] {1, 10, 0, (byte) 160})
                .array();
        byte[] report = Packets.hex("81C80006 00000001 E1E2E3E4 80000000 00001000 00000064 00003E80")
                .array();
        stream.attachSink((samples, offset, length) -> assertThat(length).isEqualTo(160));
        for (int i = 0; i < 10_000; i++) {
            byte[] original = i % 3 == 0 ? audio : i % 3 == 1 ? event : report;
            stream.onPacket(Packets.mutate(original, random), PEER, now);
            if (i % 10 == 0) {
                run(1);
            }
        }
        audioSent = 0;
        run(50);
        assertThat(audioSent).isEqualTo(50);
        var heard = new ToneDetector(8000, 440);
        stream.attachSink(heard);
        var tone = new ToneSource(8000, 440.0);
        short[] pcm = new short[160];
        for (int i = 0; i < 100; i++) {
            tone.read(pcm, 0, 160);
            ByteBuffer payload = ByteBuffer.allocate(160);
            G711.A_LAW.create().encode(pcm, 0, 160, payload);
            stream.onPacket(Packets.rtp(false, 8, 500 + i, i * 160L, 99, payload.array()), PEER, now);
            run(1);
        }
        assertThat(heard.windowsWith(440)).isGreaterThan(15);
    }

    private void run(int frames) {
        for (int i = 0; i < frames; i++) {
            stream.onTime(now);
            now += FRAME;
        }
    }
}
