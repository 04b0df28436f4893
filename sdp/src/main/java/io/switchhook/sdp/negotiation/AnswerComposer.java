package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Composes one answer. Used once. RFC 3264 §6. */
final class AnswerComposer {
    private final LocalSession ours;
    private final SessionDescription offer;
    private final Optional<Agreement> previous;
    private final TreeSet<Integer> free = new TreeSet<>();
    private final List<MediaDescription> sections = new ArrayList<>();
    private final List<List<PayloadMapping>> history = new ArrayList<>();
    private final List<LineDecision> decisions = new ArrayList<>();

    AnswerComposer(LocalSession ours, SessionDescription offer, Optional<Agreement> previous) {
        this.ours = ours;
        this.offer = offer;
        this.previous = previous;
    }

    AnswerResult compose() {
        for (int position = 0; position < ours.media().size(); position++) {
            free.add(position);
        }
        // A stream that serves a line still in use is not given to another.
        for (int index = 0; index < offer.media().size(); index++) {
            if (keptPosition(index) >= 0) {
                free.remove(keptPosition(index));
            }
        }
        for (int index = 0; index < offer.media().size(); index++) {
            line(index);
        }
        var answer = description();
        boolean refused = decisions.stream().noneMatch(d -> d.verdict() == MediaVerdict.ACCEPTED)
                && decisions.stream().anyMatch(d -> d.verdict() != MediaVerdict.PORT_ZERO);
        return refused ? refusal(answer) : new AnswerResult.Answered(agreement(answer));
    }

    private int keptPosition(int index) {
        var section = offer.media().get(index);
        int position = previous.map(p -> p.position(index)).orElse(-1);
        boolean kept = position >= 0
                && position < ours.media().size()
                && !section.isDisabled()
                && ours.media().get(position).mediaType().equalsIgnoreCase(section.mediaType());
        return kept ? position : -1;
    }

    private void line(int index) {
        var decision = decide(index);
        var past = previous.map(p -> p.history(index)).orElse(List.of());
        decisions.add(decision);
        if (decision.verdict() != MediaVerdict.ACCEPTED) {
            sections.add(offer.media().get(index).refused());
            history.add(past);
            return;
        }
        free.remove(decision.position());
        var media = ours.media().get(decision.position());
        var section = offer.media().get(index);
        var numbers = new PayloadNumbers(past, media.pinned());
        var payloads = decision.common().stream()
                .map(c -> numbers.answer(c.theirs().payloadType(), c.ours()))
                .toList();
        var direction = offer.directionOf(index).answeredWith(media.direction());
        boolean mux = media.rtcpMux() && section.rtcpMux();
        sections.add(new SectionWriter(media).write(section.protocol(), payloads, direction, mux));
        history.add(PayloadNumbers.remember(past, payloads));
    }

    private LineDecision decide(int index) {
        var check = new LineCheck(ours, offer, index);
        if (offer.media().get(index).isDisabled()) {
            return LineDecision.refused(MediaVerdict.PORT_ZERO, "the offer disables this line");
        }
        int kept = keptPosition(index);
        if (kept >= 0) {
            return check.with(kept);
        }
        var type = offer.media().get(index).mediaType();
        Optional<LineDecision> firstRefusal = Optional.empty();
        for (int position : free) {
            if (ours.media().get(position).mediaType().equalsIgnoreCase(type)) {
                var decision = check.with(position);
                if (decision.verdict() == MediaVerdict.ACCEPTED) {
                    return decision;
                }
                firstRefusal = firstRefusal.or(() -> Optional.of(decision));
            }
        }
        return firstRefusal.orElseGet(() -> nothingFor(type));
    }

    private LineDecision nothingFor(String type) {
        boolean known = ours.media().stream().anyMatch(m -> m.mediaType().equalsIgnoreCase(type));
        return known
                ? LineDecision.refused(MediaVerdict.NO_FREE_STREAM, "another line uses our " + type + " stream")
                : LineDecision.refused(MediaVerdict.UNSUPPORTED_MEDIA, "we have no " + type);
    }

    /** RFC 3264 §6: as many lines as offered, and the offer's t= line. */
    private SessionDescription description() {
        var next = SectionWriter.session(ours, sections)
                .timing(offer.timing().orElse(Timing.UNBOUNDED))
                .build();
        return previous.map(p -> next.succeeding(p.lastSent())).orElse(next);
    }

    private Agreement agreement(SessionDescription answer) {
        var media = new ArrayList<AgreedMedia>();
        var reader = new StreamReader(answer, offer, StreamReader.Role.ANSWERER);
        for (int index = 0; index < decisions.size(); index++) {
            var decision = decisions.get(index);
            var type = offer.media().get(index).mediaType();
            if (decision.verdict() == MediaVerdict.ACCEPTED) {
                var defaultPtime = ours.media().get(decision.position()).ptimeMillis();
                var stream = reader.read(index, defaultPtime);
                media.add(AgreedMedia.accepted(index, decision.position(), type, stream));
            } else {
                media.add(AgreedMedia.refused(index, type, decision.verdict(), decision.why()));
            }
        }
        return new Agreement(answer, offer, media, history);
    }

    private AnswerResult refusal(SessionDescription answer) {
        var media = new ArrayList<AgreedMedia>();
        for (int index = 0; index < decisions.size(); index++) {
            var type = offer.media().get(index).mediaType();
            media.add(AgreedMedia.refused(
                    index,
                    type,
                    decisions.get(index).verdict(),
                    decisions.get(index).why()));
        }
        // The declaration order of the verdicts is from the nearest miss to the farthest.
        var nearest = decisions.stream()
                .filter(d -> d.verdict() != MediaVerdict.PORT_ZERO)
                .min(Comparator.comparing(LineDecision::verdict))
                .orElseThrow();
        return new AnswerResult.Refused(nearest.verdict().warningCode(), nearest.why(), media, answer);
    }
}
