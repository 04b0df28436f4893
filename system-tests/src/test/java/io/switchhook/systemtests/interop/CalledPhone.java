package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What tests of {@code switchhook listen} have in common: the article's number 1001, and SIPp that calls it. */
abstract class CalledPhone {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    final FreePorts ports = new FreePorts();
    final int callerPort = ports.one();

    SwitchhookProcess listen(String... what) {
        List<String> arguments = new ArrayList<>(List.of("listen", "--account", "sip:1001@127.0.0.1:" + callerPort));
        arguments.addAll(List.of("--no-register", "--bind", "127.0.0.1:0"));
        arguments.addAll(List.of(what));
        return SwitchhookProcess.start(folder, "phone", arguments);
    }

    /** One call by this scenario; the phone must end with this exit code after it. */
    void call(SippScenario callerSide, SwitchhookProcess phone, int expectedExit) {
        int phonePort = phone.awaitReady();
        SippPeer.Run run = SippPeer.Run.client(callerPort, phonePort, ports.sippMedia() + 1);
        try (SippPeer caller = SippPeer.start(folder, callerSide, run)) {
            caller.assertSucceeded(SOON, phone::report);
            assertThat(phone.awaitExit(SOON)).as(phone::report).isEqualTo(expectedExit);
            assertThat(phone.events("end")).as(phone::report).hasSize(1);
        }
    }
}
