package io.switchhook.examples;

import io.switchhook.phone.CallSettings;
import io.switchhook.phone.DialOutcome;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.sdp.negotiation.MediaSecurity;

/**
 * Calls with encrypted audio or not at all, tells what it is encrypted with, and hangs up. The keys stand in the messages of the call, so a server that is reached by TLS, {@code
 * sips:858@HOST}, is the one to use.
 *
 * <pre>{@code EncryptedCall sips:858@pbx.example.com SECRET 853}</pre>
 */
public final class EncryptedCall {
    private EncryptedCall() {}

    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("Usage: EncryptedCall sips:858@HOST[:PORT] SECRET 853");
            System.exit(2);
        }
        System.exit(run(args[0], args[1], args[2]) ? 0 : 1);
    }

    /** Whether the call was answered. */
    static boolean run(String address, String secret, String callee) {
        try (var phone = SoftPhone.create(5000, 10000)) {
            var line = phone.createLine(SipAccount.builder(address)
                    .secret(secret)
                    .calls(CallSettings.DEFAULT.withSecurity(MediaSecurity.REQUIRED))
                    .build());
            if (!line.register().join().isRegistered()) {
                System.out.println("The line could not be registered.");
                return false;
            }
            var call = line.createCall(callee);
            var outcome = call.start().join();
            if (outcome instanceof DialOutcome.Answered) {
                System.out.println("Encrypted with " + call.encryption().orElseThrow());
                call.hangUp().join();
                return true;
            }
            // A telephone without encryption, behind a server that does not end keys, refuses with 488.
            System.out.println(outcome);
            return false;
        }
    }
}
