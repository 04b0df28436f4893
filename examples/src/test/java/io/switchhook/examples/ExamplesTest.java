package io.switchhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.pcm.Level;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PcmStreams;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the examples as their users would, against a PBX and telephones on this machine. */
class ExamplesTest {
    private static final long SECONDS = 30;

    private Pbx pbx;
    private String host;
    private SoftPhone others;

    @BeforeEach
    void startPbx() {
        pbx = Pbx.builder()
                .listen("udp:127.0.0.1:0")
                .extension("858", "secret-858")
                .extension("853", "secret-853")
                .extension("895", "secret-895")
                .extension("800", "secret-800")
                .start();
        host = IpLiteral.asHostPort(pbx.listenPoints().get(0).address());
        others = SoftPhone.create(PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                .withRtpPorts(30_000, 32_000));
    }

    @AfterEach
    void stopPbx() {
        others.close();
        pbx.close();
    }

    @Test
    void blindTransferLeavesTheCalleeWithTheTarget() throws Exception {
        register("853");
        var target = register("895");
        others.onIncomingCall(IncomingCall::answer);

        assertThat(BlindTransfer.run("sip:858@" + host, "secret-858", "853", "895"))
                .isTrue();

        assertThat(target.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.state()).isEqualTo(CallState.IN_CALL));
    }

    @ParameterizedTest
    @EnumSource(KeyExchange.class)
    void encryptedCallEndsItsKeysAtThePbxSoThatAnyTelephoneCanTakeIt(KeyExchange keys) throws Exception {
        register("853");
        others.onIncomingCall(IncomingCall::answer);

        assertThat(EncryptedCall.run("sip:858@" + host, "secret-858", "853", keys))
                .isTrue();
    }

    @Test
    void talkGoesBothWaysUntilTheOtherSideHangsUp() throws Exception {
        register("853");
        var heard = new CompletableFuture<Void>();
        var echo = PcmStreams.fromCall(Duration.ofSeconds(1));
        others.onIncomingCall(call -> {
            call.audio().receive(echo).send((target, offset, length) -> {
                Arrays.fill(target, offset, offset + length, (short) 8000);
                return length;
            });
            call.answer();
            heard.thenRun(call::hangUp);
        });
        PcmSource tone = (target, offset, length) -> {
            Arrays.fill(target, offset, offset + length, (short) 1000);
            return length;
        };
        PcmSink ear = (samples, offset, length) -> {
            if (Level.rmsDbov(samples, offset, length) > -20) {
                heard.complete(null);
            }
        };

        assertThat(Talk.run("sip:858@" + host, "secret-858", "853", tone, ear, new CountDownLatch(1)))
                .isTrue();

        assertThat(heard).isCompleted();
        assertThat(echo.available()).isPositive();
    }

    @Test
    void threeHearEachOtherUntilBothOthersHangUp() throws Exception {
        register("853");
        register("895");
        var heard = new ConcurrentHashMap<String, Integer>();
        others.onIncomingCall(call -> {
            int level = call.dialledNumber().equals("853") ? 2_000 : 8_000;
            call.audio().send(level(level)).receive(loudest(call.dialledNumber(), heard));
            call.answer();
        });
        var me = loudest("me", heard);
        PcmSink ear = (samples, offset, length) -> {
            me.write(samples, offset, length);
            // Sums of two, never one alone: everybody hears both of the others.
            if (heard.getOrDefault("me", 0) > 9_000
                    && heard.getOrDefault("853", 0) > 11_500
                    && heard.getOrDefault("895", 0) > 5_500) {
                others.lines().forEach(line -> line.calls().forEach(Call::hangUp));
            }
        };

        assertThat(ThreeWayCall.run(
                        "sip:858@" + host, "secret-858", "853", "895", level(4_000), ear, new CountDownLatch(1)))
                .isTrue();

        // A filter overshoots a step by a tenth; with himself everybody would hear 14,000.
        assertThat(heard.get("853")).isBetween(11_500, 13_700);
        assertThat(heard.get("895")).isBetween(5_500, 7_000);
        assertThat(heard.get("me")).isBetween(9_000, 11_800);
    }

    private static PcmSource level(int level) {
        return (target, offset, length) -> {
            Arrays.fill(target, offset, offset + length, (short) level);
            return length;
        };
    }

    private static PcmSink loudest(String who, Map<String, Integer> heard) {
        return (samples, offset, length) -> {
            for (int i = offset; i < offset + length; i++) {
                heard.merge(who, (int) samples[i], Math::max);
            }
        };
    }

    @Test
    void attendedTransferConnectsTheTwoOthers() throws Exception {
        var callee = register("853");
        var target = register("895");
        others.onIncomingCall(IncomingCall::answer);

        assertThat(AttendedTransfer.run("sip:858@" + host, "secret-858", "853", "895"))
                .isTrue();

        for (var line : List.of(callee, target)) {
            assertThat(line.calls())
                    .singleElement()
                    .satisfies(call -> assertThat(call.state().isEnded()).isFalse());
        }
    }

    @Test
    void blindTransferToABusyTargetFails() throws Exception {
        register("853");
        register("895");
        others.onIncomingCall(call -> {
            if (call.dialledNumber().equals("895")) {
                call.reject();
            } else {
                call.answer();
            }
        });

        assertThat(BlindTransfer.run("sip:858@" + host, "secret-858", "853", "895"))
                .isFalse();
    }

    @Test
    void blindTransferWithAWrongSecretFails() {
        assertThat(BlindTransfer.run("sip:858@" + host, "wrong", "853", "895")).isFalse();
    }

    @Test
    void rejectCallsAnswersBusyWithAWarning() throws Exception {
        var stop = new CountDownLatch(1);
        var running = runUntilRegistered("858", () -> RejectCalls.run("sip:858@" + host, "secret-858", stop));
        var caller = register("853");

        var outcome = dialUntilRegistered(caller, "858");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(486));
        stop.countDown();
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void rejectListedRejectsThoseNumbersAndTakesTheOthers() throws Exception {
        var stop = new CountDownLatch(1);
        var running = runUntilRegistered(
                "858", () -> RejectListed.run("sip:858@" + host, "secret-858", List.of("853"), stop));
        var unwanted = register("853");
        var wanted = register("895");

        assertThat(dialUntilRegistered(unwanted, "858")).isInstanceOf(DialOutcome.Refused.class);
        var call = wanted.createCall("858");
        assertThat(call.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
        assertThat(call.hangUp().get(SECONDS, TimeUnit.SECONDS).by()).isEqualTo(CallEnding.Party.LOCAL);
        stop.countDown();
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void echoMessagesAnswersEachText() throws Exception {
        var stop = new CountDownLatch(1);
        var echo = new CompletableFuture<String>();
        others.onMessage(message -> echo.complete(message.text().orElse("")));
        var running = runUntilRegistered("858", () -> EchoMessages.run("sip:858@" + host, "secret-858", stop));
        var sender = register("853");

        assertThat(sendUntilRegistered(sender, "858")).isEqualTo(new MessageOutcome.Delivered());

        assertThat(echo.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("You said: hello");
        stop.countDown();
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callCentreGivesTheCallerToTheFirstAgentWhoIsFree(@TempDir Path folder) throws Exception {
        var greeting = Files.write(folder.resolve("greeting.wav"), halfASecondOfSilence());
        register("853");
        var free = register("895");
        var caller = register("858");
        var stop = new CountDownLatch(1);
        var running = runUntilRegistered("800", () -> {
            try {
                return CallCentre.run("sip:800@" + host, "secret-800", greeting, List.of("853", "895"), stop);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var taken = new CompletableFuture<CallState>();
        others.onIncomingCall(call -> {
            if (call.dialledNumber().equals("853")) {
                call.reject();
            } else {
                call.onStateChanged(change -> {
                    if (change.state() == CallState.IN_CALL) {
                        taken.complete(change.state());
                    }
                });
                call.answer();
            }
        });

        assertThat(dialUntilRegistered(caller, "800")).isInstanceOf(DialOutcome.Answered.class);

        assertThat(taken.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(CallState.IN_CALL);
        assertThat(free.calls()).hasSize(1);
        stop.countDown();
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** 16 bits, 8 kHz, one channel. */
    static byte[] halfASecondOfSilence() {
        int bytes = 8_000;
        return ByteBuffer.allocate(44 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + bytes)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(8_000)
                .putInt(16_000)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(bytes)
                .array();
    }

    @Test
    void embeddedPbxLetsTelephonesRegister() throws Exception {
        var stop = new CountDownLatch(1);
        var ready = new CompletableFuture<List<ListenPoint>>();
        var running = runUntilRegistered("pbx", () -> {
            EmbeddedPbx.run("udp:127.0.0.1:0", List.of("777:its-secret"), ready::complete, stop);
            return true;
        });
        var address =
                IpLiteral.asHostPort(ready.get(SECONDS, TimeUnit.SECONDS).get(0).address());
        var line = others.createLine(
                SipAccount.builder("sip:777@" + address).secret("its-secret").build());
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(RegistrationOutcome.Registered.class);
        line.unregister().get(SECONDS, TimeUnit.SECONDS);
        stop.countDown();
        assertThat(running.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private PhoneLine register(String number) throws Exception {
        var line = others.createLine(SipAccount.builder("sip:" + number + "@" + host)
                .secret("secret-" + number)
                .build());
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(RegistrationOutcome.Registered.class);
        return line;
    }

    private interface Program {
        boolean run() throws InterruptedException;
    }

    private static CompletableFuture<Boolean> runUntilRegistered(String number, Program program) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return program.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                },
                task -> new Thread(task, "example-" + number).start());
    }

    private static MessageOutcome sendUntilRegistered(PhoneLine sender, String number) throws Exception {
        for (int i = 0; i < 1000; i++) {
            var outcome = sender.sendMessage(number, "hello").get(SECONDS, TimeUnit.SECONDS);
            if (!(outcome instanceof MessageOutcome.Refused refused && refused.status() == 480)) {
                return outcome;
            }
        }
        throw new AssertionError("The example never registered");
    }

    /** The example registers in its own time: until then the PBX answers 480. */
    private static DialOutcome dialUntilRegistered(PhoneLine caller, String number) throws Exception {
        for (int i = 0; i < 1000; i++) {
            var outcome = caller.createCall(number).start().get(SECONDS, TimeUnit.SECONDS);
            if (!(outcome instanceof DialOutcome.Refused refused && refused.status() == 480)) {
                return outcome;
            }
        }
        throw new AssertionError("The example never registered");
    }

    @Test
    void doorIsFollowedUntilItIsOpen() {
        var heard = new LinkedBlockingQueue<String>();

        assertThat(FollowDoor.run(heard::add)).isTrue();

        assertThat(heard).startsWith("shut").endsWith("open");
    }
}
