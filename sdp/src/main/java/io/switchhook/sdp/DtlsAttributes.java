package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a description says of DTLS for one media line, in the line itself or for all of them (RFC 5763 §5, RFC 8122 §5).
 *
 * @param fingerprints of the certificates that may be shown, in the order they came; none means that there is no DTLS
 * @param setup which side begins; empty when it is not said, or not with one of the four words
 * @param tlsId the name of the association, 20 to 255 letters, digits, {@code + / - _}; another name means another association
 */
public record DtlsAttributes(List<Fingerprint> fingerprints, Optional<DtlsSetup> setup, Optional<String> tlsId) {
    /** What is said of a line without DTLS. */
    public static final DtlsAttributes NONE = new DtlsAttributes(List.of(), Optional.empty(), Optional.empty());

    /** The name of the attribute with the name of the association. */
    public static final String TLS_ID = "tls-id";

    private static final int MOST_FINGERPRINTS = 16;

    /** @throws IllegalArgumentException when the name of the association is of another form */
    public DtlsAttributes {
        fingerprints = List.copyOf(fingerprints);
        if (!tlsId.map(DtlsAttributes::isTlsId).orElse(true)) {
            throw new IllegalArgumentException(
                    "a tls-id is 20 to 255 letters, digits, plus, slash, hyphen or underline");
        }
    }

    static DtlsAttributes of(Section session, Section line) {
        boolean own = line.hasAttribute(Fingerprint.NAME);
        if (!own && !session.hasAttribute(Fingerprint.NAME)) {
            return NONE;
        }
        // RFC 8122 §5: those of the session are for lines that have none.
        var fingerprints = (own ? line : session)
                .attributes().stream()
                        .filter(a -> a.name().equals(Fingerprint.NAME))
                        .flatMap(a -> Fingerprint.parse(a.value().orElse("")).stream())
                        .limit(MOST_FINGERPRINTS)
                        .toList();
        var setup = value(session, line, DtlsSetup.NAME).flatMap(DtlsSetup::parse);
        var tlsId = value(session, line, TLS_ID).map(String::strip).filter(DtlsAttributes::isTlsId);
        return new DtlsAttributes(fingerprints, setup, tlsId);
    }

    private static Optional<String> value(Section session, Section line, String name) {
        if (line.hasAttribute(name)) {
            return Optional.of(line.attributeValue(name));
        }
        return session.hasAttribute(name) ? Optional.of(session.attributeValue(name)) : Optional.empty();
    }

    private static boolean isTlsId(String text) {
        return text.length() >= 20
                && text.length() <= 255
                && text.chars()
                        .allMatch(c -> c >= '0' && c <= '9'
                                || c >= 'A' && c <= 'Z'
                                || c >= 'a' && c <= 'z'
                                || "+/-_".indexOf(c) >= 0);
    }

    /** Whether one of the fingerprints proves anything. */
    public boolean isUsable() {
        return fingerprints.stream().anyMatch(Fingerprint::isUsable);
    }

    /** As they go over the wire. */
    public List<Attribute> attributes() {
        var lines = new ArrayList<Attribute>();
        fingerprints.forEach(each -> lines.add(each.attribute()));
        setup.ifPresent(each -> lines.add(each.attribute()));
        tlsId.ifPresent(each -> lines.add(Attribute.of(TLS_ID, each)));
        return lines;
    }
}
