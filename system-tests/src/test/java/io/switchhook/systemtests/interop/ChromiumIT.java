package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.ice.IceSettings;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.stack.flow.ListenPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A telephone in a page of a browser: SIP over WebSocket (RFC 7118), a path by ICE, keys by DTLS; straight to a phone of ours, and through our PBX to a telephone without all that.
 */
class ChromiumIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long SECONDS = 30;
    private static final int OUR_TONE = 1_000;
    private static final int THEIR_TONE = 600;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int udp = ports.one();
    private final int webSocket = ports.one();

    /** What a phone that is called has come to. */
    private record Called(CompletableFuture<Optional<CryptoSuite>> heard, CompletableFuture<CallState> ended) {
        Called() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }

        void take(IncomingCall call) {
            CallSound.send(call, OUR_TONE);
            CallSound.hearing(call, THEIR_TONE).thenRun(() -> heard.complete(call.encryption()));
            call.ended().thenRun(() -> ended.complete(call.state()));
            call.answer();
        }
    }

    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + udp)
                .listen("ws:127.0.0.1:" + webSocket)
                .extension("700", "s-700")
                .extension("853", "s-853")
                .start();
    }

    private ChromiumPeer browser() {
        return ChromiumPeer.start(
                folder, "ws://127.0.0.1:" + webSocket, "127.0.0.1:" + udp, "700", "s-700", THEIR_TONE);
    }

    private SoftPhone phone() {
        return SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
    }

    private PhoneLine registered(SoftPhone phone) throws Exception {
        var line = phone.createLine(
                SipAccount.builder("sip:853@127.0.0.1:" + udp).secret("s-853").build());
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS).isRegistered())
                .isTrue();
        return line;
    }

    private static void talk(ChromiumPeer browser, Called called, boolean encrypted) throws Exception {
        browser.call("853");
        browser.await("answered", SOON);
        browser.await("media connected", SOON);
        browser.awaitHearing(OUR_TONE, SOON);
        assertThat(called.heard().get(SECONDS, TimeUnit.SECONDS).isPresent()).isEqualTo(encrypted);
        browser.hangUp();
        assertThat(called.ended().get(SECONDS, TimeUnit.SECONDS)).isEqualTo(CallState.COMPLETED);
    }

    @Test
    void browserCallsAPhoneOfOurs() throws Exception {
        var listen = ListenPoint.parse("ws:127.0.0.1:" + webSocket, webSocket);
        try (var phone = SoftPhone.create(PhoneConfig.DEFAULT.withListen(listen))) {
            var called = new Called();
            phone.onIncomingCall(called::take);
            phone.createLine(SipAccount.builder("sip:853@127.0.0.1:" + udp)
                    .calls(CallSettings.DEFAULT.withIce(IceSettings.of()).withSecurity(MediaSecurity.REQUIRED))
                    .build());
            try (var browser = browser()) {
                // A phone is no registrar.
                browser.await("registered 405", SOON);
                talk(browser, called, true);
            }
        }
    }

    @Test
    void browserCallsATelephoneThroughThePbx() throws Exception {
        try (var pbx = pbx();
                var phone = phone();
                var browser = browser()) {
            var called = new Called();
            phone.onIncomingCall(called::take);
            registered(phone);
            browser.await("registered 200", SOON);
            talk(browser, called, false);
        }
    }

    @Test
    void telephoneCallsABrowserThroughThePbx() throws Exception {
        try (var pbx = pbx();
                var phone = phone();
                var browser = browser()) {
            browser.await("registered 200", SOON);
            var call = registered(phone).createCall("700");
            CallSound.send(call, OUR_TONE);
            var heard = CallSound.hearing(call, THEIR_TONE);
            assertThat(call.start().get(SECONDS, TimeUnit.SECONDS).isAnswered())
                    .as(browser::report)
                    .isTrue();
            browser.await("media connected", SOON);
            browser.awaitHearing(OUR_TONE, SOON);
            heard.get(SECONDS, TimeUnit.SECONDS);
            call.hangUp().get(SECONDS, TimeUnit.SECONDS);
            browser.await("ended", SOON);
        }
    }
}
