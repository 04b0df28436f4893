package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamHandler;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "A proxy that was called by its name over TLS, and names itself by its address in Record-Route, as Kamailio does")
class RouteByAddressTest {
    private static final String NAME = "pbx.example";
    private static final String BY_ADDRESS = "<sip:192.0.2.2:5061;transport=tls;lr>";

    private final Bench bench = new Bench();
    private final List<StreamConnection> accepted = new ArrayList<>();
    private final List<ClientFailure> failures = new ArrayList<>();
    private final Loop loop;
    private final StreamListener listener;
    private final StringBuilder came = new StringBuilder();
    private final StreamHandler proxy = new StreamHandler() {
        @Override
        public void onOpen(StreamConnection stream, long nowNanos) {
            // It was counted when it came.
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

    RouteByAddressTest() throws IOException {
        bench.simulation.dns().a(NAME, "192.0.2.2");
        loop = bench.there.openLoop("proxy");
        listener = bench.there
                .network()
                .listen(
                        loop,
                        StreamKind.TLS,
                        new InetSocketAddress(IpLiteral.parse("192.0.2.2").orElseThrow(), 5061),
                        StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(NAME)),
                        (connection, now) -> {
                            accepted.add(connection);
                            return proxy;
                        });
    }

    @AfterEach
    void end() {
        bench.run(60_000);
        bench.simulation.call(loop, () -> {
            listener.close();
            accepted.forEach(StreamConnection::close);
            return true;
        });
        bench.run(100);
        loop.close();
        bench.close();
    }

    private CallHost call() {
        return bench.stack.hostFor(new Identity(
                NameAddress.of(SipUri.parse("sip:858@" + NAME)),
                "858",
                Keyring.EMPTY,
                List.of(),
                Wish.demanding(TransportKind.TLS)));
    }

    private void send(CallHost host, SipRequest.Builder request) {
        bench.onLoop(() -> host.send(request, () -> 2, user, bench.now()));
    }

    private SipRequest.Builder inDialog(SipMethod method) {
        return bench.request(method, "sip:853@198.51.100.7;transport=tls")
                .header("Route", BY_ADDRESS)
                .remove(ToHeader.TYPE)
                .header("To", "<sip:853@" + NAME + ">;tag=you");
    }

    private CallHost calling() {
        var host = call();
        send(host, bench.request(SipMethod.INVITE, "sip:853@" + NAME + ";transport=tls"));
        assertThat(came.toString()).contains("INVITE sip:853@" + NAME);
        return host;
    }

    @Test
    void whatFollowsInTheDialogGoesOverTheConnectionOfItsInvite() {
        var host = calling();
        bench.onLoop(() -> host.sendAck(inDialog(SipMethod.ACK), bench.now()));
        send(host, inDialog(SipMethod.BYE));
        assertThat(came.toString()).contains("ACK sip:853@198.51.100.7", "BYE sip:853@198.51.100.7");
        assertThat(accepted).hasSize(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void lostConnectionIsReplacedByOneToTheSameName() {
        var host = calling();
        bench.simulation.resetStreams(bench.here, bench.there);
        bench.run(1_000);
        failures.clear();
        send(host, inDialog(SipMethod.BYE));
        assertThat(came.toString()).contains("BYE sip:853@198.51.100.7");
        assertThat(accepted).hasSize(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void callThatIsNotWithThatServerHasItProveTheAddress() {
        calling();
        var other = call();
        send(other, inDialog(SipMethod.BYE));
        assertThat(came.toString()).doesNotContain("BYE sip:");
        assertThat(failures).contains(ClientFailure.TRANSPORT_ERROR);
    }

    @Test
    void ackThatIsRepeatedTakesANewConnectionToTheSameName() {
        var host = calling();
        var sent = new ArrayList<UsageHost.SentAck>();
        bench.onLoop(() -> sent.add(host.sendAck(inDialog(SipMethod.ACK), bench.now())));
        bench.simulation.resetStreams(bench.here, bench.there);
        bench.run(1_000);
        came.setLength(0);
        bench.onLoop(() -> sent.get(0).repeat(bench.now()));
        assertThat(came.toString()).contains("ACK sip:853@198.51.100.7");
        assertThat(accepted).hasSize(2);
    }
}
