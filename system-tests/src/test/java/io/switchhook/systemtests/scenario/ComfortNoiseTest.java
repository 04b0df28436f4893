package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.rtcp.ReceiverReport;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.ComfortNoise;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName(
        "RFC 3389: two telephones talk, are silent and talk again; what they say and the PBX between them passes on is comfort noise")
class ComfortNoiseTest {
    private static final double ROOM_DBOV = -58;
    private static final int RATE = 8_000;

    @RegisterExtension
    final Stage stage = new Stage();

    private final AtomicInteger fromCaller = new AtomicInteger();
    private final List<ReceptionReport> reports = new ArrayList<>();
    private final Room callers = new Room();
    private final Room callees = new Room();
    private final Ear callersEar = new Ear();
    private final Ear calleesEar = new Ear();

    private Telephone telephone(String number, ComfortNoise noise) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .calls(CallSettings.DEFAULT.withComfortNoise(noise))
                                .build())
                .register();
    }

    private void talk(ComfortNoise one, ComfortNoise other) {
        stage.startPbx();
        var caller = telephone("858", one);
        var callee = telephone("853", other).answering();
        caller.talkTo("853").audio().send(callers).receive(callersEar);
        callee.lastIncoming().audio().send(callees).receive(calleesEar);
        stage.simulation().onPacket(packet -> {
            var bytes = ByteBuffer.wrap(packet.payload().toByteArray());
            boolean rtp = packet.fromHost().equals("858") && PacketKind.of(bytes) == PacketKind.RTP;
            fromCaller.addAndGet(rtp ? 1 : 0);
            read(bytes);
        });
    }

    private void read(ByteBuffer packet) {
        if (PacketKind.of(packet) == PacketKind.RTCP && RtcpCompound.parse(packet) instanceof RtcpParse.Parsed parsed) {
            for (var part : parsed.compound().packets()) {
                if (part instanceof SenderReport report) {
                    reports.addAll(report.reports());
                } else if (part instanceof ReceiverReport report) {
                    reports.addAll(report.reports());
                }
            }
        }
    }

    /** Whether the caller offers it, and how many RTP packets the caller sends in ten seconds of silence. */
    @ParameterizedTest
    @CsvSource({
        "SENT, SENT, true, 9, 12",
        "SENT, RECEIVED, true, 9, 12",
        "RECEIVED, SENT, true, 499, 501",
        "SENT, OFF, true, 499, 501",
        "OFF, SENT, false, 499, 501"
    })
    void silenceIsNotSentWhereBothAgree(ComfortNoise one, ComfortNoise other, boolean said, int least, int most) {
        talk(one, other);
        assertThat(stage.sentBy("858").stream()
                        .anyMatch(message -> message.body().contains("a=rtpmap:13 CN/8000")))
                .isEqualTo(said);
        callers.talks = true;
        stage.seconds(2);
        assertThat(calleesEar.take()).isCloseTo(callers.voiceDbov(), within(2.0));
        callers.talks = false;
        stage.seconds(1);
        fromCaller.set(0);
        calleesEar.take();
        stage.seconds(10);
        assertThat(fromCaller.get()).isBetween(least, most);
        assertThat(calleesEar.take())
                .as("the room of the caller, sent or made up")
                .isCloseTo(ROOM_DBOV, within(2.5));
        callers.talks = true;
        callees.talks = true;
        fromCaller.set(0);
        stage.seconds(2);
        assertThat(fromCaller.get()).as("all that is said").isBetween(99, 101);
        assertThat(callersEar.take()).isGreaterThan(ROOM_DBOV + 10);
        assertThat(calleesEar.take()).isCloseTo(callers.voiceDbov(), within(2.0));
        assertNothingIsMissing();
    }

    private void assertNothingIsMissing() {
        // Reports go on.
        reports.clear();
        stage.seconds(16);
        assertThat(reports).hasSizeGreaterThan(4).allSatisfy(report -> {
            assertThat(report.cumulativeLost()).isZero();
            assertThat(report.fractionLost()).isZero();
            assertThat(report.jitter()).as("jitter in 1/8 ms").isLessThan(8);
        });
    }

    @Test
    @DisplayName("A long silence of both is no dead call: audio goes on at once, by the address learned before")
    void longSilenceEndsNothing() {
        talk(ComfortNoise.SENT, ComfortNoise.SENT);
        stage.seconds(600);
        callers.talks = true;
        callees.talks = true;
        callersEar.take();
        calleesEar.take();
        stage.seconds(1);
        assertThat(calleesEar.take()).isCloseTo(callers.voiceDbov(), within(2.0));
        assertThat(callersEar.take()).isCloseTo(callers.voiceDbov(), within(2.0));
        assertNothingIsMissing();
    }

    /** Somebody who may talk, in a room with some noise. */
    private static final class Room implements PcmSource {
        private final ToneSource voice = new ToneSource(RATE, 430.0);
        private final short[] said = new short[960];
        private final double amplitude = 32_768 * Math.pow(10, ROOM_DBOV / 20) * Math.sqrt(3);
        private int dice = 7;
        private volatile boolean talks;

        @Override
        public int read(short[] target, int offset, int length) {
            voice.read(said, 0, length);
            for (int i = 0; i < length; i++) {
                dice = dice * 1_664_525 + 1_013_904_223;
                double noise = amplitude * (dice >> 8) / (1 << 23);
                target[offset + i] = Level.saturate((int) Math.round(noise) + (talks ? said[i] : 0));
            }
            return length;
        }

        double voiceDbov() {
            var tone = new short[RATE];
            new ToneSource(RATE, 430.0).read(tone, 0, RATE);
            return Level.rmsDbov(tone, 0, RATE);
        }
    }

    /** How loud it was since it was asked last. */
    private static final class Ear implements PcmSink {
        private double sum;
        private long count;

        @Override
        public synchronized void write(short[] samples, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                sum += samples[i] * samples[i];
            }
            count += length;
        }

        synchronized double take() {
            double level = Level.ofPower(sum / Math.max(1, count));
            sum = 0;
            count = 0;
            return level;
        }
    }
}
