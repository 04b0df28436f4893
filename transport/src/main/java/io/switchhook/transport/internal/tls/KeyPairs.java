package io.switchhook.transport.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a private key belongs to a public one: what the one signs the other verifies. */
final class KeyPairs {
    private KeyPairs() {}

    static boolean belongTogether(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        var sample = new byte[] {1, 2, 3};
        var algorithm = switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> certified.getAlgorithm(); // EdDSA signs under its own name
        };
        var signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(sample);
        var verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(sample);
        return verifying.verify(signing.sign());
    }
}
