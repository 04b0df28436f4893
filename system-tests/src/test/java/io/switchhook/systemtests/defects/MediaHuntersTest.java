package io.switchhook.systemtests.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.RtpProbe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Small scripts for media: strangers, holds, digits. */
class MediaHuntersTest {
    private static final int SIP_PORT = 5_060;
    /** RFC 5761 §4: what would be payload types 64 to 95 is RTCP. */
    private static final int FIRST_RTCP = 64;

    @RegisterExtension
    final Stage stage = new Stage();

    private RtpProbe stranger() {
        stage.host("stranger", "10.9.0.1");
        return stage.probe("stranger", 9_000);
    }

    /** The SSRCs of the RTP that a host is sent, from now on. */
    private Set<Integer> sourcesHeardBy(String host) {
        var sources = new HashSet<Integer>();
        stage.simulation().onPacket(packet -> {
            var bytes = packet.payload().toByteArray();
            boolean media = packet.kind() == Packet.Kind.DATAGRAM
                    && packet.toHost().equals(host)
                    && packet.from().getPort() != SIP_PORT
                    && bytes.length >= 12
                    && (bytes[1] & 0x7f) < FIRST_RTCP;
            if (media) {
                sources.add(java.nio.ByteBuffer.wrap(bytes).getInt(8));
            }
        });
        return sources;
    }

    @Test
    void strangerDoesNotGetThroughTheRelay() {
        var trio = Trio.in(stage, Setting.THROUGH_OUR_PBX);
        trio.talk();
        stage.seconds(0.5);
        var heard = sourcesHeardBy("853");
        var stranger = stranger();
        var relay = stage.answers("pbx", "INVITE", 200).get(0).body();
        stranger.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(relay));
        stage.seconds(1);
        assertThat(heard).as("SSRCs that the callee is sent").hasSize(1);
        assertThat(stranger.packets()).isZero();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void strangerIsNeitherHeardNorSpokenTo() {
        var trio = Trio.in(stage, Setting.DIRECT);
        trio.talk();
        stage.seconds(0.5);
        var stranger = stranger();
        var callee = stage.answers("853", "INVITE", 200).get(0).body();
        stranger.sendTone(PageCall.PEER_TONE, RtpProbe.mediaAddress(callee));
        stage.seconds(1);
        assertThat(stranger.packets()).isZero();
        trio.transferor().assertTalksWith(trio.transferee());
    }

    @Test
    void heldPhoneSendsNothing() {
        var page = PageCall.outgoing(stage);
        stage.seconds(0.3);
        assertThat(page.audio().packets()).isPositive();
        var dialog = page.dialog();
        var hold = dialog.invite(page.audio().sdp("sendonly"));
        dialog.ack(hold, dialog.expectResponse("INVITE", 200));
        stage.seconds(0.2);
        int before = page.audio().packets();
        stage.seconds(1);
        assertThat(page.audio().packets()).isEqualTo(before);
        assertThat(page.phone().hearsPeer()).as("the held side hears the music").isTrue();
    }

    @Test
    void phoneThatHoldsHearsNothingEvenOfAPeerThatTalksOn() {
        var page = PageCall.outgoing(stage);
        assertThat(page.phone().hearsPeer()).isTrue();
        var held = page.call().hold();
        var reInvite = page.dialog().expectRequest("INVITE");
        page.dialog().respondWithSdp(reInvite, 200, page.audio().sdp("recvonly"));
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(held).isDone()).isTrue();
        page.phone().assertHearsNothing();
    }

    @Test
    void digitIsToldOnce() {
        var trio = Trio.in(stage, Setting.DIRECT);
        var call = trio.talk();
        var told = new ArrayList<Character>();
        trio.transferee().lastIncoming().onDigit(told::add);
        stage.await(call.sendDigits("5#5"));
        stage.seconds(1);
        assertThat(told).containsExactly('5', '#', '5');
    }
}
