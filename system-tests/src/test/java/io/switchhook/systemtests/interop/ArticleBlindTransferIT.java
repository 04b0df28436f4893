package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.systemtests.interop.SwitchhookProcess.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code switchhook call --transfer-to} at a PBX as in the blind-transfer article, played by SIPp, in every variant. */
class ArticleBlindTransferIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration AFTER_THE_PHONE = Duration.ofSeconds(10);
    private static final int TONE = 440;
    /** SIPp counts Call-IDs: the registration, unregistering included, and the call. */
    private static final int CALLS = 2;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();
    private final List<String> more = new ArrayList<>();
    private boolean tcp;
    private String secret = PagePbx.SECRET;
    private String hangUpAfter = "6s";

    private PagePbx pbx() {
        return PagePbx.answering("pbx", port);
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("call", "--account"));
        arguments.add("sip:858@127.0.0.1:" + port + (tcp ? ";transport=tcp" : ""));
        arguments.addAll(List.of("--secret", secret, "--to", PagePbx.CALLEE));
        arguments.addAll(
                List.of("--transfer-to", PagePbx.TARGET, "--transfer-after", "1s", "--hang-up-after", hangUpAfter));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--play", "tone:" + TONE));
        arguments.addAll(List.of("--record", folder.resolve("heard.wav").toString()));
        arguments.addAll(more);
        return arguments;
    }

    /** Runs PBX and phone; both must end well; returns the phone's events. */
    private List<Event> run(SippScenario pbxSide, int expectedExit, Duration within) {
        SippPeer.Run server = SippPeer.Run.server(port, ports.sippMedia(), CALLS);
        try (SippPeer pbx = SippPeer.start(folder, pbxSide, tcp ? server.overTcp() : server);
                SwitchhookProcess phone = SwitchhookProcess.start(folder, "phone", arguments())) {
            int exit = phone.awaitExit(within);
            pbx.assertSucceeded(AFTER_THE_PHONE, phone::report);
            assertThat(exit).as(() -> phone.report() + pbx.report()).isEqualTo(expectedExit);
            assertThat(phone.events("end")).as(phone::report).hasSize(1);
            assertThat(phone.output()).doesNotContain(PagePbx.SECRET);
            return phone.events();
        }
    }

    private void completes(SippScenario pbxSide) {
        List<Event> events = run(pbxSide, 0, SOON);
        assertThat(events).anyMatch(event -> event.is("registration", "REGISTERED"));
        assertThat(events).anyMatch(event -> event.is("call", "IN_CALL"));
        assertThat(events).anyMatch(event -> event.is("call", "TRANSFERRING"));
        assertThat(events).anyMatch(event -> event.is("transfer", "COMPLETED"));
        assertThat(heard().secondsOf(TONE)).as("the PBX's echo").isGreaterThan(0.5);
    }

    /** The transfer ends so, the call is back, and both hear each other (the PBX echoes) until we hang up. */
    private void comesBack(SippScenario pbxSide, String state, int status, Duration within) {
        List<Event> events = run(pbxSide, 1, within);
        assertThat(events)
                .as(events::toString)
                .anyMatch(event -> event.is("transfer", state)
                        && (status == 0 || event.status().orElse(0) == status));
        int transferring = lastOf(events, "TRANSFERRING");
        assertThat(transferring).isNotNegative();
        assertThat(lastOf(events, "IN_CALL")).as(events::toString).isGreaterThan(transferring);
        assertThat(heard().hears(TONE, -1.0, 0))
                .as("the PBX's echo in the last second")
                .isTrue();
    }

    private static int lastOf(List<Event> events, String state) {
        int last = -1;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).is("call", state)) {
                last = i;
            }
        }
        return last;
    }

    private RecordedAudio heard() {
        return RecordedAudio.read(folder.resolve("heard.wav"));
    }

    @Test
    void articleWithHoldAndByeFromThePbx() {
        completes(pbx().hold().referChallenged().accept().finalNotify("200 OK").byeByPbx());
    }

    @Test
    void articleWithoutHold() {
        more.add("--no-hold");
        completes(pbx().referChallenged().accept().finalNotify("200 OK").byeByPbx());
    }

    @Test
    void articleOverTcp() {
        tcp = true;
        completes(pbx().hold().refer().accept().finalNotify("200 OK").byeByPbx());
    }

    @Test
    void byeFromThePhone() {
        completes(pbx().hold().refer().accept().finalNotify("200 OK").byeByPhone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "481 Call/Transaction Does Not Exist"})
    void byesCross(String answer) {
        completes(pbx().hold().refer().accept().finalNotify("200 OK").byeCrossing(answer));
    }

    @Test
    void inviteChallengedWith407() {
        completes(PagePbx.answeringAfter407("pbx", port)
                .hold()
                .refer()
                .accept()
                .finalNotify("200 OK")
                .byeByPhone());
    }

    @Test
    void notifySeriesWithCrlfAndId() {
        completes(pbx().hold()
                .refer()
                .accept()
                .report("100 Trying", "active;expires=60")
                .report("180 Ringing", "active")
                .report("200 Ok", "terminated;reason=reason=noresource")
                .byeByPhone());
    }

    @Test
    void notifyBeforeThe202() {
        completes(pbx().hold().refer().finalNotify("200 OK").accept().byeByPhone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"488 Not Acceptable Here", "500 Server Internal Error"})
    void refusedHoldDoesNotPreventTheTransfer(String status) {
        completes(
                pbx().holdRefused(status).refer().accept().finalNotify("200 OK").byeByPhone());
    }

    @Test
    void acceptedWithoutSubscription() {
        List<Event> events =
                run(pbx().hold().refer().acceptWithoutSubscription().byeByPhone(), 0, SOON);
        assertThat(events)
                .as(events::toString)
                .anyMatch(event -> event.is("transfer", "ACCEPTED_UNOBSERVED") || event.is("transfer", "COMPLETED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"486 Busy Here", "404 Not Found", "503 Service Unavailable", "603 Decline"})
    void failedTransferComesBack(String status) {
        comesBack(
                pbx().hold().refer().accept().finalNotify(status).resume().byeByPhone(),
                "FAILED",
                Integer.parseInt(status.substring(0, 3)),
                SOON);
    }

    @Test
    void failedTransferWithoutHoldComesBack() {
        more.add("--no-hold");
        comesBack(pbx().refer().accept().finalNotify("486 Busy Here").byeByPhone(), "FAILED", 486, SOON);
    }

    @Test
    void failedTransferComesBackUntilThePbxEndsTheCall() {
        comesBack(
                pbx().hold()
                        .refer()
                        .accept()
                        .report("100 Trying", "active;expires=60")
                        .report("486 Busy Here", "terminated;reason=noresource")
                        .resume()
                        .talk(2000)
                        .byeByPbx(),
                "FAILED",
                486,
                SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "405 Method Not Allowed", "501 Not Implemented", "603 Decline"})
    void refusedReferComesBack(String status) {
        comesBack(
                pbx().hold().refer().refuse(status).resume().byeByPhone(),
                "REFUSED",
                Integer.parseInt(status.substring(0, 3)),
                SOON);
    }

    @Test
    void missingNotifyTimesOutAndComesBack() {
        // The hang-up must lie behind the wait.
        hangUpAfter = "50s";
        more.addAll(List.of("--transfer-patience", "10s"));
        comesBack(pbx().patient().hold().refer().accept().resume().talk(2000).byeByPbx(), "TIMED_OUT", 0, SOON);
    }

    /** The phone may wait some seconds for a late NOTIFY, but not until the hang-up that was planned. */
    @Test
    void byeFromThePbxWithoutAnyNotifyEndsTheTransfer() {
        hangUpAfter = "50s";
        long begin = System.nanoTime();
        List<Event> events = run(pbx().hold().refer().accept().byeByPbx(), 1, SOON);
        assertThat(events).as(events::toString).anyMatch(event -> event.is("transfer", "ENDED"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(40));
    }

    /** The subscription outlives the call (RFC 5057): a NOTIFY after the BYE is answered 200, and tells the end. */
    @Test
    void notifyAfterTheByeStillTellsSuccess() {
        completes(pbx().hold().refer().accept().byePbx().finalNotify("200 OK").end());
    }

    @Test
    void wrongSecretIsOneClearFailure() {
        SippScenario pbxSide = pbx().hold().refer().accept().byeByPbx();
        secret = "wrong";
        try (SippPeer pbx = SippPeer.start(folder, pbxSide, SippPeer.Run.server(port, ports.sippMedia(), 1));
                SwitchhookProcess phone = SwitchhookProcess.start(folder, "phone", arguments())) {
            assertThat(phone.awaitExit(SOON)).as(phone::report).isEqualTo(3);
            assertThat(pbx.messages()).as("one challenge answered, no loop").containsOnlyOnce("403 Forbidden");
            assertThat(phone.events("call")).isEmpty();
        }
    }
}
