package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.DtlsAttributes;
import io.switchhook.sdp.DtlsSetup;
import io.switchhook.sdp.Fingerprint;
import java.util.List;
import java.util.Optional;

/**
 * What we have for DTLS on one media line. Immutable.
 *
 * @param fingerprints of the certificate that we show; none where we have no DTLS
 * @param tlsId the name of our association, 20 letters and digits at least, that nothing else has; empty where we have no DTLS
 * @param passive whether we let the other side begin where it leaves us the choice, as who is behind a NAT has to be heard first; RFC 5763 §5 recommends to begin
 * @param missing a sentence on why there is none; empty when there is
 */
public record OwnDtls(List<Fingerprint> fingerprints, String tlsId, boolean passive, String missing) {
    /** No DTLS here, and nobody asked for it. */
    public static final OwnDtls NONE = missing("No DTLS here");

    /** @throws IllegalArgumentException when there are fingerprints that prove nothing, or only one of the two parts */
    public OwnDtls {
        fingerprints = List.copyOf(fingerprints);
        new DtlsAttributes(fingerprints, Optional.empty(), Optional.of(tlsId).filter(id -> !id.isEmpty()));
        if (fingerprints.isEmpty() != tlsId.isEmpty() || !fingerprints.stream().allMatch(Fingerprint::isUsable)) {
            throw new IllegalArgumentException("DTLS needs usable fingerprints and the name of an association");
        }
    }

    public static OwnDtls of(List<Fingerprint> fingerprints, String tlsId) {
        return new OwnDtls(fingerprints, tlsId, false, "");
    }

    /** @param why a sentence, which a peer is told */
    public static OwnDtls missing(String why) {
        return new OwnDtls(List.of(), "", false, why);
    }

    /** The same, where the other side is let begin. */
    public OwnDtls asPassive() {
        return new OwnDtls(fingerprints, tlsId, true, missing);
    }

    /** Whether we have DTLS. */
    public boolean isThere() {
        return !fingerprints.isEmpty();
    }

    /** RFC 5763 §5: an offer leaves it to the other side who begins. */
    public DtlsAttributes offering() {
        return new DtlsAttributes(fingerprints, Optional.of(DtlsSetup.ACTPASS), Optional.of(tlsId));
    }

    /**
     * What accepts an offer; empty when we have no DTLS, when its fingerprints prove nothing, or when it wants no association now.
     *
     * @param before what was agreed on before: the role is kept as long as the association is (RFC 5763 §6.6)
     */
    public Optional<DtlsAttributes> accepting(DtlsAttributes offered, Optional<AgreedDtls> before) {
        if (!isThere() || !offered.isUsable()) {
            return Optional.empty();
        }
        var known = before.filter(agreed -> agreed.isWith(offered));
        var name = known.map(AgreedDtls::ownTlsId)
                .orElseGet(() -> before.map(this::next).orElse(tlsId));
        // RFC 4145 §4: active is what an offer says that says nothing.
        return role(offered.setup().orElse(DtlsSetup.ACTIVE), known)
                .map(role -> new DtlsAttributes(
                        fingerprints, Optional.of(role), offered.tlsId().map(id -> name)));
    }

    private Optional<DtlsSetup> role(DtlsSetup offered, Optional<AgreedDtls> before) {
        var free = before.map(AgreedDtls::isClient).orElse(!passive) ? DtlsSetup.ACTIVE : DtlsSetup.PASSIVE;
        return switch (offered) {
            case ACTPASS -> Optional.of(free);
            case ACTIVE -> Optional.of(DtlsSetup.PASSIVE);
            case PASSIVE -> Optional.of(DtlsSetup.ACTIVE);
            case HOLDCONN -> Optional.empty();
        };
    }

    /** The name of an association that follows another one. */
    private String next(AgreedDtls before) {
        var last = before.ownTlsId();
        int hyphen = last.startsWith(tlsId) ? last.indexOf('-', tlsId.length()) : -1;
        int number = hyphen < 0 ? 1 : Integer.parseInt(last, hyphen + 1, last.length(), 10);
        return tlsId + "-" + (number + 1);
    }
}
