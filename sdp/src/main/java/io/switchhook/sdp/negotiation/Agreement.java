package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The outcome of one exchange, and the ground for the next. Immutable. */
public final class Agreement {
    /** RFC 8643 §3.1, and RFC 4567 §3. */
    private static final List<String> KEYS = List.of("crypto", "fingerprint", "zrtp-hash", "key-mgmt");

    private final SessionDescription local;
    private final SessionDescription lastSent;
    private final SessionDescription remote;
    private final List<AgreedMedia> media;
    private final List<List<PayloadMapping>> history;

    Agreement(
            SessionDescription local,
            SessionDescription remote,
            List<AgreedMedia> media,
            List<List<PayloadMapping>> history) {
        this(local, local, remote, media, history);
    }

    private Agreement(
            SessionDescription local,
            SessionDescription lastSent,
            SessionDescription remote,
            List<AgreedMedia> media,
            List<List<PayloadMapping>> history) {
        this.local = local;
        this.lastSent = lastSent;
        this.remote = remote;
        this.media = List.copyOf(media);
        this.history = List.copyOf(history);
    }

    /** Our description in force. Sent again as it is, it refreshes the session and changes nothing (RFC 3264 §8). */
    public SessionDescription local() {
        return local;
    }

    /** The peer's description in force. */
    public SessionDescription remote() {
        return remote;
    }

    /** One for each m= line, in order. */
    public List<AgreedMedia> media() {
        return media;
    }

    /** The first accepted line of the type. */
    public Optional<AgreedStream> stream(String mediaType) {
        return media.stream()
                .filter(m -> m.isAccepted() && m.mediaType().equalsIgnoreCase(mediaType))
                .findFirst()
                .flatMap(AgreedMedia::stream);
    }

    public Optional<AgreedStream> audio() {
        return stream("audio");
    }

    /**
     * The same agreement after an offer of ours was refused (488, 491): what is in force stays, but the version number
     * of that offer is spent, and so are its payload numbers.
     */
    public Agreement afterRefused(Offer offer) {
        return new Agreement(local, offer.description(), remote, media, offer.history());
    }

    /**
     * What the other side says of ICE on a media line, where both sides use it there (RFC 8839 §4.2.5): both have said so, neither with {@code ice-mismatch}, and the
     * default addresses
     * of the other side are candidates of it.
     *
     * @param index of the m= line, from 0
     */
    public Optional<IceDescription> ice(int index) {
        boolean ours = IceDescription.in(local, index).isPresent();
        return ours && index < remote.media().size()
                ? IceDescription.in(remote, index).filter(theirs -> theirs.matches(remote, index))
                : Optional.empty();
    }

    /** {@link #ice(int)} of the first accepted audio line. */
    public Optional<IceDescription> audioIce() {
        return media.stream()
                .filter(m -> m.isAccepted() && m.mediaType().equalsIgnoreCase("audio"))
                .findFirst()
                .flatMap(m -> ice(m.index()));
    }

    /**
     * Whether packets of a media line are SRTP: by its profile, or by keys that both sides gave beside RTP/AVP (RFC 8643 §3.1).
     *
     * @param index of the m= line, from 0
     */
    public boolean isSecure(int index) {
        var protocol = local.media().get(index).protocol().toUpperCase(Locale.ROOT);
        return protocol.contains("/SAVP") || (hasKey(local, index) && hasKey(remote, index));
    }

    /**
     * Whether packets of a media line are protected by keys that stand in the descriptions, so that we can open them (RFC 4568).
     *
     * @param index of the m= line, from 0
     */
    public boolean hasKeys(int index) {
        return media.get(index).stream().flatMap(AgreedStream::crypto).isPresent();
    }

    private static boolean hasKey(SessionDescription description, int index) {
        if (index >= description.media().size()) {
            return false;
        }
        var line = description.media().get(index);
        for (var name : KEYS) {
            if (line.hasAttribute(name) || description.attribute(name).isPresent()) {
                return true;
            }
        }
        return false;
    }

    SessionDescription lastSent() {
        return lastSent;
    }

    /** Our numbers so far in the line; empty for a line that is new. */
    List<PayloadMapping> history(int index) {
        return index < history.size() ? history.get(index) : List.of();
    }

    /** Our stream that serves the line, or -1. */
    int position(int index) {
        return index < media.size() ? media.get(index).position().orElse(-1) : -1;
    }
}
