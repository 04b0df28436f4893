package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Attribute;
import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.DtlsAttributes;
import java.util.List;
import java.util.Optional;

/** The keys of an answer to one line: of one kind, or none (RFC 8643 §3.2). */
record LineKeys(Optional<CryptoAttribute> crypto, Optional<DtlsAttributes> dtls) {
    static final LineKeys NONE = new LineKeys(Optional.empty(), Optional.empty());

    static LineKeys of(CryptoAttribute line) {
        return new LineKeys(Optional.of(line), Optional.empty());
    }

    static LineKeys of(DtlsAttributes lines) {
        return new LineKeys(Optional.empty(), Optional.of(lines));
    }

    boolean isPresent() {
        return crypto.isPresent() || dtls.isPresent();
    }

    List<Attribute> attributes() {
        return dtls.map(DtlsAttributes::attributes)
                .orElseGet(() -> crypto.stream().map(CryptoAttribute::attribute).toList());
    }
}
