package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
        "RFC 3261 §12.2.1.1: what follows in a dialog over a connection, where a proxy and who is called live on one host")
class FlowReuseTest {
    private final Bench bench = new Bench();
    private final WirePeer callee = new WirePeer(bench.simulation, bench.there, 5070);
    private final CallHost host = bench.stack.hostFor(new Identity(
            NameAddress.of(SipUri.parse("sip:858@example.test")),
            "858",
            Keyring.EMPTY,
            List.of(),
            Wish.preferring(TransportKind.TCP)));

    FlowReuseTest() throws IOException {
        var invite = bench.request(SipMethod.INVITE, "sip:853@192.0.2.2:5060;transport=tcp");
        bench.onLoop(() -> host.send(invite, () -> 2, new Failures(), bench.now()));
        assertThat(bench.peer.streamed).startsWith("INVITE sip:853@192.0.2.2");
    }

    @AfterEach
    void end() {
        bench.run(400_000);
        callee.close();
        bench.close();
    }

    private SipRequest.Builder inDialog(SipMethod method, String contact) {
        return bench.request(method, contact).remove(ToHeader.TYPE).header("To", "<sip:853@example.test>;tag=you");
    }

    @Test
    void connectionThatWeHaveOpenedIsNoWayToAnotherPortOfItsHost() {
        var contact = "sip:853@192.0.2.2:5070;transport=tcp";
        bench.onLoop(() -> host.sendAck(inDialog(SipMethod.ACK, contact), bench.now()));
        bench.onLoop(() -> host.send(inDialog(SipMethod.BYE, contact), () -> 2, new Failures(), bench.now()));
        assertThat(callee.streamed).contains("ACK sip:853", "BYE sip:853");
        assertThat(bench.peer.streamed).doesNotContain("ACK sip:853", "BYE sip:853");
    }

    @Test
    void itIsTheWayToThePortThatWasCalledAndWhereNoneIsNamed() {
        bench.onLoop(() -> host.sendAck(inDialog(SipMethod.ACK, "sip:853@192.0.2.2:5060;transport=tcp"), bench.now()));
        bench.onLoop(
                () -> host.send(inDialog(SipMethod.BYE, "sip:853@192.0.2.2"), () -> 2, new Failures(), bench.now()));
        assertThat(bench.peer.streamed).contains("ACK sip:853", "BYE sip:853");
        assertThat(bench.peer.accepted).hasSize(1);
    }
}
