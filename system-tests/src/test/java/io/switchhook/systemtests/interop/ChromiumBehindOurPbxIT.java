package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.CallState;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A telephone in a page of a browser and a telephone of old, through our PBX: WebSocket (RFC 7118) and encrypted audio here, UDP and plain audio there. */
class ChromiumBehindOurPbxIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 1_000;
    private static final int THEIR_TONE = 600;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int udp = ports.one();
    private final int webSocket = ports.one();

    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + udp)
                .listen("ws:127.0.0.1:" + webSocket)
                .extension("700", "s-700")
                .extension("853", "s-853")
                .start();
    }

    private SoftPhone phone() {
        return SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
    }

    private ChromiumPeer browser() {
        var browser = ChromiumPeer.start(
                folder, "ws://127.0.0.1:" + webSocket, "127.0.0.1:" + udp, "700", "s-700", THEIR_TONE);
        browser.await("registered 200", SOON);
        return browser;
    }

    private SipAccount account() {
        return SipAccount.builder("sip:853@127.0.0.1:" + udp).secret("s-853").build();
    }

    @Test
    void browserCallsATelephone() throws Exception {
        try (var pbx = pbx();
                var phone = phone();
                var browser = browser()) {
            var heard = new CompletableFuture<Void>();
            var ended = new CompletableFuture<CallState>();
            phone.onIncomingCall(call -> {
                CallSound.send(call, OUR_TONE);
                CallSound.hearing(call, THEIR_TONE).thenRun(() -> heard.complete(null));
                call.ended().thenRun(() -> ended.complete(call.state()));
                call.answer();
            });
            assertThat(phone.createLine(account())
                            .register()
                            .get(30, TimeUnit.SECONDS)
                            .isRegistered())
                    .isTrue();
            browser.call("853");
            browser.await("answered", SOON);
            browser.await("media connected", SOON);
            browser.awaitHearing(OUR_TONE, SOON);
            heard.get(30, TimeUnit.SECONDS);
            browser.hangUp();
            assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo(CallState.COMPLETED);
        }
    }

    @Test
    void telephoneCallsABrowser() throws Exception {
        try (var pbx = pbx();
                var phone = phone();
                var browser = browser()) {
            var line = phone.createLine(account());
            assertThat(line.register().get(30, TimeUnit.SECONDS).isRegistered()).isTrue();
            var call = line.createCall("700");
            CallSound.send(call, OUR_TONE);
            var heard = CallSound.hearing(call, THEIR_TONE);
            assertThat(call.start().get(30, TimeUnit.SECONDS).isAnswered())
                    .as(browser::report)
                    .isTrue();
            browser.await("media connected", SOON);
            browser.awaitHearing(OUR_TONE, SOON);
            heard.get(30, TimeUnit.SECONDS);
            call.hangUp().get(30, TimeUnit.SECONDS);
            browser.await("ended", SOON);
        }
    }
}
