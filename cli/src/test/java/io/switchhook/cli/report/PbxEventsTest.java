package io.switchhook.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.cli.Run;
import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxCallEnding;
import io.switchhook.pbx.PbxCallState;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxRegistration;
import io.switchhook.pbx.PbxTrunk;
import io.switchhook.pbx.TrunkState;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code switchhook pbx} tells of its telephones and calls. */
class PbxEventsTest {
    private static final PbxRegistration TELEPHONE = new PbxRegistration(
            "858",
            SipUri.parse("sip:858@192.0.2.1:5061"),
            Optional.of("Phone\u001b[2J"),
            new InetSocketAddress(IpLiteral.parse("192.0.2.1").orElseThrow(), 5061),
            TransportKind.UDP,
            Instant.EPOCH,
            Instant.EPOCH);
    private static final PbxCall CALL = new PbxCall(
            "id",
            PbxCallState.ENDED,
            "858",
            Optional.of("Anna"),
            "853",
            Optional.of("895"),
            Optional.empty(),
            List.of(),
            Instant.EPOCH,
            Duration.ofSeconds(5),
            Duration.ofSeconds(61),
            Optional.empty(),
            Optional.of("provider"));

    private static PbxEvent ended(PbxCallEnding.Cause cause, Optional<String> by, Optional<Integer> status) {
        return new PbxEvent.CallEnded(CALL, new PbxCallEnding(cause, by, status, ""));
    }

    private static PbxEvent trunk(
            TrunkState state, Optional<Integer> status, String reason, Optional<Duration> retryIn) {
        return new PbxEvent.TrunkChanged(new PbxTrunk("provider", state, 0, status, reason, retryIn));
    }

    @Test
    void eachEventIsASentence() {
        assertThat(List.of(
                        new PbxEvent.Unregistered(TELEPHONE, PbxEvent.RegistrationEnd.EXPIRED),
                        new PbxEvent.CallStarted(CALL),
                        new PbxEvent.CallRinging(CALL, "895"),
                        new PbxEvent.CallForwarded(CALL),
                        new PbxEvent.CallAnswered(CALL),
                        new PbxEvent.CallHolding(CALL, "895", true),
                        new PbxEvent.CallTranscoded(CALL, "opus", "PCMA"),
                        new PbxEvent.TranscodingFull(CALL, 100),
                        new PbxEvent.CallTransferred(CALL, "858", "800"),
                        ended(PbxCallEnding.Cause.HUNG_UP, Optional.of("895"), Optional.empty()),
                        ended(PbxCallEnding.Cause.NOT_TAKEN, Optional.empty(), Optional.of(486)),
                        trunk(TrunkState.REGISTERED, Optional.empty(), "", Optional.empty()),
                        trunk(TrunkState.REFUSED, Optional.of(403), "Forbidden", Optional.empty()),
                        trunk(
                                TrunkState.UNREACHABLE,
                                Optional.empty(),
                                "The registrar did not answer.",
                                Optional.of(Duration.ofSeconds(30))),
                        new PbxEvent.Missed(7)))
                .extracting(PbxWords::of)
                .containsExactly(
                        "858 at sip:858@192.0.2.1:5061 did not register again in time.",
                        "858 (Anna) calls 853.",
                        "895 rings.",
                        "The call of 858 to 853 goes elsewhere.",
                        "895 talks with 858 over the trunk provider.",
                        "895 holds the other side.",
                        "The call of 858 to 853 is transcoded: opus on the caller's side, PCMA on the other.",
                        "The call of 858 to 853 finds no codec that both have, and 100 calls are transcoded already.",
                        "800 has taken the place of 858.",
                        "The call of 858 to 853 is over after 61s: 895 hung up.",
                        "The call of 858 to 853 is over after 61s: nobody took it (486).",
                        "The trunk provider is registered.",
                        "The trunk provider is refused (403 Forbidden).",
                        "The trunk provider is out of reach (The registrar did not answer); it is tried again in 30s.",
                        "7 events were missed.");
    }

    @Test
    void nothingThatATelephoneSaysReachesTheTerminal() {
        assertThat(PbxWords.of(new PbxEvent.Registered(TELEPHONE)))
                .startsWith("858 has registered from 192.0.2.1:5061 (Phone")
                .doesNotContain("\u001b");
    }

    @Test
    void aCallIsOneLineOfJsonForEachStep() {
        try (var pbx = Run.of(
                "pbx",
                "--listen",
                "udp:127.0.0.1:0",
                "--extension",
                "858:s-858",
                "--extension",
                "853:s-853",
                "--json")) {
            var host = pbx.readyAddress();
            try (var callee = telephone("listen", "853", host, "--answer")) {
                callee.line("{\"event\":\"ready\"");
                pbx.line("{\"event\":\"registered\"", "\"extension\":\"853\"");
                try (var caller = telephone("call", "858", host, "--to", "853", "--hang-up-after", "100ms")) {
                    assertThat(caller.exitCode()).as(caller::complaints).isZero();
                }
                var end = pbx.line("{\"event\":\"call_ended\"");
                assertThat(end)
                        .contains(
                                "\"caller\":\"858\"", "\"callee\":\"853\"", "\"cause\":\"HUNG_UP\"", "\"by\":\"858\"");
                for (var step : List.of("call_started", "call_answered", "call_ended")) {
                    assertThat(pbx.count("{\"event\":\"" + step + "\""))
                            .as(step)
                            .isEqualTo(1);
                }
            }
            pbx.line("{\"event\":\"unregistered\"", "\"extension\":\"853\"");
        }
    }

    private static Run telephone(String command, String number, String host, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:" + number + "@" + host, "--json"));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--secret", "s-" + number));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }
}
