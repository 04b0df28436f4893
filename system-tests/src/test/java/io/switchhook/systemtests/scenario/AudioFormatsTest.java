package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallState;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3264 §6.1, §7: what is sent and heard is what the answer leaves of the offer, packet for packet")
class AudioFormatsTest {
    private static final int RTP_PORT = 8_654;
    private static final int COMFORT_NOISE = 13;
    private static final int SAMPLES = 160;
    private static final int LOUD = 10_000;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<ByteBuffer> heard = new ArrayList<>();
    private ScriptedPeer peer;
    private Telephone phone;
    private OutgoingCall call;
    private WireMessage invite;
    private PeerDialog dialog;
    private Loop loop;
    private DatagramPort port;
    private int sequence = 100;
    private int timestamp = 1_000;

    @BeforeEach
    void open() throws IOException {
        peer = stage.peerAsPbx("853");
        phone = stage.unregistered("858");
        var world = stage.host("pbx");
        loop = world.openLoop("raw rtp");
        port = world.network()
                .openDatagramPort(
                        loop,
                        new InetSocketAddress(world.address(), RTP_PORT),
                        (packet, from, nowNanos) -> heard.add(ByteBuffer.allocate(packet.remaining())
                                .put(packet.duplicate())
                                .flip()));
    }

    private void dial(String... media) {
        call = phone.prepare("853");
        var started = call.start();
        invite = peer.expectRequest("INVITE");
        dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, sdp(media));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
    }

    private static String sdp(String... media) {
        return "v=0\r\no=- 5 5 IN IP4 " + Stage.PBX_ADDRESS + "\r\ns=-\r\nc=IN IP4 " + Stage.PBX_ADDRESS
                + "\r\nt=0 0\r\nm=audio " + RTP_PORT + " RTP/AVP " + String.join("\r\n", media) + "\r\n";
    }

    private void end() {
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        stage.await(call.ended());
        loop.post(port::close);
        stage.seconds(0.1);
        loop.close();
    }

    private List<Integer> types() {
        return heard.stream().map(packet -> packet.get(1) & 0x7f).distinct().toList();
    }

    private void send(int type, boolean marker, int ticks, byte... payload) {
        var packet = ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) (type | (marker ? 0x80 : 0)))
                .putShort((short) sequence++)
                .putInt(timestamp)
                .putInt(77)
                .put(payload)
                .flip();
        timestamp += ticks;
        var to = RtpProbe.mediaAddress(invite.body());
        stage.simulation().call(loop, () -> port.send(packet, to));
        stage.seconds(0.02);
    }

    /** Sends the loudest of A-law, up and down. */
    private void speak(int packets) {
        var payload = new byte[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            payload[i] = (byte) (i % 2 == 0 ? 0xaa : 0x2a);
        }
        for (int i = 0; i < packets; i++) {
            send(8, i == 0, SAMPLES, payload);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "8, 8", "0 8, 0", "9, 9", "9 8, 9"})
    void ofTheOfferedCodecsThoseOfTheAnswerAreSentTheFirstOne(String answered, int sent) {
        dial(answered);
        stage.seconds(1);
        assertThat(types()).containsExactly(sent);
        assertThat(stage.await(call.sendDigits("1"))).isEqualTo(DigitsOutcome.NOT_SUPPORTED);
        var hold = call.hold();
        var offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).containsPattern("RTP/AVP " + sent + " [089] [089] 101\r\n");
        dialog.respondWithSdp(offer, 200, sdp(answered, "a=recvonly"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(hold).isDone()).isTrue();
        heard.clear();
        stage.seconds(1);
        assertThat(types()).containsExactly(sent);
        end();
    }

    @Test
    @DisplayName("RFC 3264 §6.1: each side sends telephone events under the number that the other side gave them")
    void eventsHaveTheNumbersOfWhoReceivesThem() {
        dial("8 96", "a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-15");
        var digits = new StringBuilder();
        call.onDigit(digits::append);
        assertThat(stage.await(call.sendDigits("5"))).isEqualTo(DigitsOutcome.SENT);
        assertThat(types()).containsExactlyInAnyOrder(8, 96);
        speak(5);
        for (int i = 0; i < 8; i++) {
            send(101, i == 0, 0, (byte) 7, (byte) (i < 5 ? 0x0a : 0x8a), (byte) 0, (byte) (SAMPLES * (1 + i / 4) / 4));
        }
        stage.seconds(0.3);
        assertThat(digits).hasToString("7");
        end();
    }

    @Test
    @DisplayName("RFC 3389 §5: comfort noise is silence, and speech goes on after it")
    void comfortNoiseIsSilence() {
        dial("8");
        var loud = new AtomicInteger();
        call.audio().receive((samples, offset, length) -> {
            for (int i = offset; i < offset + length; i++) {
                loud.addAndGet(Math.abs(samples[i]) > LOUD ? 1 : 0);
            }
        });
        speak(25);
        assertThat(loud.get()).isGreaterThan(20 * SAMPLES);
        noise();
        assertThat(loud.get()).as("what was said, and 60 ms in which it fades").isBetween(24 * SAMPLES, 28 * SAMPLES);
        loud.set(0);
        noise();
        noise();
        assertThat(loud).hasValue(0);
        speak(25);
        stage.seconds(0.2);
        assertThat(loud.get()).isBetween(24 * SAMPLES, 28 * SAMPLES);
        end();
    }

    /** Comfort noise for 200 ms. */
    private void noise() {
        send(COMFORT_NOISE, false, 10 * SAMPLES, (byte) 60);
        stage.seconds(0.18);
    }

    @Test
    @DisplayName("RFC 3264 §5.1, §8.4: inactive stops the audio both ways, reports go on, and sendrecv begins it again")
    void inactiveIsAHoldOfBothSides() {
        var reports = new AtomicInteger();
        stage.simulation().onPacket(packet -> {
            boolean toReports = packet.to().getPort() == RTP_PORT + 1;
            reports.addAndGet(toReports ? 1 : 0);
        });
        dial("8");
        stage.seconds(0.3);
        var change = dialog.invite(sdp("8", "a=inactive"));
        var answer = dialog.expectResponse("INVITE", 200);
        dialog.ack(change, answer);
        assertThat(answer.body()).contains("a=inactive");
        stage.until(() -> call.state() == CallState.REMOTE_HELD);
        stage.seconds(0.1);
        heard.clear();
        reports.set(0);
        stage.seconds(20);
        assertThat(heard).isEmpty();
        assertThat(reports.get()).isPositive();
        assertThat(phone.hears()).isEmpty();
        var hold = call.hold();
        var offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).contains("a=sendonly");
        dialog.respondWithSdp(offer, 200, sdp("8", "a=inactive"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(hold).isDone()).isTrue();
        assertThat(call.state()).isEqualTo(CallState.INACTIVE_HELD);
        var back = dialog.invite(sdp("8", "a=sendrecv"));
        var stillHeld = dialog.expectResponse("INVITE", 200);
        dialog.ack(back, stillHeld);
        assertThat(stillHeld.body()).contains("a=sendonly");
        var resume = call.resume();
        offer = dialog.expectRequest("INVITE");
        assertThat(offer.body()).contains("a=sendrecv");
        dialog.respondWithSdp(offer, 200, sdp("8"));
        dialog.expectRequest("ACK");
        assertThat(stage.await(resume).isDone()).isTrue();
        heard.clear();
        stage.seconds(1);
        assertThat(types()).containsExactly(8);
        end();
    }

    @ParameterizedTest
    @CsvSource({"a=ptime:30, 30", "a=ptime:40, 40", "a=maxptime:10, 10"})
    @DisplayName("RFC 3264 §6.1: ptime is a wish of each side for what it receives; ours stays what it was")
    void packetsOfEachSideMayHaveTheirOwnLength(String attribute, int millis) {
        dial("8", attribute);
        assertThat(invite.body()).contains("a=ptime:20\r\n");
        stage.seconds(1);
        assertThat(heard)
                .filteredOn(packet -> (packet.get(1) & 0x7f) == 8)
                .isNotEmpty()
                .allMatch(packet -> packet.remaining() == 12 + 8 * millis);
        end();
    }
}
