package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * What we bring to a session: its identity and one {@link LocalMedia} for each stream. A stream is known by its
 * position in {@link #media}, which therefore must not change during a session; switch a stream off with
 * {@link LocalMedia#withEnabled} and append new ones. Immutable.
 *
 * @param origin our o= line of the first description; only its version changes later
 * @param name the s= line
 * @param preference whose order of formats our answers follow
 * @param singleCodec whether our answers list one codec alone, for peers and devices that cannot switch (RFC 3264 §10.2)
 */
public record LocalSession(
        Origin origin, String name, List<LocalMedia> media, Preference preference, boolean singleCodec) {

    public LocalSession {
        media = List.copyOf(media);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the s= line may not be empty; write - or a space (RFC 3264 §5)");
        }
    }

    /**
     * A session of the given streams; the first one's address stands in the o= line.
     *
     * @param sessionId unpredictable and not negative; it keeps two sessions of one host apart
     */
    public static LocalSession of(long sessionId, LocalMedia... media) {
        if (media.length == 0) {
            throw new IllegalArgumentException("a session of no streams needs an origin of its own");
        }
        var origin = Origin.of("-", sessionId, 1, media[0].rtp().getAddress());
        return new LocalSession(origin, "-", List.of(media), Preference.OFFERER, false);
    }

    public LocalSession withMedia(int position, LocalMedia replacement) {
        var changed = new ArrayList<>(media);
        changed.set(position, replacement);
        return withMedia(changed);
    }

    public LocalSession withMedia(List<LocalMedia> newMedia) {
        return new LocalSession(origin, name, newMedia, preference, singleCodec);
    }

    /** Sets the wish of every stream: SENDONLY to hold, INACTIVE to hold without music, SENDRECV to resume. */
    public LocalSession withDirection(Direction wish) {
        return withMedia(media.stream().map(m -> m.withDirection(wish)).toList());
    }

    public LocalSession withPreference(Preference newPreference) {
        return new LocalSession(origin, name, media, newPreference, singleCodec);
    }

    public LocalSession withSingleCodec(boolean on) {
        return new LocalSession(origin, name, media, preference, on);
    }
}
