package io.switchhook.examples;

import io.switchhook.devices.AudioDeviceException;
import io.switchhook.devices.Handsfree;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Registers, calls two numbers, and joins them and whoever sits here at microphone and loudspeaker in a call of three, until both have hung up, or you with Ctrl-C.
 *
 * <pre>{@code ThreeWayCall sip:858@192.168.115.100 SECRET 853 895}</pre>
 */
public final class ThreeWayCall {
    private ThreeWayCall() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length != 4) {
            System.err.println("Usage: ThreeWayCall sip:858@HOST[:PORT] SECRET NUMBER NUMBER");
            System.exit(2);
        }
        try (var handsfree = Handsfree.open()) {
            System.exit(
                    UntilStopped.run(stop ->
                                    run(args[0], args[1], args[2], args[3], handsfree.source(), handsfree.sink(), stop))
                            ? 0
                            : 1);
        } catch (AudioDeviceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Talks until both have hung up or {@code stop} is counted down; returns whether both were there. */
    static boolean run(
            String address, String secret, String one, String other, PcmSource said, PcmSink heard, CountDownLatch stop)
            throws InterruptedException {
        try (var phone = SoftPhone.create(5000, 10000)) {
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            var registration = line.register().join();
            if (!registration.isRegistered()) {
                System.out.println("Registration failed: " + registration);
                return false;
            }
            var first = line.createCall(one);
            var second = line.createCall(other);
            for (var call : List.of(first, second)) {
                var outcome = call.start().join();
                if (!outcome.isAnswered()) {
                    System.out.println("No call with " + call.remoteNumber() + ": " + outcome);
                    return false;
                }
            }
            CompletableFuture.allOf(first.ended(), second.ended()).thenRun(stop::countDown);
            var room = phone.openConference(3).onEvent(event -> System.out.println("Conference: " + event));
            room.join(first);
            room.join(second);
            room.join("me", said, heard);
            stop.await();
            return true;
        }
    }
}
