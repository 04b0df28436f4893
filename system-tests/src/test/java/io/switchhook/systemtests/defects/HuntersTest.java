package io.switchhook.systemtests.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.simulation.Simulation;
import io.switchhook.testkit.FailureLadder;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Small scripts for what no scenario looks at closely. */
class HuntersTest {
    private static final String SDP =
            "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n" + "m=audio 4000 RTP/AVP 0\r\n";

    private final Simulation simulation = new Simulation(1);
    private SoftPhone phone;
    private ScriptedPeer peer;

    private void begin(Consumer<IncomingCall> listener) throws IOException {
        var host = simulation.host("peer", "10.0.0.2");
        peer = ScriptedPeer.udp("853", host, Pump.of(simulation), new InetSocketAddress(host.address(), 5_060));
        phone = SoftPhone.create(simulation.host("phone", "10.0.0.1"), PhoneConfig.DEFAULT);
        phone.createLine(SipAccount.builder("sip:858@10.0.0.2").build());
        phone.onIncomingCall(listener);
    }

    private PeerDialog dial() {
        var point = phone.listenPoints().get(0).address();
        peer.target(new InetSocketAddress("10.0.0.1", point.getPort()));
        return peer.newDialog("sip:858@10.0.0.1:" + point.getPort());
    }

    private void end() {
        assertThat(simulation.await(phone.load(), Duration.ofSeconds(1)).isEmpty())
                .isTrue();
        simulation.await(phone.closeAsync(), Duration.ofSeconds(10));
        peer.close();
    }

    @Test
    void lostInviteIsSentAgain() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            begin(IncomingCall::reject);
            peer.exposeRetransmissions();
            var call = phone.lines().get(0).createCall("853");
            call.start();
            var first = peer.expectRequest("INVITE");
            var second = peer.expectRequest("INVITE", Duration.ofMillis(600));
            assertThat(second.branch()).isEqualTo(first.branch());
            peer.respond(second, 486);
            peer.expectRequest("ACK");
            simulation.run(Duration.ofSeconds(40));
            end();
        });
    }

    @Test
    void refusalThatIsNeverAcknowledgedIsForgottenAfter32Seconds() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            begin(IncomingCall::reject);
            var dialog = dial();
            dialog.invite(SDP);
            dialog.expectResponse("INVITE", 486);
            simulation.run(Duration.ofSeconds(34));
            end();
        });
    }

    @Test
    void calleeThatHangsUpBeforeTheAckSendsByeOnlyAfterIt() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            begin(call -> {
                call.answer();
                simulation.after(Duration.ofMillis(100), call::hangUp);
            });
            var dialog = dial();
            var invite = dialog.invite(SDP);
            var success = dialog.expectResponse("INVITE", 200);
            peer.expectNothing(Duration.ofMillis(400));
            dialog.ack(invite, success);
            dialog.respond(dialog.expectRequest("BYE"), 200);
            simulation.run(Duration.ofSeconds(40));
            end();
        });
    }

    @Test
    void endIsToldOnceWhenBothHangUp() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            var ends = new AtomicInteger();
            begin(call -> {
                call.onStateChanged(change -> ends.addAndGet(change.state().isEnded() ? 1 : 0));
                call.answer();
            });
            var dialog = dial();
            var invite = dialog.invite(SDP);
            dialog.ack(invite, dialog.expectResponse("INVITE", 200));
            simulation.run(Duration.ofMillis(100));
            phone.lines().get(0).calls().forEach(Call::hangUp);
            var ours = dialog.send("BYE");
            dialog.respond(dialog.expectRequest("BYE"), 200);
            assertThat(dialog.expectResponse("BYE", 200).cseq()).isEqualTo(ours.cseq());
            simulation.run(Duration.ofSeconds(40));
            assertThat(ends).hasValue(1);
            end();
        });
    }

    @Test
    void targetIsNotMovedToOurselves() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            begin(IncomingCall::answer);
            var dialog = dial();
            var invite = dialog.invite(SDP);
            var success = dialog.expectResponse("INVITE", 200);
            dialog.ack(invite, success);
            var ourselves = success.header("Contact").orElseThrow();
            dialog.send(
                    "NOTIFY",
                    draft -> draft.replace("Contact", ourselves)
                            .header("Event", "refer")
                            .header("Subscription-State", "terminated"));
            dialog.expectResponse("NOTIFY", 481);
            phone.lines().get(0).calls().forEach(Call::hangUp);
            dialog.respond(dialog.expectRequest("BYE"), 200);
            simulation.run(Duration.ofSeconds(40));
            end();
        });
    }

    @Test
    void phoneThatClosesUnregisters() throws Exception {
        FailureLadder.of(simulation).guard(() -> {
            begin(IncomingCall::reject);
            var registered = phone.lines().get(0).register();
            peer.acceptRegistration();
            assertThat(simulation.await(registered, Duration.ofSeconds(1)).isRegistered())
                    .isTrue();
            var closed = phone.closeAsync();
            var last = peer.acceptRegistration();
            assertThat(last.header("Expires")).contains("0");
            simulation.await(closed, Duration.ofSeconds(10));
            peer.close();
        });
    }
}
