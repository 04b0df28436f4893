package io.switchhook.examples;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Registers and rejects every call with 486 Busy Here, until it is stopped.
 *
 * <pre>{@code RejectCalls sip:858@192.168.115.100 SECRET}</pre>
 */
public final class RejectCalls {
    private RejectCalls() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length != 2) {
            System.err.println("Usage: RejectCalls sip:858@HOST[:PORT] SECRET");
            System.exit(2);
        }
        System.exit(UntilStopped.run(stop -> run(args[0], args[1], stop)) ? 0 : 1);
    }

    /** Rejects until {@code stop} is counted down; returns whether it could register at all. */
    static boolean run(String address, String secret, CountDownLatch stop) throws InterruptedException {
        try (var phone = SoftPhone.create(5000, 10000)) {
            phone.onIncomingCall(IncomingCall::reject);
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            line.onRegistrationChanged(change -> System.out.println("Registration: " + change.state()));
            var registration = line.register().join();
            if (!registration.isRegistered()) {
                System.out.println("Registration failed: " + registration);
                return false;
            }
            stop.await();
            return true;
        }
    }
}
