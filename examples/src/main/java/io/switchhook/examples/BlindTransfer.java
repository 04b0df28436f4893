package io.switchhook.examples;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;

/**
 * Registers, calls a number, and when it answers transfers it to another one. When the target cannot be reached the callee is back with us.
 *
 * <pre>{@code BlindTransfer sip:858@192.168.115.100 SECRET 853 895}</pre>
 */
public final class BlindTransfer {
    private BlindTransfer() {}

    public static void main(String[] args) {
        if (args.length != 4) {
            System.err.println("Usage: BlindTransfer sip:858@HOST[:PORT] SECRET CALLEE TARGET");
            System.exit(2);
        }
        System.exit(run(args[0], args[1], args[2], args[3]) ? 0 : 1);
    }

    /** Returns whether the callee now talks to the target. */
    static boolean run(String address, String secret, String callee, String target) {
        try (var phone = SoftPhone.create(5000, 10000)) {
            var line =
                    phone.createLine(SipAccount.builder(address).secret(secret).build());
            var registration = line.register().join();
            if (!registration.isRegistered()) {
                System.out.println("Registration failed: " + registration);
                return false;
            }
            var call = line.createCall(callee);
            call.onStateChanged(change -> System.out.println("Call state: " + change.state()));
            var dialled = call.start().join();
            if (!(dialled instanceof DialOutcome.Answered)) {
                System.out.println(callee + " did not answer: " + dialled);
                return false;
            }
            TransferOutcome outcome = call.blindTransfer(target).join();
            System.out.println("Transfer: " + outcome);
            return outcome.isSuccess();
        }
    }
}
