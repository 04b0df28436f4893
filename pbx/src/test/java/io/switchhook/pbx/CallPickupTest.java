package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.testkit.RtpProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that rings at one extension is taken at another. */
class CallPickupTest {
    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench() throws IOException {
        return new Bench(builder -> builder.pickup("**").onEvent(events::add));
    }

    @Test
    void whoDialsForTheCallIsConnectedWithTheCaller() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        var taker = bench.carl.dial("**853");
        assertThat(bench.bert.peer().expectRequest("CANCEL").header("Reason").orElse(""))
                .as("RFC 3326: no missed call")
                .contains("cause=200");
        called.dialog().respond(called.invite(), 487);
        bench.bert.peer().expectRequest("ACK");
        for (var leg : List.of(taker, calling)) {
            var ok = leg.dialog().expectResponse("INVITE", 200);
            leg.dialog().ack(leg.invite(), ok);
            leg.telephone().ear().sendTone(leg == taker ? 440 : 620, RtpProbe.mediaAddress(ok.body()));
        }
        bench.anna.ear().expectTone(440, Duration.ofSeconds(2));
        bench.carl.ear().expectTone(620, Duration.ofSeconds(2));
        bench.anna.ear().stop();
        bench.carl.ear().stop();
        calling.hangUp();
        taker.expectBye();
        bench.run(100);
        assertThat(events)
                .filteredOn(PbxEvent.CallAnswered.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(
                                ((PbxEvent.CallAnswered) event).call().callee())
                        .contains("895"));
        bench.end();
    }

    @Test
    void whereNobodyWaitsThereIsNothingToTake() throws IOException {
        var bench = bench();
        bench.carl.dial("**853").refused(480);
        var talk = bench.talk();
        bench.carl.dial("**853").refused(480);
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    /** As with Replaces: the call is there already, and no other comes of it. */
    @Test
    void aCallIsTakenWhereThereMayBeNoMore() throws IOException {
        var bench = new Bench(builder -> builder.pickup("**").maxCalls(1));
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        var taker = bench.carl.dial("**853");
        bench.bert.peer().expectRequest("CANCEL");
        called.dialog().respond(called.invite(), 487);
        bench.bert.peer().expectRequest("ACK");
        for (var leg : List.of(taker, calling)) {
            leg.dialog().ack(leg.invite(), leg.dialog().expectResponse("INVITE", 200));
        }
        bench.carl.dial("858").refused(503);
        calling.hangUp();
        taker.expectBye();
        bench.end();
    }

    @Test
    void whatDoesNotGoTogetherIsLeftToRing() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        bench.carl
                .dial(
                        "**853",
                        bench.carl
                                .ear()
                                .sdp()
                                .replaceAll("RTP/AVP .*", "RTP/AVP 3")
                                .replaceAll("(?m)^a=rtpmap.*\r\n", ""))
                .refused(488);
        called.answer();
        calling.answered();
        calling.hangUp();
        called.expectBye();
        bench.end();
    }

    @Test
    void nobodyMayWhereItWasNotAllowed() throws IOException {
        var bench = new Bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        bench.carl.dial("**853").refused(404);
        called.refuse(486, draft -> {});
        calling.refused(486);
        bench.end();
        assertThatIllegalArgumentException().isThrownBy(() -> Pbx.builder().pickup(""));
    }
}
