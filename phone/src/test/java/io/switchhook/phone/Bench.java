package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A phone at 192.0.2.1 and a scripted peer with ears at 192.0.2.2, without a server between them. */
final class Bench {
    final Simulation simulation = new Simulation(11);
    final SimulatedHost here = simulation.host("phone", "192.0.2.1");
    final SimulatedHost there = simulation.host("peer", "192.0.2.2");
    final SoftPhone phone;
    final PhoneLine line;
    final ScriptedPeer peer;
    final RtpProbe ear;
    final List<CallState> states = new ArrayList<>();
    final List<IncomingCall> incoming = new ArrayList<>();

    Bench() throws IOException {
        phone = SoftPhone.create(
                here,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:192.0.2.1:5060", 0))
                        .withRtpPorts(10_000, 10_020));
        line = phone.createLine(
                SipAccount.builder("sip:858@192.0.2.2").secret("secret").build());
        phone.onIncomingCall(incoming::add);
        peer = ScriptedPeer.udp("853", there, Pump.of(simulation), at("192.0.2.2", 5060))
                .lenient()
                .target(at("192.0.2.1", 5060));
        ear = RtpProbe.open("ear", there, Pump.of(simulation), at("192.0.2.2", 4000));
    }

    static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    void run(long millis) {
        simulation.run(Duration.ofMillis(millis));
    }

    <T> T await(CompletableFuture<T> future) {
        return simulation.await(future, Duration.ofSeconds(60));
    }

    /** The same phone calls and is answered. */
    Talk dialAndTalk() {
        var call = line.createCall("853");
        call.onStateChanged(change -> states.add(change.state()));
        var dialled = call.start();
        var invite = peer.expectRequest("INVITE");
        var dialog = peer.dialog(invite);
        dialog.respondWithSdp(invite, 200, ear.sdp());
        dialog.expectRequest("ACK");
        assertThat(await(dialled).isAnswered()).isTrue();
        return new Talk(call, dialog, invite);
    }

    /** The peer calls and the phone rings. */
    Talk ring() {
        var dialog = peer.newDialog("sip:858@192.0.2.1");
        var invite = dialog.invite(ear.sdp());
        dialog.expectResponse("INVITE", 180);
        return new Talk(incoming.get(incoming.size() - 1), dialog, invite);
    }

    /** The peer calls and is answered. */
    Talk ringAndTalk() {
        var talk = ring();
        var answered = ((IncomingCall) talk.call()).answer();
        talk.dialog().ack(talk.invite(), talk.dialog().expectResponse("INVITE", 200));
        assertThat(await(answered)).isEqualTo(AnswerOutcome.ANSWERED);
        return talk;
    }

    /** One call, and the peer's end of it. */
    record Talk(Call call, PeerDialog dialog, WireMessage invite) {

        void peerHangsUp() {
            dialog.send("BYE");
            dialog.expectResponse("BYE", 200);
        }
    }

    /** Everything ends and nothing is left. */
    void end() {
        run(40_000);
        assertThat(await(phone.load()).isEmpty()).as("stack load").isTrue();
        close();
    }

    void close() {
        await(phone.closeAsync());
        ear.close();
        peer.close();
        run(1_000);
        simulation.assertNothingLeft();
    }
}
