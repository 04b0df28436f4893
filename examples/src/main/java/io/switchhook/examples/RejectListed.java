package io.switchhook.examples;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Answers calls, but rejects those from the numbers given before anybody is asked.
 *
 * <pre>{@code RejectListed sip:858@192.168.115.100 SECRET 853 +4930123456}</pre>
 */
public final class RejectListed {
    private RejectListed() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length < 3) {
            System.err.println("Usage: RejectListed sip:858@HOST[:PORT] SECRET NUMBER...");
            System.exit(2);
        }
        System.exit(
                UntilStopped.run(stop -> run(args[0], args[1], List.of(args).subList(2, args.length), stop)) ? 0 : 1);
    }

    /** Runs until {@code stop} is counted down; returns whether it could register at all. */
    static boolean run(String address, String secret, List<String> unwanted, CountDownLatch stop)
            throws InterruptedException {
        try (var phone = SoftPhone.create(5000, 10000)) {
            phone.onIncomingCall(call -> call.answer());
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            unwanted.forEach(line.rejectList()::add);
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
