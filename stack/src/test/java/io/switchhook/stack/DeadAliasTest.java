package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private final StringBuilder came = new StringBuilder();
    private final List<ClientFailure> failures = new ArrayList<>();
    private final List<StreamConnection> accepted = new ArrayList<>();
    private final StreamHandler peer = new StreamHandler() {
        @Override
        public void onOpen(StreamConnection stream, long nowNanos) {
            // What it brings is looked at.
        }

        @Override
        public void onBytes(StreamConnection stream, ByteBuffer bytes, long nowNanos) {
            came.append(StandardCharsets.UTF_8.decode(bytes));
        }

        @Override
        public void onClose(StreamConnection stream, StreamClose reason, long nowNanos) {
            // The test looks at what came.
        }
    };
    private final ClientUser user = new ClientUser() {
        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            // Nobody answers here.
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            failures.add(failure);
        }
    };

    DeadAliasTest() throws IOException {
        bench.simulation.dns().a(NAME, "192.0.2.2");
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(IpLiteral.parse(address).orElseThrow(), 5061);
    }

    private StreamListener listen(Loop loop) throws IOException {
        return bench.there.network().listen(loop, StreamKind.TLS, at("192.0.2.2"), PEER, (connection, now) -> {
            accepted.add(connection);
            return peer;
        });
    }

    /** The peer connects and says that it may be called over that. */
    private void connect(Loop loop) {
        var request = WirePeer.wire(WirePeer.request("OPTIONS", "alias")
                .replace("SIP/2.0/UDP 192.0.2.2;rport", "SIP/2.0/TLS 192.0.2.2:5061;alias"));
        bench.simulation.call(loop, () -> {
            var connection =
                    bench.there.network().connect(loop, StreamKind.TLS, at("192.0.2.1"), "here.example", PEER, peer);
            return connection.send(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        });
        bench.run(200);
        assertThat(came.toString()).startsWith("SIP/2.0 200 OK");
        came.setLength(0);
    }

    private void callPeer() {
        var host = bench.stack.hostFor(new Identity(
                NameAddress.of(SipUri.parse("sip:858@here.example")), "858", Keyring.EMPTY, List.of(), Wish.ANY));
        var request = bench.request(SipMethod.OPTIONS, "sip:853@" + NAME + ":5061;transport=tls");
        bench.onLoop(() -> host.send(request, () -> 2, user, bench.now()));
        bench.run(2_000);
    }

    @Test
    void whatFollowsGoesOverAConnectionOfOurs() throws IOException {
        var loop = bench.there.openLoop("peer of before");
        connect(loop);
        bench.restartPeer();
        var restarted = bench.there.openLoop("peer of now");
        var listener = listen(restarted);
        callPeer();
        assertThat(came.toString()).startsWith("OPTIONS sip:853@" + NAME);
        assertThat(failures).isEmpty();
        assertThat(accepted).hasSize(1);
        bench.run(700_000);
        bench.simulation.call(restarted, () -> {
            listener.close();
            accepted.forEach(StreamConnection::close);
            return true;
        });
        bench.run(100);
        restarted.close();
        bench.close();
    }

    @Test
    void whereNothingCameTheNextTakesAConnectionOfOurs() throws IOException {
        var loop = bench.there.openLoop("peer");
        var listener = listen(loop);
        connect(loop);
        bench.simulation.cut(bench.here, bench.there);
        callPeer();
        bench.run(31_000);
        assertThat(failures).containsExactly(ClientFailure.TIMEOUT);
        bench.simulation.restore(bench.here, bench.there);
        callPeer();
        assertThat(came.toString()).startsWith("OPTIONS sip:853@" + NAME);
        assertThat(accepted).hasSize(1);
        bench.run(700_000);
        bench.simulation.call(loop, () -> {
            listener.close();
            accepted.forEach(StreamConnection::close);
            return true;
        });
        bench.run(100);
        loop.close();
        bench.close();
    }
}
