package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.DtlsAttributes;
import io.switchhook.sdp.DtlsSetup;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;

/**
 * The association that two descriptions of a media line agree on (RFC 5763 §5).
 *
 * @param isClient whether we begin the handshake
 * @param fingerprints of the certificates that the other side may show
 * @param tlsId the other side's name of the association, where it has given one
 * @param ownTlsId ours; empty where we have given none
 */
public record AgreedDtls(boolean isClient, List<Fingerprint> fingerprints, Optional<String> tlsId, String ownTlsId) {

    public AgreedDtls {
        fingerprints = List.copyOf(fingerprints);
    }

    /**
     * What two descriptions of one line come to. Empty when one of them has no fingerprint of use, or when they do not say who begins.
     *
     * @param weAnswer whether ours is the answer
     */
    public static Optional<AgreedDtls> of(
            SessionDescription local, SessionDescription remote, int index, boolean weAnswer) {
        var ours = local.dtlsOf(index);
        var theirs = remote.dtlsOf(index);
        if (ours.fingerprints().isEmpty() || !theirs.isUsable()) {
            return Optional.empty();
        }
        // RFC 4145 §4: what holds where nothing is said.
        var said = ours.setup().orElse(weAnswer ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE);
        var heard = theirs.setup().orElse(weAnswer ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE);
        return isClient(said, heard)
                .map(client -> new AgreedDtls(
                        client,
                        theirs.fingerprints(),
                        theirs.tlsId(),
                        ours.tlsId().orElse("")));
    }

    private static Optional<Boolean> isClient(DtlsSetup ours, DtlsSetup theirs) {
        boolean weMay = ours == DtlsSetup.ACTIVE || ours == DtlsSetup.ACTPASS;
        boolean theyMay = theirs == DtlsSetup.ACTIVE || theirs == DtlsSetup.ACTPASS;
        if (weMay && theirs == DtlsSetup.PASSIVE || ours == DtlsSetup.ACTIVE && theyMay && theirs != ours) {
            return Optional.of(true);
        }
        boolean theyBegin =
                theyMay && ours == DtlsSetup.PASSIVE || theirs == DtlsSetup.ACTIVE && weMay && theirs != ours;
        return theyBegin ? Optional.of(false) : Optional.empty();
    }

    /** Whether the other side still speaks of this association: another one has other fingerprints or another name (RFC 5763 §6.6). */
    boolean isWith(DtlsAttributes theirs) {
        return fingerprints.equals(theirs.fingerprints()) && tlsId.equals(theirs.tlsId());
    }

    /** Whether it is the same association, with the same roles. */
    public boolean isSameAs(AgreedDtls other) {
        return isClient == other.isClient && hasSameCertificateAs(other);
    }

    /** Whether the certificates and the names are the same, whoever begins. */
    public boolean hasSameCertificateAs(AgreedDtls other) {
        boolean named = tlsId.isPresent() && other.tlsId.isPresent();
        return fingerprints.equals(other.fingerprints)
                && (!named || tlsId.equals(other.tlsId) && ownTlsId.equals(other.ownTlsId));
    }
}
