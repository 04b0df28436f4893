package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Composes one offer. Used once. RFC 3264 §5 and §8. */
final class OfferComposer {
    private static final int NONE = -1;

    private final LocalSession ours;
    private final Optional<Agreement> previous;
    private final List<Integer> positions = new ArrayList<>();
    private final List<MediaDescription> sections = new ArrayList<>();
    private final List<List<PayloadMapping>> history = new ArrayList<>();

    OfferComposer(LocalSession ours, Optional<Agreement> previous) {
        this.ours = ours;
        this.previous = previous;
    }

    Offer compose() {
        previous.ifPresent(this::keepLines);
        for (int position = 0; position < ours.media().size(); position++) {
            if (ours.media().get(position).isEnabled() && !positions.contains(position)) {
                place(position);
            }
        }
        for (int index = 0; index < positions.size(); index++) {
            section(index);
        }
        var next = SectionWriter.session(ours, sections).build();
        var description = previous.map(p -> next.succeeding(p.lastSent())).orElse(next);
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
        var past = previous.map(p -> p.history(index)).orElse(List.of());
        int position = positions.get(index);
        if (position == NONE) {
            sections.add(before(index).refused());
            history.add(past);
            return;
        }
        var media = ours.media().get(position);
        var numbers = new PayloadNumbers(past, media.pinned());
        var payloads = inOrder(index, media).stream().map(numbers::offer).toList();
        sections.add(
                new SectionWriter(media).write(media.protocols().get(0), payloads, media.direction(), media.rtcpMux()));
        history.add(PayloadNumbers.remember(past, payloads));
    }

    /** The codec in use comes first, so that a hold does not change it; then our order. */
    private List<MediaFormat> inOrder(int index, LocalMedia media) {
        var formats = new ArrayList<>(media.formats());
        var inUse = previous.filter(p -> p.position(index) == positions.get(index))
                .flatMap(p -> p.media().get(index).stream())
                .map(s -> s.sendFormat().format());
        if (inUse.isPresent()) {
            formats.stream()
                    .filter(f -> FormatRules.same(f, inUse.get()))
                    .findFirst()
                    .ifPresent(f -> {
                        formats.remove(f);
                        formats.add(0, f);
                    });
        }
        return formats;
    }

    private MediaDescription before(int index) {
        return previous.orElseThrow().local().media().get(index);
    }
}
