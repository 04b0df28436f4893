package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Composes one offer. Used once. RFC 3264 §5 and §8. */
final class OfferComposer {
    private static final int NONE = -1;

    private final LocalSession ours;
    private final @Nullable Agreement previous;
    private final DescriptionWriter writer;
    private final List<Integer> positions = new ArrayList<>();
    private final List<List<PayloadMapping>> history = new ArrayList<>();

    OfferComposer(LocalSession ours, @Nullable Agreement previous) {
        this.ours = ours;
        this.previous = previous;
        this.writer = new DescriptionWriter(ours);
    }

    Offer compose() {
        if (previous != null) {
            keepLines(previous);
        }
        for (int position = 0; position < ours.media().size(); position++) {
            if (ours.media().get(position).isEnabled() && !positions.contains(position)) {
                place(position);
            }
        }
        for (int index = 0; index < positions.size(); index++) {
            section(index);
        }
        var next = writer.write(Timing.UNBOUNDED);
        var description = previous == null ? next : next.succeeding(previous.lastSent());
        return new Offer(description, positions, history);
    }

    /** RFC 3264 §8: the lines of before stay in number and order; those that carry a stream keep it. */
    private void keepLines(Agreement before) {
        for (int index = 0; index < before.local().media().size(); index++) {
            int position = before.position(index);
            boolean wanted = position >= 0
                    && position < ours.media().size()
                    && ours.media().get(position).isEnabled();
            positions.add(wanted ? position : NONE);
        }
    }

    /** RFC 3264 §8.1: a stream that has no line takes over a disabled one of its type, else it comes last. */
    private void place(int position) {
        var media = ours.media().get(position);
        for (int index = 0; index < positions.size(); index++) {
            if (positions.get(index) == NONE && before(index).mediaType().equalsIgnoreCase(media.mediaType())) {
                positions.set(index, position);
                return;
            }
        }
        positions.add(position);
    }

    private void section(int index) {
        List<PayloadMapping> past = previous == null ? List.of() : previous.history(index);
        int position = positions.get(index);
        if (position == NONE) {
            writer.refused(before(index));
            history.add(past);
            return;
        }
        var media = ours.media().get(position);
        var numbers = new PayloadNumbers(past, media.pinned());
        var payloads = new ArrayList<PayloadMapping>();
        for (var format : inOrder(index, media)) {
            payloads.add(numbers.offer(format));
        }
        var keys = media.offeredKeys(inUse(index));
        writer.section(media, protocol(index, media), payloads, keys, media.direction(), media.rtcpMux());
        history.add(PayloadNumbers.remember(past, payloads));
    }

    /** A stream in use goes on over what it runs over: a peer that offered RTP/AVPF may know nothing else. */
    private String protocol(int index, LocalMedia media) {
        if (previous != null && previous.position(index) == positions.get(index)) {
            var inUse = before(index).protocol();
            if (media.speaks(inUse)) {
                return inUse;
            }
        }
        return media.protocols().get(0);
    }

    /** The codec in use comes first, so that a hold does not change it; then our order. */
    private List<MediaFormat> inOrder(int index, LocalMedia media) {
        var stream = inUse(index);
        if (stream.isEmpty()) {
            return media.formats();
        }
        var inUse = stream.get().sendFormat().format();
        var formats = new ArrayList<>(media.formats());
        for (var format : media.formats()) {
            if (FormatRules.same(format, inUse)) {
                formats.remove(format);
                formats.add(0, format);
                break;
            }
        }
        return formats;
    }

    private Optional<AgreedStream> inUse(int index) {
        if (previous == null || previous.position(index) != positions.get(index)) {
            return Optional.empty();
        }
        return previous.media().get(index).stream();
    }

    private MediaDescription before(int index) {
        return Objects.requireNonNull(previous).local().media().get(index);
    }
}
