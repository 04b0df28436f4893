package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingInfo;
import io.switchhook.phone.call.InfoOutcome;
import io.switchhook.systemtests.fixture.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 6086: Info Packages that change while a call stands")
class InfoPackagesTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<IncomingInfo> heard = new ArrayList<>();

    @Test
    @DisplayName("§5.2.2: through the PBX, with the next re-INVITE of the one that takes it")
    void throughThePbx() {
        stage.startPbx();
        var caller = stage.registered("858");
        var callee = stage.registered("853").answering();
        var call = caller.talkTo("853");
        callee.phone().onInfo("x-lamp", heard::add);
        assertThat(stage.await(call.sendInfo("x-lamp", "text/plain", new byte[0])))
                .isEqualTo(new InfoOutcome.NotWanted(List.of()));
        stage.await(callee.lastIncoming().hold());
        stage.await(callee.lastIncoming().resume());
        stage.seconds(1);
        assertThat(stage.await(call.sendInfo("x-lamp", "text/plain", new byte[] {'1'}))
                        .isDelivered())
                .isTrue();
        stage.until(() -> !heard.isEmpty());
        assertThat(heard)
                .singleElement()
                .satisfies(info -> assertThat(info.infoPackage()).isEqualTo("x-lamp"));
        caller.assertTalksWith(callee);
    }

    @Test
    @DisplayName("§5.2.3: between two telephones, by either side's re-INVITE")
    void directly() {
        var caller = stage.direct("858");
        var callee = stage.direct("853").answering();
        var call = caller.talkTo("sip:853@" + stage.host("853").address().getHostAddress());
        callee.phone().onInfo("x-lamp", heard::add);
        // The caller changes the call, and the 200 of the callee says it.
        stage.await(call.hold());
        assertThat(stage.answers("853", "INVITE", 200))
                .extracting(m -> m.header("Recv-Info").orElse("none"))
                .containsExactly("", "x-lamp");
        assertThat(stage.await(call.sendInfo("x-lamp", "text/plain", new byte[] {'1'}))
                        .isDelivered())
                .isTrue();
        stage.until(() -> !heard.isEmpty());
    }
}
