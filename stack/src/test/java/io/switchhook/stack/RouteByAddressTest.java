package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
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
    private final Failures failures = new Failures();
    private final TlsPeer proxy = new TlsPeer(bench, StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(NAME)));

    RouteByAddressTest() throws IOException {
        bench.simulation.dns().a(NAME, "192.0.2.2");
        proxy.listen();
    }

    @AfterEach
    void end() {
        bench.run(60_000);
        proxy.close();
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
        bench.onLoop(() -> host.send(request, () -> 2, failures, bench.now()));
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
        assertThat(proxy.came.toString()).contains("INVITE sip:853@" + NAME);
        return host;
    }

    @Test
    void whatFollowsInTheDialogGoesOverTheConnectionOfItsInvite() {
        var host = calling();
        bench.onLoop(() -> host.sendAck(inDialog(SipMethod.ACK), bench.now()));
        send(host, inDialog(SipMethod.BYE));
        assertThat(proxy.came.toString()).contains("ACK sip:853@198.51.100.7", "BYE sip:853@198.51.100.7");
        assertThat(proxy.accepted).hasSize(1);
        assertThat(failures.seen).isEmpty();
    }

    @Test
    void lostConnectionIsReplacedByOneToTheSameName() {
        var host = calling();
        bench.simulation.resetStreams(bench.here, bench.there);
        bench.run(1_000);
        failures.seen.clear();
        send(host, inDialog(SipMethod.BYE));
        assertThat(proxy.came.toString()).contains("BYE sip:853@198.51.100.7");
        assertThat(proxy.accepted).hasSize(2);
        assertThat(failures.seen).isEmpty();
    }

    @Test
    void callThatIsNotWithThatServerHasItProveTheAddress() {
        calling();
        var other = call();
        send(other, inDialog(SipMethod.BYE));
        assertThat(proxy.came.toString()).doesNotContain("BYE sip:");
        assertThat(failures.seen).contains(ClientFailure.TRANSPORT_ERROR);
    }

    @Test
    void ackThatIsRepeatedTakesANewConnectionToTheSameName() {
        var host = calling();
        var sent = new ArrayList<UsageHost.SentAck>();
        bench.onLoop(() -> sent.add(host.sendAck(inDialog(SipMethod.ACK), bench.now())));
        bench.simulation.resetStreams(bench.here, bench.there);
        bench.run(1_000);
        proxy.came.setLength(0);
        bench.onLoop(() -> sent.get(0).repeat(bench.now()));
        assertThat(proxy.came.toString()).contains("ACK sip:853@198.51.100.7");
        assertThat(proxy.accepted).hasSize(2);
    }
}
