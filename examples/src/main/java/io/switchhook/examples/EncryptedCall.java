package io.switchhook.examples;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls with encrypted audio or not at all, tells what it is encrypted with, and hangs up. By default the keys stand in the messages of the call, so a server that is reached by
 * TLS, {@code sips:858@HOST}, is the one to use; with {@code dtls} the two telephones agree on them by a handshake of their own.
 *
 * <pre>{@code EncryptedCall sips:858@pbx.example.com SECRET 853 dtls}</pre>
 */
public final class EncryptedCall {
    private EncryptedCall() {}

    public static void main(String[] args) {
        boolean dtls = args.length == 4 && args[3].equals("dtls");
        if (args.length != 3 && !dtls) {
            System.err.println("Usage: EncryptedCall sips:858@HOST[:PORT] SECRET 853 [dtls]");
            System.exit(2);
        }
        System.exit(run(args[0], args[1], args[2], dtls ? KeyExchange.DTLS : KeyExchange.SDES) ? 0 : 1);
    }

    /** Whether there was a call, encrypted. */
    static boolean run(String address, String secret, String callee, KeyExchange keys) {
        try (var phone = SoftPhone.create(5000, 10000)) {
            var line = phone.createLine(SipAccount.builder(address)
                    .secret(secret)
                    .calls(CallSettings.DEFAULT
                            .withSecurity(MediaSecurity.REQUIRED)
                            .withKeyExchange(keys))
                    .build());
            if (!line.register().join().isRegistered()) {
                System.out.println("The line could not be registered.");
                return false;
            }
            var call = line.createCall(callee);
            var encrypted = new CompletableFuture<Optional<CryptoSuite>>();
            call.onEncryptionChanged(encrypted::complete);
            call.ended().thenRun(() -> encrypted.complete(Optional.empty()));
            var outcome = call.start().join();
            if (outcome instanceof DialOutcome.Answered) {
                var suite = encrypted.join();
                System.out.println(suite.map(known -> "Encrypted with " + known)
                        .orElseGet(() -> call.ended().join().reason()));
                call.hangUp().join();
                return suite.isPresent();
            }
            // A telephone without encryption, behind a server that does not end keys, refuses with 488.
            System.out.println(outcome);
            return false;
        }
    }
}
