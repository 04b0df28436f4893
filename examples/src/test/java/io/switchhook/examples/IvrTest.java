package io.switchhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.flow.ListenPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the menu as its user would, with telephones on this machine. */
class IvrTest {
    private static final long SECONDS = 30;

    @Test
    void whoFindsNobodyComesBackAndMayTypeAnother(@TempDir Path folder) throws Exception {
        var menu = Files.write(folder.resolve("menu.wav"), ExamplesTest.halfASecondOfSilence());
        var stop = new CountDownLatch(1);
        var ready = new CompletableFuture<List<ListenPoint>>();
        var running = CompletableFuture.supplyAsync(() -> {
            try {
                return Ivr.run(
                        "udp:127.0.0.1:0", menu, List.of("858:s-858", "853:s-853", "895:s-895"), ready::complete, stop);
            } catch (Exception e) {
                ready.completeExceptionally(e);
                throw new IllegalStateException(e);
            }
        });
        try (var phone = SoftPhone.create(PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                .withRtpPorts(30_000, 32_000))) {
            var host = IpLiteral.asHostPort(
                    ready.get(SECONDS, TimeUnit.SECONDS).get(0).address());
            var caller = register(phone, host, "858");
            register(phone, host, "853");
            register(phone, host, "895");
            var back = new CompletableFuture<Void>();
            var taken = new CompletableFuture<Void>();
            phone.onIncomingCall(call -> {
                if (call.dialledNumber().equals("853")) {
                    call.reject();
                } else {
                    call.onStateChanged(change -> {
                        if (change.state() == CallState.IN_CALL) {
                            taken.complete(null);
                        }
                    });
                    call.answer();
                }
            });
            var call = caller.createCall("800");
            assertThat(call.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
            // The menu holds the caller while it tries.
            call.onStateChanged(change -> {
                if (change.state() == CallState.IN_CALL) {
                    back.complete(null);
                }
            });
            call.sendDigits("853").get(SECONDS, TimeUnit.SECONDS);
            back.get(SECONDS, TimeUnit.SECONDS);
            call.sendDigits("895").get(SECONDS, TimeUnit.SECONDS);
            taken.get(SECONDS, TimeUnit.SECONDS);
            call.hangUp().get(SECONDS, TimeUnit.SECONDS);
        } finally {
            stop.countDown();
        }
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    static PhoneLine register(SoftPhone phone, String host, String number) throws Exception {
        var line = phone.createLine(SipAccount.builder("sip:" + number + "@" + host)
                .secret("s-" + number)
                .build());
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS).isRegistered())
                .isTrue();
        return line;
    }
}
