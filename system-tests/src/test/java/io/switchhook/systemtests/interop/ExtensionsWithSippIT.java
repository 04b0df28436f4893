package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Reliable provisional responses (RFC 3262) and session timers (RFC 4028) between our phone and SIPp")
class ExtensionsWithSippIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TONE = 440;
    private static final String TIMER = "Supported: timer\n";

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int peerPort = ports.one();
    private final CompletableFuture<Void> pracked = new CompletableFuture<>();
    private SoftPhone phone;

    @BeforeEach
    void openPhone() {
        phone = SoftPhone.create(PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                .withTrace(event -> {
                    if (event instanceof TraceEvent.Message message
                            && message.direction() == TraceEvent.Direction.RECEIVED
                            && message.summary().startsWith("PRACK")) {
                        pracked.complete(null);
                    }
                }));
    }

    @AfterEach
    void closePhone() {
        phone.close();
    }

    private PhoneLine line(CallSettings settings) {
        return phone.createLine(SipAccount.builder("sip:1001@127.0.0.1:" + peerPort)
                .calls(settings)
                .build());
    }

    private SippPeer callee(ExtensionPeer peer) {
        return SippPeer.start(folder, peer.byeTaken(), SippPeer.Run.server(peerPort, ports.sippMedia(), 1));
    }

    private SippPeer caller(SippScenario scenario) {
        int phonePort = phone.listenPoints().get(0).address().getPort();
        return SippPeer.start(folder, scenario, SippPeer.Run.client(peerPort, phonePort, ports.sippMedia()));
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<IncomingCall> incoming() {
        var taken = new CompletableFuture<IncomingCall>();
        phone.onIncomingCall(taken::complete);
        return taken;
    }

    private static void end(Call call, SippPeer peer) throws Exception {
        call.hangUp();
        await(call.ended());
        peer.assertSucceeded(SOON);
    }

    @Test
    @DisplayName(
            "RFC 3262 §4, §5: 183 with the answer and 180 after it are acknowledged in turn; the 200 needs no description")
    void reliableProgressIsAcknowledged() throws Exception {
        var peer = ExtensionPeer.named("callee")
                .invited("Supported:.*100rel")
                .progressReliably(17)
                .ringReliably(18)
                .answerWithoutDescription();
        try (var sipp = callee(peer)) {
            var call = line(CallSettings.DEFAULT).createCall("853");
            CallSound.send(call, TONE);
            var heard = CallSound.hearing(call, TONE);
            var outcome = await(call.start());
            assertThat(outcome.isAnswered()).as(() -> outcome + sipp.report()).isTrue();
            await(heard);
            end(call, sipp);
        }
    }

    @Test
    @DisplayName("RFC 3262 §3: who requires 100rel hears the ringing tone reliably, and its PRACK is answered")
    void ringingToneIsReliableForWhoRequiresIt() throws Exception {
        line(CallSettings.DEFAULT);
        var taken = incoming();
        var scenario = ExtensionPeer.named("caller")
                .invite(1, "Require: 100rel")
                .hearsRingingReliably()
                .prack(2, 1)
                .answered(1, "m=audio [1-9]")
                .bye(3);
        try (var sipp = caller(scenario)) {
            var call = await(taken);
            call.ring();
            Deadline.in(SOON).await("the PRACK has come", pracked::isDone, sipp::report);
            call.answer();
            await(call.ended());
            sipp.assertSucceeded(SOON);
        }
    }

    @Test
    @DisplayName("RFC 3262 §3: our phone that requires 100rel says so")
    void phoneThatRequiresReliabilitySaysSo() throws Exception {
        var peer = ExtensionPeer.named("callee")
                .invited("Require: *100rel")
                .ringReliably(1)
                .answer("Server: SIPp", "sendrecv");
        try (var sipp = callee(peer)) {
            var call = line(CallSettings.DEFAULT.withReliability(ReliabilityPolicy.REQUIRED))
                    .createCall("853");
            assertThat(await(call.start()).isAnswered()).as(sipp::report).isTrue();
            end(call, sipp);
        }
    }

    @Test
    @DisplayName(
            "RFC 4028 §7.3: after 422 the interval is the other's minimum; its refreshes by UPDATE and by re-INVITE are granted (§9)")
    void callerObeysTheMinimumAndGrantsRefreshes() throws Exception {
        String asked = TIMER + "Session-Expires: 3600;refresher=uac";
        String granted = "Session-Expires: *3600; *refresher=uac";
        var peer = ExtensionPeer.named("callee")
                .invited("Supported:.*timer", "Session-Expires: *1800")
                .refuse("422 Session Interval Too Small", "Min-SE: 3600")
                .invited("Session-Expires: *3600", "Min-SE: *3600")
                .answer("Require: timer\nSession-Expires: 3600;refresher=uas", "sendrecv")
                .update(11, asked, granted, "Require: *timer")
                .reinvite(12, asked, granted, "Require: *timer");
        try (var sipp = callee(peer)) {
            var call = line(CallSettings.DEFAULT).createCall("853");
            assertThat(await(call.start()).isAnswered()).as(sipp::report).isTrue();
            Deadline.in(SOON)
                    .await("both refreshes are over", () -> sipp.messages().contains("CSeq: 12 ACK"), sipp::report);
            end(call, sipp);
        }
    }

    @Test
    @DisplayName("RFC 4028 §7.4: while we are the refresher our hold says so, for it is a refresh")
    void holdIsARefresh() throws Exception {
        String again = "Session-Expires: *90; *refresher=uac";
        String granted = "Require: timer\nSession-Expires: 90;refresher=uac";
        var peer = ExtensionPeer.named("callee")
                .invited("Session-Expires: *90")
                .answer(granted, "sendrecv")
                .invited(again, "Supported:.*timer", "a=sendonly")
                .answer(granted, "recvonly");
        try (var sipp = callee(peer)) {
            var call = line(CallSettings.DEFAULT.withSessionTimer(Duration.ofSeconds(90)))
                    .createCall("853");
            assertThat(await(call.start()).isAnswered()).as(sipp::report).isTrue();
            assertThat(await(call.hold()).isDone()).as(sipp::report).isTrue();
            end(call, sipp);
        }
    }

    @Test
    @DisplayName(
            "RFC 4028 §9: less than 90 s is refused with 422 and Min-SE; the second try is granted, and so are its refreshes")
    void calleeRefusesTooSmallAnInterval() throws Exception {
        String asked = TIMER + "Session-Expires: 90;refresher=uac";
        String granted = "Session-Expires: *90; *refresher=uac";
        answerFrom(ExtensionPeer.named("caller")
                .invite(1, TIMER + "Session-Expires: 60")
                .refused(1, 422, "Min-SE: *90")
                .invite(2, asked)
                .answered(2, granted, "Require: *timer")
                .update(3, asked, granted, "Require: *timer")
                .reinvite(4, asked, granted, "Require: *timer")
                .bye(5));
    }

    @Test
    @DisplayName(
            "RFC 4028 §9, table 2: for a caller that knows no timer, but whose proxy wants one, we refresh, and nothing is required of it")
    void calleeRefreshesForACallerThatCannot() throws Exception {
        answerFrom(ExtensionPeer.named("caller")
                .invite(1, "Session-Expires: 90\nMin-SE: 90")
                .answered(1, "Session-Expires: *90; *refresher=uas")
                .bye(2));
    }

    /** The next call that has not been refused is answered; SIPp ends it. */
    private void answerFrom(SippScenario scenario) throws Exception {
        line(CallSettings.DEFAULT);
        phone.onIncomingCall(IncomingCall::answer);
        try (var sipp = caller(scenario)) {
            sipp.assertSucceeded(SOON);
        }
        // SIPp may be gone before our side has told everybody.
        var line = phone.lines().get(0);
        Deadline.in(SOON)
                .await(
                        "no call is left",
                        () -> line.calls().isEmpty(),
                        () -> line.calls().toString());
    }
}
