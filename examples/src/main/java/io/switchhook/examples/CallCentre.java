package io.switchhook.examples;

import io.switchhook.phone.Call;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.call.AnswerOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Answers every call, plays a greeting, and transfers the caller to the first agent that takes the call. Whom nobody takes is hung up on.
 *
 * <pre>{@code CallCentre sip:800@192.168.115.100 SECRET greeting.wav 853 895}</pre>
 */
public final class CallCentre {
    private CallCentre() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length < 4) {
            System.err.println("Usage: CallCentre sip:800@HOST[:PORT] SECRET GREETING.wav AGENT...");
            System.exit(2);
        }
        var agents = List.of(args).subList(3, args.length);
        System.exit(UntilStopped.run(stop -> run(args[0], args[1], Path.of(args[2]), agents, stop)) ? 0 : 1);
    }

    /** Runs until {@code stop} is counted down; returns whether it could register at all. */
    static boolean run(String address, String secret, Path greeting, List<String> agents, CountDownLatch stop)
            throws InterruptedException, IOException {
        var words = WavPlayer.open(greeting);
        try (var phone = SoftPhone.create(5000, 10000)) {
            phone.onIncomingCall(call -> call.answer().thenAccept(outcome -> {
                if (outcome == AnswerOutcome.ANSWERED) {
                    serve(call, words.again(), agents);
                }
            }));
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            var registration = line.register().join();
            if (!registration.isRegistered()) {
                System.out.println("Registration failed: " + registration);
                return false;
            }
            stop.await();
            return true;
        }
    }

    private static void serve(Call call, WavPlayer greeting, List<String> agents) {
        call.audio().send(greeting);
        greeting.done().thenCompose(over -> toFirstFree(call, agents, 0)).thenAccept(taken -> {
            System.out.println(call.remoteNumber() + (taken ? " was taken" : " found nobody"));
            if (!taken) {
                call.hangUp();
            }
        });
    }

    /** One agent after the other: a transfer that fails brings the caller back to us. */
    private static CompletableFuture<Boolean> toFirstFree(Call call, List<String> agents, int next) {
        if (next == agents.size() || call.state().isEnded()) {
            return CompletableFuture.completedFuture(false);
        }
        return call.blindTransfer(agents.get(next))
                .thenCompose(outcome -> outcome.isSuccess()
                        ? CompletableFuture.completedFuture(true)
                        : toFirstFree(call, agents, next + 1));
    }
}
