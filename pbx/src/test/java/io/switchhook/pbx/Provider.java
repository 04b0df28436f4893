package io.switchhook.pbx;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A scripted provider beside a {@link Bench}. */
final class Provider {
    static final String SECRET = "trunk-secret";

    private final Bench bench;
    private final Bench.Telephone end;
    private final String address;
    private Optional<String> contact = Optional.empty();

    Provider(Bench bench, String address) throws IOException {
        this.bench = bench;
        this.address = address;
        var host = bench.simulation.host("provider@" + address, address);
        var peer = ScriptedPeer.udp("provider", host, Pump.of(bench.simulation), Bench.at(address, 5060))
                .lenient()
                .target(Bench.at("192.0.2.10", 5060));
        end = new Bench.Telephone(
                "provider",
                peer,
                RtpProbe.open("ear at " + address, host, Pump.of(bench.simulation), Bench.at(address, 4000)));
        bench.telephones.add(end);
    }

    ScriptedPeer peer() {
        return end.peer();
    }

    /** The next REGISTER, challenged and accepted for so long. */
    WireMessage register(int seconds) {
        var register = peer().challenge("REGISTER", new PeerDigest("provider", "a-nonce", "MD5"), SECRET);
        accept(register, seconds);
        return register;
    }

    void accept(WireMessage register, int seconds) {
        contact = register.contactUri();
        peer().respond(
                        register,
                        200,
                        draft -> draft.header("Contact", "<" + contact.orElseThrow() + ">;expires=" + seconds));
    }

    /** Where our registration is reached. */
    String contact() {
        return contact.orElseThrow();
    }

    /** Calls, with these words in the place of the usual ones. */
    Bench.Leg call(String uri, Consumer<Draft> change) {
        return callAs("\"Zoe\" <sip:030555@" + address + ">", uri, change);
    }

    /** The same as somebody else. */
    Bench.Leg callAs(String from, String uri, Consumer<Draft> change) {
        var dialog = peer().newDialog(uri);
        var invite = dialog.send("INVITE", draft -> {
            draft.replace("From", from + ";tag=" + dialog.localTag())
                    .body("application/sdp", end.ear().sdp());
            change.accept(draft);
        });
        return new Bench.Leg(end, dialog, invite);
    }

    /** Calls a number of ours. */
    Bench.Leg call(String number) {
        return call("sip:" + number + "@192.0.2.10", draft -> {});
    }

    Bench.Leg ring() {
        return end.ring();
    }

    Bench.Leg leg(WireMessage invite) {
        return new Bench.Leg(end, peer().dialog(invite), invite);
    }

    long invites() {
        return peer().received().stream()
                .filter(message -> message.isRequest("INVITE"))
                .count();
    }

    void run(Duration time) {
        bench.run(time.toMillis());
    }
}
