package io.switchhook.examples;

import io.switchhook.pbx.ApplicationOutcome;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.DigitReader;
import io.switchhook.phone.DigitsRead;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A PBX with a menu that speaks at extension 800: who calls it hears a greeting and types the extension to talk to. Where nobody takes the call, the caller comes back to the menu.
 *
 * <pre>{@code Ivr udp:192.168.115.100:5060 menu.wav 858:SECRET 853:OTHER}</pre>
 */
public final class Ivr {
    private static final Duration TO_THINK = Duration.ofSeconds(10);
    private static final Duration BETWEEN_DIGITS = Duration.ofSeconds(3);
    private static final int DIGITS = 3;
    /** Whoever says nothing so often is hung up on. */
    private static final int ATTEMPTS = 3;

    private Ivr() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length < 3) {
            System.err.println("Usage: Ivr udp:ADDRESS:PORT MENU.wav NUMBER:SECRET...");
            System.exit(2);
        }
        var extensions = List.of(args).subList(2, args.length);
        System.exit(
                UntilStopped.run(stop -> run(
                                args[0],
                                Path.of(args[1]),
                                extensions,
                                points -> System.out.println("Dial 800 at " + points),
                                stop))
                        ? 0
                        : 1);
    }

    /** Runs until {@code stop} is counted down; returns whether the menu could be put up at all. */
    static boolean run(
            String listen, Path menu, List<String> extensions, Consumer<List<ListenPoint>> ready, CountDownLatch stop)
            throws InterruptedException, IOException {
        var words = WavPlayer.open(menu);
        var builder = Pbx.builder().listen(listen);
        EmbeddedPbx.addTo(builder, extensions);
        try (var pbx = builder.start();
                var phone = SoftPhone.create(PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                        .withRtpPorts(10_000, 20_000))) {
            phone.onIncomingCall(call -> serve(call, words));
            if (!(pbx.extensions().addApplication("800").join() instanceof ApplicationOutcome.Ready login)) {
                System.out.println("There is no place for the menu");
                return false;
            }
            var line = phone.createLine(
                    SipAccount.builder(login.address()).secret(login.secret()).build());
            if (!line.register().join().isRegistered()) {
                return false;
            }
            ready.accept(pbx.listenPoints());
            stop.await();
            return true;
        }
    }

    private static void serve(IncomingCall call, WavPlayer menu) {
        var digits = DigitReader.of(call);
        // Who knows the menu need not hear it out.
        call.onDigit(digit -> call.audio().sendSilence());
        call.answer().thenAccept(outcome -> {
            if (outcome == AnswerOutcome.ANSWERED) {
                ask(call, digits, menu, ATTEMPTS);
            }
        });
    }

    /** Plays the menu, and follows what is typed. */
    private static void ask(Call call, DigitReader digits, WavPlayer menu, int attempts) {
        if (attempts == 0) {
            call.hangUp();
            return;
        }
        call.audio().send(menu.again());
        digits.read(DIGITS, menu.duration().plus(TO_THINK), BETWEEN_DIGITS).thenAccept(read -> {
            call.audio().sendSilence();
            if (read.end() == DigitsRead.End.CALL_ENDED) {
                System.out.println(call.remoteNumber() + " has hung up");
            } else if (read.digits().isEmpty()) {
                ask(call, digits, menu, attempts - 1);
            } else {
                connect(call, digits, menu, read.digits());
            }
        });
    }

    private static void connect(Call call, DigitReader digits, WavPlayer menu, String extension) {
        call.blindTransfer(extension).thenAccept(outcome -> {
            System.out.println(call.remoteNumber() + " to " + extension + ": " + outcome);
            if (!outcome.isSuccess() && !call.state().isEnded()) {
                ask(call, digits, menu, ATTEMPTS);
            }
        });
    }
}
