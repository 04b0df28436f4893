package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoKey;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.MediaDescription;
import java.util.List;
import java.util.Optional;

/**
 * The keys that two descriptions of a media line agree on (RFC 4568 §5.1).
 *
 * @param suite of both directions
 * @param ours what we protect with
 * @param theirs what the other side protects with; several are told apart by their MKIs
 */
public record AgreedCrypto(CryptoSuite suite, CryptoKey ours, List<CryptoKey> theirs) {

    public AgreedCrypto {
        theirs = List.copyOf(theirs);
    }

    /**
     * What two descriptions of one line come to, whichever of them is the answer: that has one line, whose tag and suite are those of a line of the offer. Empty when it has not,
     * when a line asks for what we do not do, or when both sides would use one key (RFC 4568 §7.1.2).
     */
    public static Optional<AgreedCrypto> of(MediaDescription local, MediaDescription remote) {
        var ours = local.crypto();
        var theirs = remote.crypto();
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        boolean weAnswer = ours.size() < theirs.size();
        var answer = (weAnswer ? ours : theirs).get(0);
        return (weAnswer ? theirs : ours)
                .stream()
                        .filter(offered -> isAcceptedBy(offered, answer))
                        .findFirst()
                        .flatMap(offered -> weAnswer ? agreed(answer, offered) : agreed(offered, answer));
    }

    private static boolean isAcceptedBy(CryptoAttribute offered, CryptoAttribute answer) {
        return offered.tag() == answer.tag() && offered.suite().equals(answer.suite());
    }

    private static Optional<AgreedCrypto> agreed(CryptoAttribute ours, CryptoAttribute theirs) {
        if (!ours.isUsable() || !theirs.isUsable() || ours.sharesKeyWith(theirs)) {
            return Optional.empty();
        }
        return ours.suite().map(suite -> new AgreedCrypto(suite, ours.keys().get(0), theirs.keys()));
    }
}
