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
 * @param why a sentence for logs and traces; for an accepted line an empty one stands for what the stream says
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

    /** Each call has one, and few look at it: so the sentence of an accepted line is made when somebody does. */
    static AgreedMedia accepted(int index, int position, String mediaType, AgreedStream stream) {
        return new AgreedMedia(
                index, OptionalInt.of(position), mediaType, MediaVerdict.ACCEPTED, "", Optional.of(stream));
    }

    @Override
    public String why() {
        return why.isEmpty() && stream.isPresent() ? sentence(stream.get()) : why;
    }

    private static String sentence(AgreedStream stream) {
        return "send " + stream.sendFormat() + ", " + stream.direction().attribute() + ", to " + stream.remoteRtp()
                + stream.crypto().map(keys -> ", under " + keys.suite()).orElse("")
                + stream.dtls()
                        .map(keys -> ", under DTLS, where we are the " + (keys.isClient() ? "client" : "server"))
                        .orElse("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AgreedMedia that
                && index == that.index
                && position.equals(that.position)
                && mediaType.equals(that.mediaType)
                && verdict == that.verdict
                && stream.equals(that.stream)
                && why().equals(that.why());
    }

    @Override
    public int hashCode() {
        return Objects.hash(index, position, mediaType, verdict, stream);
    }

    @Override
    public String toString() {
        return "AgreedMedia[index=" + index + ", position=" + position + ", mediaType=" + mediaType + ", verdict="
                + verdict + ", why=" + why() + ", stream=" + stream + "]";
    }
}
