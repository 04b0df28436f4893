package io.switchhook.systemtests.lives;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.simulation.Simulation;
import io.switchhook.testkit.FailureLadder;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.ScriptedPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What lives have found: on UDP a BYE can be overtaken by a later request of the dialog, and is then refused (RFC 3261 §12.2.2). */
class OvertakenByeTest {
    private static final String SDP =
            "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n" + "m=audio 4000 RTP/AVP 0\r\n";

    @Test
    void byeRefusedAsOutOfOrderIsSaidAgainWithANewNumberOnce() throws Exception {
        var simulation = new Simulation(1);
        FailureLadder.of(simulation).guard(() -> {
            var host = simulation.host("peer", "10.0.0.2");
            var peer = ScriptedPeer.udp("853", host, Pump.of(simulation), new InetSocketAddress(host.address(), 5_060));
            var phone = SoftPhone.create(simulation.host("phone", "10.0.0.1"), PhoneConfig.DEFAULT);
            var line = phone.createLine(SipAccount.builder("sip:858@10.0.0.2").build());
            var call = line.createCall("853");
            call.start();
            var invite = peer.expectRequest("INVITE");
            var dialog = peer.dialog(invite);
            dialog.respondWithSdp(invite, 200, SDP);
            dialog.expectRequest("ACK");
            call.hangUp();
            var first = dialog.expectRequest("BYE");
            dialog.respond(first, 500);
            var second = dialog.expectRequest("BYE");
            assertThat(second.cseq()).isGreaterThan(first.cseq());
            assertThat(second.branch()).isNotEqualTo(first.branch());
            dialog.respond(second, 500);
            peer.expectNothing(Duration.ofSeconds(40));
            assertThat(simulation.await(phone.load(), Duration.ofSeconds(1)).isEmpty())
                    .isTrue();
            simulation.await(phone.closeAsync(), Duration.ofSeconds(10));
            peer.close();
        });
    }

    @Test
    void byeIsNotSaidAgainWhenThePeersOwnHasBeenAnsweredMeanwhile() throws Exception {
        var simulation = new Simulation(1);
        FailureLadder.of(simulation).guard(() -> {
            var host = simulation.host("peer", "10.0.0.2");
            var peer = ScriptedPeer.udp("853", host, Pump.of(simulation), new InetSocketAddress(host.address(), 5_060));
            var phone = SoftPhone.create(simulation.host("phone", "10.0.0.1"), PhoneConfig.DEFAULT);
            var line = phone.createLine(SipAccount.builder("sip:858@10.0.0.2").build());
            var call = line.createCall("853");
            call.start();
            var invite = peer.expectRequest("INVITE");
            var dialog = peer.dialog(invite);
            dialog.respondWithSdp(invite, 200, SDP);
            dialog.expectRequest("ACK");
            call.hangUp();
            var ours = dialog.expectRequest("BYE");
            dialog.send("BYE");
            dialog.expectResponse("BYE", 200);
            dialog.respond(ours, 500);
            peer.expectNothing(Duration.ofSeconds(40));
            assertThat(simulation.await(phone.load(), Duration.ofSeconds(1)).isEmpty())
                    .isTrue();
            simulation.await(phone.closeAsync(), Duration.ofSeconds(10));
            peer.close();
        });
    }
}
