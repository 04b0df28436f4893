package io.switchhook.examples;

import io.switchhook.devices.AudioDeviceException;
import io.switchhook.devices.Handsfree;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.DialOutcome;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Registers, calls a number, and lets the two of you talk by the microphone and the loudspeaker of this machine, until one hangs up: the other side, or you with Ctrl-C.
 * Without a headset too: what the loudspeaker says is not sent back.
 *
 * <pre>{@code Talk sip:858@192.168.115.100 SECRET 853}</pre>
 */
public final class Talk {
    private Talk() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length != 3) {
            System.err.println("Usage: Talk sip:858@HOST[:PORT] SECRET NUMBER");
            System.exit(2);
        }
        try (var handsfree = Handsfree.open()) {
            System.exit(
                    UntilStopped.run(stop -> run(args[0], args[1], args[2], handsfree.source(), handsfree.sink(), stop))
                            ? 0
                            : 1);
        } catch (AudioDeviceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Talks until the call ends or {@code stop} is counted down; returns whether there was a call. */
    static boolean run(String address, String secret, String number, PcmSource said, PcmSink heard, CountDownLatch stop)
            throws InterruptedException {
        try (var phone =
                SoftPhone.create(PhoneConfig.DEFAULT.withRtpPorts(5000, 10000).withWideband())) {
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            var registration = line.register().join();
            if (!registration.isRegistered()) {
                System.out.println("Registration failed: " + registration);
                return false;
            }
            var call = line.createCall(number);
            call.audio().send(said).receive(heard);
            call.onStateChanged(change -> {
                System.out.println("Call state: " + change.state());
                if (change.state().isEnded()) {
                    stop.countDown();
                }
            });
            var outcome = call.start().join();
            if (outcome instanceof DialOutcome.Answered) {
                stop.await();
                return true;
            }
            System.out.println("No call: " + outcome);
            return false;
        }
    }
}
