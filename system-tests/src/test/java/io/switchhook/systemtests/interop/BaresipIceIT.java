package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.TurnServer;
import io.switchhook.transport.RealWorld;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** baresip with its module for ICE, which nominates as RFC 5245 has it, and our phone, behind Kamailio, which passes candidates on. */
class BaresipIceIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;
    private static final int BARESIPS_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private KamailioPeer kamailio() {
        return KamailioPeer.start(
                folder, port, KamailioPeer.Users.md5().user("858", "a-858").user("853", "b-853"));
    }

    private TurnServer stunServer() {
        var local = new InetSocketAddress(IpLiteral.parse("127.0.0.1").orElseThrow(), ports.one());
        return TurnServer.open(Pump.realTime(), RealWorld.open(), local, "alice", "wonderland");
    }

    private BaresipPeer baresip(BaresipPeer.Phone phone, TurnServer stun) {
        return BaresipPeer.start(folder, ports, phone.byIce(stun.address().getPort()), "module ice.so\n");
    }

    private SwitchhookProcess ours(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:858@127.0.0.1:" + port));
        arguments.addAll(List.of("--secret", "a-858", "--bind", "127.0.0.1:0", "--ice"));
        arguments.addAll(List.of("--play", "tone:" + OUR_TONE));
        arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString()));
        arguments.addAll(List.of(more));
        return SwitchhookProcess.start(folder, "phone-858", arguments);
    }

    private void assertTalked(SwitchhookProcess phone, BaresipPeer baresip) {
        assertThat(phone.events())
                .as(() -> phone.report() + baresip.report())
                .anyMatch(event ->
                        event.kind().equals("path") && event.text("path").startsWith("host 127.0.0.1:"));
        assertThat(RecordedAudio.read(folder.resolve("heard.wav")).secondsOf(BARESIPS_TONE))
                .as("baresip's tone")
                .isGreaterThan(0.8);
    }

    @Test
    void ourPhoneCallsBaresip() {
        try (var proxy = kamailio();
                var stun = stunServer();
                var baresip = baresip(BaresipPeer.Phone.answering("853", "b-853", port, BARESIPS_TONE), stun);
                var phone = ours("call", "--to", "853", "--hang-up-after", "4s")) {
            baresip.awaitEvent("CALL_ESTABLISHED", SOON);
            baresip.awaitHearing(OUR_TONE, SOON);
            assertThat(phone.awaitExit(SOON))
                    .as(() -> phone.report() + proxy.report() + baresip.report())
                    .isZero();
            assertTalked(phone, baresip);
        }
    }

    @Test
    void baresipCallsOurPhone() {
        try (var proxy = kamailio();
                var stun = stunServer();
                var baresip = baresip(BaresipPeer.Phone.manual("853", "b-853", port, BARESIPS_TONE), stun);
                var phone = ours("listen", "--answer", "--calls", "1")) {
            phone.awaitReady();
            baresip.dial("858");
            baresip.awaitEvent("CALL_ESTABLISHED", SOON);
            baresip.awaitHearing(OUR_TONE, SOON);
            baresip.hangUp();
            assertThat(phone.awaitExit(SOON)).as(phone::report).isZero();
            assertTalked(phone, baresip);
        }
    }
}
