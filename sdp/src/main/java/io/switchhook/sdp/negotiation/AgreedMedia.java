package io.switchhook.sdp.negotiation;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one m= line.
 *
 * @param index of the m= line, from 0
 * @param position of our {@link LocalMedia} in {@link LocalSession#media}; empty when none serves the line
 * @param mediaType {@code audio}, ...
 * @param why a sentence for logs and traces
 * @param stream present when the verdict is ACCEPTED
 */
public record AgreedMedia(
        int index,
        OptionalInt position,
        String mediaType,
        MediaVerdict verdict,
        String why,
        Optional<AgreedStream> stream) {

    public AgreedMedia {
        Objects.requireNonNull(verdict);
        if (stream.isPresent() != (verdict == MediaVerdict.ACCEPTED)) {
            throw new IllegalArgumentException("a stream goes with the verdict ACCEPTED and no other, not " + verdict);
        }
    }

    public boolean isAccepted() {
        return stream.isPresent();
    }

    static AgreedMedia refused(int index, String mediaType, MediaVerdict verdict, String why) {
        return new AgreedMedia(index, OptionalInt.empty(), mediaType, verdict, why, Optional.empty());
    }

    static AgreedMedia accepted(int index, int position, String mediaType, AgreedStream stream) {
        var why = "send " + stream.sendFormat() + ", " + stream.direction().attribute() + ", to " + stream.remoteRtp();
        return new AgreedMedia(
                index, OptionalInt.of(position), mediaType, MediaVerdict.ACCEPTED, why, Optional.of(stream));
    }
}
