package io.switchhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SoftPhone;
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

/** Leaves a message and hears it, as the users of the mailboxes would, with telephones on this machine. */
class VoicemailTest {
    private static final long SECONDS = 30;
    private static final int RATE = 8_000;
    private static final int HERTZ = 600;

    @Test
    void whoFindsNobodyLeavesAMessageWhichTheOwnerHears(@TempDir Path folder) throws Exception {
        var greeting = Files.write(folder.resolve("greeting.wav"), ExamplesTest.halfASecondOfSilence());
        var messages = folder.resolve("messages");
        var stop = new CountDownLatch(1);
        var ready = new CompletableFuture<List<ListenPoint>>();
        var running = CompletableFuture.supplyAsync(() -> {
            try {
                return Voicemail.run(
                        "udp:127.0.0.1:0",
                        greeting,
                        messages,
                        List.of("858:s-858", "853:s-853"),
                        ready::complete,
                        stop);
            } catch (Exception e) {
                ready.completeExceptionally(e);
                throw new IllegalStateException(e);
            }
        });
        try (var phone = SoftPhone.create(PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                .withRtpPorts(32_000, 34_000))) {
            var host = IpLiteral.asHostPort(
                    ready.get(SECONDS, TimeUnit.SECONDS).get(0).address());
            var caller = IvrTest.register(phone, host, "858");
            var owner = IvrTest.register(phone, host, "853");
            phone.onIncomingCall(IncomingCall::reject);
            var waits = new CompletableFuture<Void>();
            var heard = new CompletableFuture<Void>();
            var lamp = owner.createMessageLamp().onChanged(summary -> {
                if (summary.voice().fresh() == 1) {
                    waits.complete(null);
                } else if (summary.voice().heard() == 1) {
                    heard.complete(null);
                }
            });
            lamp.start();

            leaveMessage(caller.createCall("853"));
            waits.get(SECONDS, TimeUnit.SECONDS);

            var listens = owner.createCall("800");
            var ear = new ToneDetector(RATE, HERTZ);
            listens.audio().receive(ear);
            assertThat(listens.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
            listens.ended().get(SECONDS, TimeUnit.SECONDS);
            heard.get(SECONDS, TimeUnit.SECONDS);
            // Beside tones of the mailbox and silence.
            assertThat(ear.windowsWith(HERTZ)).isGreaterThan(10);
            try (var kept = Files.list(messages.resolve("853").resolve("heard"))) {
                assertThat(kept).singleElement().asString().endsWith("-858.wav");
            }
        } finally {
            stop.countDown();
        }
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static void leaveMessage(OutgoingCall call) throws Exception {
        call.audio().send(new ToneSource(RATE, HERTZ));
        var spoken = new CompletableFuture<Void>();
        call.audio().receive(after(3 * RATE, spoken));
        assertThat(call.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
        spoken.get(SECONDS, TimeUnit.SECONDS);
        call.sendDigits("#").get(SECONDS, TimeUnit.SECONDS);
        call.ended().get(SECONDS, TimeUnit.SECONDS);
    }

    /** Completes when so many samples were heard: the time of the media, not of a clock. */
    private static PcmSink after(int samples, CompletableFuture<Void> done) {
        return new PcmSink() {
            private int left = samples;

            @Override
            public void write(short[] heard, int offset, int length) {
                left -= length;
                if (left <= 0) {
                    done.complete(null);
                }
            }
        };
    }
}
