package io.switchhook.examples;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;

/**
 * Registers, calls somebody, puts the call on hold, asks somebody else, and connects the two.
 *
 * <pre>{@code AttendedTransfer sip:858@192.168.115.100 SECRET 853 895}</pre>
 */
public final class AttendedTransfer {
    private AttendedTransfer() {}

    public static void main(String[] args) {
        if (args.length != 4) {
            System.err.println("Usage: AttendedTransfer sip:858@HOST[:PORT] SECRET CALLEE TARGET");
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
            var dialled = call.start().join();
            if (!(dialled instanceof DialOutcome.Answered)) {
                System.out.println(callee + " did not answer: " + dialled);
                return false;
            }
            call.hold().join();
            var consultation = line.createCall(target);
            var consulted = consultation.start().join();
            if (!(consulted instanceof DialOutcome.Answered)) {
                System.out.println(target + " did not answer: " + consulted);
                call.resume().join();
                return false;
            }
            TransferOutcome outcome = call.attendedTransfer(consultation).join();
            System.out.println("Transfer: " + outcome);
            return outcome.isSuccess();
        }
    }
}
