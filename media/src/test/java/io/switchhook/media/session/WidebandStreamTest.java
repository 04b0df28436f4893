package io.switchhook.media.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.Packets;
import io.switchhook.media.SeededRandomness;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.CodecName;
import io.switchhook.media.codec.G711;
import io.switchhook.media.codec.G722;
import io.switchhook.media.dtmf.DtmfListener;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose audio is not that of the telephone: G.722, whose clock is half its rate, and a codec of 48 kHz. */
class WidebandStreamTest {
    private static final long FRAME = 20 * Wire.MS;
    private static final InetSocketAddress PEER = RtpLatchTest.at("192.0.2.9", 9000);

    private final Wire wire = new Wire(722);
    private final List<byte[]> sent = new ArrayList<>();
    private long now = 1;

    private static AudioPlan.Builder g722() {
        return AudioPlan.builder(9, G722.WIDEBAND).receive(8, G711.A_LAW);
    }

    @Test
    void timestampsOfG722RunAt8000ThoughItsSamplesDoNot() {
        var stream = recorded(g722());
        run(stream, 5);
        for (int i = 1; i < sent.size(); i++) {
            assertThat(packet(i).payloadLength()).isEqualTo(160);
            assertThat(packet(i).timestamp() - packet(i - 1).timestamp()).isEqualTo(160);
        }
        assertThat(sent).hasSize(5);
    }

    @Test
    void whatNoTelephoneOfBeforeCouldHearIsHeard() {
        wire.join(g722(), g722());
        var ear = new ToneDetector(16_000, 5_000);
        wire.left.attachSource(new ToneSource(16_000, 5_000.0));
        wire.right.attachSink(ear);
        wire.run(1000);
        ear.reset();
        wire.run(2000);
        assertThat(ear.windows()).isEqualTo(20);
        assertThat(ear.hears(5_000, 1)).isTrue();
    }

    /** Whatever program is at which end, each gets as many samples as it says. */
    @ParameterizedTest
    @CsvSource({"8000, 8000", "8000, 48000", "48000, 8000", "16000, 16000", "44100, 24000", "32000, 44100"})
    void sourceAndSinkHaveTheirOwnRates(int sourceRate, int sinkRate) {
        wire.join(g722(), g722());
        var ear = new ToneDetector(sinkRate, 1_000);
        wire.left.attachSource(new ToneSource(sourceRate, 1_000.0));
        wire.right.attachSink(ear);
        wire.run(1000);
        ear.reset();
        wire.run(2000);
        assertThat(ear.windows()).isEqualTo(20);
        assertThat(ear.hears(1_000, 1)).isTrue();
    }

    @Test
    void codecChangesAndTheProgramDoesNotNotice() {
        wire.join(g722().receive(100, Coarse.FACTORY), g722().receive(100, Coarse.FACTORY));
        var ear = new ToneDetector(16_000, 1_000);
        wire.left.attachSource(new ToneSource(16_000, 1_000.0));
        wire.right.attachSink(ear);
        wire.run(1000);
        for (var codec : List.of(G711.A_LAW, Coarse.FACTORY, G722.WIDEBAND)) {
            int type = codec == G711.A_LAW ? 8 : codec == G722.WIDEBAND ? 9 : 100;
            wire.left.apply(wire.left.plan().toBuilder().send(type, codec).build());
            wire.run(300);
            ear.reset();
            wire.run(1000);
            assertThat(ear.windows()).as("%s", codec.name()).isEqualTo(10);
            assertThat(ear.hears(1_000, 1)).as("%s", codec.name()).isTrue();
        }
        var played = wire.right.statistics(wire.nowNanos).received().playout().played();
        assertThat(played).as("counted through all codecs").isBetween(230L, 250L);
    }

    @Test
    void sinkIsChangedForOneOfAnotherRate() {
        wire.join(g722(), g722());
        wire.left.attachSource(new ToneSource(16_000, 1_000.0));
        for (int rate : new int[] {8_000, 48_000, 16_000}) {
            var ear = new ToneDetector(rate, 1_000);
            wire.right.attachSink(ear);
            wire.run(500);
            ear.reset();
            wire.run(1000);
            assertThat(ear.windows()).as("%d Hz", rate).isEqualTo(10);
            assertThat(ear.hears(1_000, 1)).as("%d Hz", rate).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 48_000})
    void lossIsConcealedAtEveryRate(int rate) {
        wire.losing(5, 0).join(g722(), g722());
        var ear = new ToneDetector(rate, 440);
        wire.left.attachSource(new ToneSource(16_000, 440.0));
        wire.right.attachSink(ear);
        wire.run(500);
        ear.reset();
        wire.run(4000);
        assertThat(wire.right.statistics(wire.nowNanos).received().playout().lost())
                .isPositive();
        assertThat(ear.hears(440, 0.97)).isTrue();
    }

    @Test
    void codecFillsWhatIsLostFromThePacketAfterItOrElseItself() {
        var heard = new ArrayList<Short>();
        var stream = stream(AudioPlan.builder(100, Coarse.FACTORY));
        stream.attachSink(PcmSink.at(48_000, (samples, offset, length) -> {
            for (int i = 0; i < length; i += 960) {
                heard.add(samples[offset + i]);
            }
        }));
        // 3 is lost with 4 at hand, 6 and 7 with 8 at hand: 6 is made up, 7 is read from 8.
        for (int i = 0; i < 200; i++) {
            if (i < 20 && i != 3 && i != 6 && i != 7) {
                stream.onPacket(Coarse.packet(i, i * 100 + 1000), PEER, now);
            }
            stream.onTime(now);
            now += FRAME;
        }
        int at = heard.indexOf((short) 1000);
        assertThat(heard.subList(at + 1, at + 3)).containsExactly((short) 1100, (short) 1200);
        assertThat(heard.get(at + 3)).isEqualTo(Coarse.recovered(1400));
        assertThat(heard.get(at + 4)).isEqualTo((short) 1400);
        assertThat(heard.get(at + 6)).isEqualTo(Coarse.MADE_UP);
        assertThat(heard.get(at + 7)).isEqualTo(Coarse.recovered(1800));
        assertThat(heard.get(at + 8)).isEqualTo((short) 1800);
        assertThat(heard.subList(at + 20, at + 60))
                .as("it goes on for a second")
                .containsOnly(Coarse.MADE_UP);
        assertThat(heard.subList(at + 80, at + 150)).as("and then falls silent").containsOnly((short) 0);
    }

    @Test
    void nothingIsSentWhereTheCodecHasNothingToSay() {
        var stream = recorded(AudioPlan.builder(100, Coarse.FACTORY));
        stream.attachSource(new ToneSource(48_000, 440.0));
        run(stream, 3);
        stream.detachSource();
        run(stream, 10);
        stream.attachSource(new ToneSource(48_000, 440.0));
        run(stream, 2);
        assertThat(sent).hasSize(5);
        assertThat(packet(3).sequence()).isEqualTo(packet(2).sequence() + 1 & 0xFFFF);
        assertThat(packet(3).timestamp() - packet(2).timestamp()).isEqualTo(11 * 960);
        assertThat(packet(3).marker()).isTrue();
        assertThat(packet(4).marker()).isFalse();
    }

    /** RFC 4733 §2.1: durations count by the clock that the payload type was given, whatever the codec's. */
    @Test
    void durationsOfEventsHaveTheClockOfTheirPayloadType() {
        var narrow = new EventFormat(101, 8_000);
        var wide = new EventFormat(102, 48_000);
        var heard = new StringBuilder();
        wire.join(
                AudioPlan.builder(100, Coarse.FACTORY).events(Optional.of(narrow), List.of(narrow, wide)),
                AudioPlan.builder(100, Coarse.FACTORY).events(Optional.of(wide), List.of(narrow, wide)));
        wire.left.attachSource(new ToneSource(48_000, 440.0));
        wire.right.listenForDigits(notes(heard));
        wire.left.listenForDigits(notes(heard));
        wire.left.sendDigit('5', Duration.ofMillis(200));
        wire.run(500);
        wire.right.sendDigit('8', Duration.ofMillis(160));
        wire.run(500);
        wire.left.apply(wire.left.plan().toBuilder()
                .events(Optional.of(wide), List.of(narrow, wide))
                .build());
        wire.left.sendDigit('5', Duration.ofMillis(120));
        wire.run(500);
        assertThat(heard).hasToString("5 200 8 160 5 120 ");
    }

    private static DtmfListener notes(StringBuilder heard) {
        return new DtmfListener() {
            @Override
            public void onDigitStarted(char digit) {
                heard.append(digit).append(' ');
            }

            @Override
            public void onDigitEnded(char digit, Duration length) {
                heard.append(length.toMillis()).append(' ');
            }
        };
    }

    private RtpStream stream(AudioPlan.Builder plan) {
        return new RtpStream(
                RtpStreamSettings.standard("me"),
                plan.remote(PEER).build(),
                (packet, to, rtcp) -> {},
                new SeededRandomness(1),
                now);
    }

    private RtpStream recorded(AudioPlan.Builder plan) {
        return new RtpStream(
                RtpStreamSettings.standard("me"),
                plan.remote(PEER).build(),
                (packet, to, rtcp) -> {
                    if (!rtcp) {
                        var bytes = new byte[packet.remaining()];
                        packet.get(bytes);
                        sent.add(bytes);
                    }
                },
                new SeededRandomness(1),
                now);
    }

    private void run(RtpStream stream, int frames) {
        for (int i = 0; i < frames; i++) {
            stream.onTime(now);
            now += FRAME;
        }
    }

    private RtpPacket packet(int index) {
        return Packets.parsed(ByteBuffer.wrap(sent.get(index)));
    }

    /** A codec of 48 kHz for tests: each sixth sample; silence is not sent; knows what to do about losses. */
    private static final class Coarse implements AudioCodec {
        static final short MADE_UP = 77;
        static final CodecName NAME = new CodecName("coarse", 48_000, 2);
        static final CodecFactory FACTORY = new CodecFactory() {
            @Override
            public CodecName name() {
                return NAME;
            }

            @Override
            public int channels() {
                return 1;
            }

            @Override
            public AudioCodec create() {
                return new Coarse();
            }
        };

        static short recovered(int next) {
            return (short) -next;
        }

        /** A packet whose samples all have that value. */
        static ByteBuffer packet(int sequence, int value) {
            var payload = ByteBuffer.allocate(320);
            while (payload.hasRemaining()) {
                payload.putShort((short) value);
            }
            return Packets.rtp(false, 100, sequence, sequence * 960L, 7, payload.array());
        }

        @Override
        public CodecName name() {
            return NAME;
        }

        @Override
        public int channels() {
            return 1;
        }

        @Override
        public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
            boolean silent = true;
            for (int i = offset; i < offset + length; i++) {
                silent &= pcm[i] == 0;
            }
            for (int i = offset; i < offset + length && !silent; i += 6) {
                out.putShort(pcm[i]);
            }
            return silent ? 0 : length / 3;
        }

        @Override
        public int decode(ByteBuffer in, short[] out, int offset) {
            int count = 0;
            while (in.remaining() > 1) {
                count += fill(out, offset + count, 6, in.getShort());
            }
            return count;
        }

        private static int fill(short[] out, int offset, int length, short value) {
            java.util.Arrays.fill(out, offset, offset + length, value);
            return length;
        }

        @Override
        public int conceal(short[] out, int offset, int length) {
            return fill(out, offset, length, MADE_UP);
        }

        @Override
        public int recover(ByteBuffer next, short[] out, int offset, int length) {
            return fill(out, offset, length, recovered(next.getShort(next.position())));
        }
    }
}
