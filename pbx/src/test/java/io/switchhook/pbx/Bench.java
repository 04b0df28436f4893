package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.world.World;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The PBX at 192.0.2.10 and scripted telephones around it. */
final class Bench {
    static final String SECRET = "secret";

    final Simulation simulation = new Simulation(17);
    final SimulatedHost pbxHost = simulation.host("pbx", "192.0.2.10");
    final Pbx pbx;
    final List<Telephone> telephones = new ArrayList<>();
    final Telephone anna;
    final Telephone bert;
    final Telephone carl;

    Bench() throws IOException {
        this(builder -> builder);
    }

    Bench(UnaryOperator<Pbx.Builder> settings) throws IOException {
        this(host -> host, settings);
    }

    /** @param world what the PBX is to live in, in the place of its host */
    Bench(UnaryOperator<World> world, UnaryOperator<Pbx.Builder> settings) throws IOException {
        var builder = Pbx.builder()
                .world(world.apply(pbxHost))
                .listen("udp:192.0.2.10:5060")
                .extension("858", SECRET)
                .extension("853", SECRET)
                .extension("895", SECRET)
                .rtpPorts(20_000, 20_100);
        pbx = settings.apply(builder).start();
        anna = telephone("858", "192.0.2.1");
        bert = telephone("853", "192.0.2.2");
        carl = telephone("895", "192.0.2.3");
    }

    static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    /** A telephone that has registered. */
    Telephone telephone(String number, String address) throws IOException {
        var host = simulation.host(number + "@" + address, address);
        var peer = ScriptedPeer.udp(number, host, Pump.of(simulation), at(address, 5060))
                .lenient()
                .target(at("192.0.2.10", 5060));
        var ear = RtpProbe.open("ear of " + number, host, Pump.of(simulation), at(address, 4000));
        var telephone = new Telephone(number, peer, ear);
        telephones.add(telephone);
        telephone.register(200, draft -> {});
        return telephone;
    }

    record Telephone(String number, ScriptedPeer peer, RtpProbe ear) {

        void register(int status, Consumer<io.switchhook.testkit.Draft> change) {
            var dialog = peer.newDialog("sip:" + number + "@192.0.2.10");
            var request = dialog.send("REGISTER", change);
            var challenge = dialog.expectResponse("REGISTER", 401);
            dialog.sendAuthorized(request, challenge, number, SECRET);
            dialog.expectResponse("REGISTER", status);
        }

        /** Dials and logs in; the INVITE that counts and its dialog are returned. */
        Leg dial(String target) {
            return dial(target, ear.sdp());
        }

        Leg dial(String target, String sdp) {
            return dial(target, draft -> draft.body("application/sdp", sdp));
        }

        Leg dial(String target, Consumer<io.switchhook.testkit.Draft> change) {
            var dialog = peer.newDialog("sip:" + target + "@192.0.2.10");
            var plain = dialog.send("INVITE", change);
            var challenge = dialog.expectResponse("INVITE", 401);
            dialog.ack(plain, challenge);
            return new Leg(this, dialog, dialog.sendAuthorized(plain, challenge, number, SECRET));
        }

        /** Waits for a call. */
        Leg ring() {
            var invite = peer.expectRequest("INVITE");
            var dialog = peer.dialog(invite);
            dialog.respond(invite, 180);
            return new Leg(this, dialog, invite);
        }
    }

    /** One telephone's end of a call. */
    record Leg(Telephone telephone, PeerDialog dialog, WireMessage invite) {

        void answer() {
            dialog.respondWithSdp(invite, 200, telephone.ear().sdp());
            dialog.expectRequest("ACK");
        }

        void refuse(int status, Consumer<io.switchhook.testkit.Draft> change) {
            dialog.respond(invite, status, change);
            telephone.peer().expectRequest("ACK");
        }

        /** Refuses a change of the call. */
        void refuseChange(WireMessage change, int status) {
            dialog.respond(change, status);
            telephone.peer().expectRequest("ACK");
        }

        void answered() {
            dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        }

        void refused(int status) {
            dialog.ack(invite, dialog.expectResponse("INVITE", status));
        }

        void hangUp() {
            dialog.send("BYE");
            dialog.expectResponse("BYE", 200);
        }

        void expectBye() {
            dialog.respond(dialog.expectRequest("BYE"), 200);
        }

        /** Is called off while it rings. */
        void expectCancel() {
            var cancel = telephone.peer().expectRequest("CANCEL");
            telephone.peer().respond(cancel, 200);
            dialog.respond(invite, 487);
        }

        WireMessage refer(String target) {
            return dialog.send("REFER", draft -> draft.header("Refer-To", "<sip:" + target + "@192.0.2.10>"));
        }

        void expectReport(String status) {
            WireMessage notify;
            do {
                notify = dialog.expectRequest("NOTIFY");
                dialog.respond(notify, 200);
            } while (notify.body().startsWith("SIP/2.0 1"));
            assertThat(notify.body()).startsWith("SIP/2.0 " + status);
            assertThat(notify.header("Subscription-State").orElse("")).startsWith("terminated");
        }
    }

    /** The one who rings answers, and the one who called hangs up. */
    static void talkAndEnd(Leg calling, Leg called) {
        called.answer();
        calling.answered();
        calling.hangUp();
        called.expectBye();
    }

    /** The record of the call that ended last. */
    static PbxEvent.CallEnded lastEnded(List<PbxEvent> events) {
        return (PbxEvent.CallEnded) events.stream()
                .filter(PbxEvent.CallEnded.class::isInstance)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Anna and Bert talk. */
    record Talk(Leg anna, Leg bert) {}

    Talk talk() {
        var calling = anna.dial("853");
        var called = bert.ring();
        called.answer();
        calling.answered();
        run(100);
        return new Talk(calling, called);
    }

    void run(long millis) {
        simulation.run(Duration.ofMillis(millis));
    }

    /** All calls are over and nothing of them is left, not even after the memory of transactions. */
    void end() {
        run(45_000);
        var load = simulation.await(pbx.load(), Duration.ofSeconds(1));
        assertThat(load.isEmpty()).as(load.toString()).isTrue();
        close();
    }

    /** As {@link #close}, with a registration that is given up. */
    void closeWithTrunk(Provider provider) {
        var closed = pbx.closeAsync();
        provider.peer().respond(provider.peer().expectRequest("REGISTER"), 200);
        simulation.await(closed, Duration.ofSeconds(10));
        close();
    }

    void close() {
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(10));
        telephones.forEach(telephone -> {
            telephone.ear().close();
            telephone.peer().close();
        });
        run(1_000);
        simulation.assertNothingLeft();
    }
}
