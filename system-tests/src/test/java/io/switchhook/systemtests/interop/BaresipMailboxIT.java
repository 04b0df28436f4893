package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Mailbox;
import io.switchhook.pbx.Pbx;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** baresip subscribes to its mailbox at our PBX, and hears of each change (RFC 3842). */
class BaresipMailboxIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();

    @Test
    void baresipIsShownThatMessagesWait() {
        int port = ports.one();
        var settings = Pbx.builder()
                .algorithms(DigestAlgorithm.MD5)
                .listen("udp:127.0.0.1:" + port)
                .extension("858", "a-858");
        try (Pbx pbx = settings.start();
                BaresipPeer telephone = BaresipPeer.start(
                        folder, ports, BaresipPeer.Phone.manual("858", "a-858", port, 440), "module_app mwi.so\n")) {
            assertThat(telephone.awaitEvent("MWI_NOTIFY", SOON).toString()).contains("Messages-Waiting: no");
            assertThat(pbx.showMailbox("858", Mailbox.of(2, 1)).join()).isTrue();
            assertThat(telephone.awaitEvent("MWI_NOTIFY", SOON).toString())
                    .contains("Messages-Waiting: yes", "Voice-Message: 2/1");
        }
    }
}
