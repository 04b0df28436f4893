package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** Ports for peers, of which nobody may have one already. */
class FreePortsSelfIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void aPortThatSomebodyHasBoundOrListensAtIsNotFree() throws IOException {
        try (var udp = new DatagramSocket(ANY);
                var tcp = new ServerSocket()) {
            tcp.bind(ANY);
            assertThat(FreePorts.isFree(udp.getLocalPort())).isFalse();
            assertThat(FreePorts.isFree(tcp.getLocalPort())).isFalse();
        }
    }

    @Test
    void eachPortIsHandedOutOnceAndRangesDoNotOverlap() {
        var ports = new FreePorts();
        var given = new HashSet<Integer>();
        for (int i = 0; i < 50; i++) {
            int first = ports.range(20);
            for (int port = first; port < first + 20; port++) {
                assertThat(given.add(port)).isTrue();
            }
            assertThat(given.add(ports.one())).isTrue();
        }
    }
}
