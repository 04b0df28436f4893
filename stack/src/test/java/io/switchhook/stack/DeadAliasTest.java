package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 5923 §8.2: the connection that a peer has opened and marked with alias is dead, and nobody knows")
class DeadAliasTest {
    private static final String NAME = "peer.example";
    private static final StreamSettings PEER =
            StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(NAME)).withTrust(TlsTrust.ANYBODY);

    private final Bench bench = new Bench(config -> new StackConfig(
            List.of(ListenPoint.parse("udp:192.0.2.1", 5060), ListenPoint.parse("tls:192.0.2.1:5061", 5060)),
            config.product(),
            StreamSettings.DEFAULT
                    .withIdentity(TlsIdentity.named("here.example"))
                    .withClientProof(ClientProof.WANTED),
            config.limits(),
            config.timers(),
            config.connections(),
            config.maxTransactions(),
            config.maxTransactionsPerPeer(),
            config.trace()));
    private final Failures failures = new Failures();

    DeadAliasTest() throws IOException {
        bench.simulation.dns().a(NAME, "192.0.2.2");
    }

    /** The peer connects and says that it may be called over that. */
    private static void connect(TlsPeer peer) {
        var request = WirePeer.request("OPTIONS", "alias")
                .replace("SIP/2.0/UDP 192.0.2.2;rport", "SIP/2.0/TLS 192.0.2.2:5061;alias");
        peer.connect("here.example", request);
        assertThat(peer.came.toString()).startsWith("SIP/2.0 200 OK");
        peer.came.setLength(0);
    }

    private void callPeer() {
        var host = bench.stack.hostFor(new Identity(
                NameAddress.of(SipUri.parse("sip:858@here.example")), "858", Keyring.EMPTY, List.of(), Wish.ANY));
        var request = bench.request(SipMethod.OPTIONS, "sip:853@" + NAME + ":5061;transport=tls");
        bench.onLoop(() -> host.send(request, () -> 2, failures, bench.now()));
        bench.run(2_000);
    }

    private void end(TlsPeer peer) {
        bench.run(700_000);
        peer.close();
        bench.close();
    }

    @Test
    void whatFollowsGoesOverAConnectionOfOurs() throws IOException {
        connect(new TlsPeer(bench, PEER));
        bench.restartPeer();
        var restarted = new TlsPeer(bench, PEER).listen();
        callPeer();
        assertThat(restarted.came.toString()).startsWith("OPTIONS sip:853@" + NAME);
        assertThat(failures.seen).isEmpty();
        assertThat(restarted.accepted).hasSize(1);
        end(restarted);
    }

    @Test
    void whereNothingCameTheNextTakesAConnectionOfOurs() throws IOException {
        var peer = new TlsPeer(bench, PEER).listen();
        connect(peer);
        bench.simulation.cut(bench.here, bench.there);
        callPeer();
        bench.run(31_000);
        assertThat(failures.seen).containsExactly(ClientFailure.TIMEOUT);
        bench.simulation.restore(bench.here, bench.there);
        callPeer();
        assertThat(peer.came.toString()).startsWith("OPTIONS sip:853@" + NAME);
        assertThat(peer.accepted).hasSize(1);
        end(peer);
    }
}
