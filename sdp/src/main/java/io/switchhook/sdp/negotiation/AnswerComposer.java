package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Composes one answer. Used once. RFC 3264 §6. */
final class AnswerComposer {
    private final LocalSession ours;
    private final SessionDescription offer;
    private final @Nullable Agreement previous;
    private final DescriptionWriter writer;
    /** For each stream of ours, whether a line has it. */
    private final boolean[] taken;

    private final List<List<PayloadMapping>> history = new ArrayList<>();
    private final List<LineDecision> decisions = new ArrayList<>();

    AnswerComposer(LocalSession ours, SessionDescription offer, @Nullable Agreement previous) {
        this.ours = ours;
        this.offer = offer;
        this.previous = previous;
        this.writer = new DescriptionWriter(ours);
        this.taken = new boolean[ours.media().size()];
    }

    AnswerResult compose() {
        // A stream that serves a line still in use is not given to another.
        for (int index = 0; index < offer.media().size(); index++) {
            int kept = keptPosition(index);
            if (kept >= 0) {
                taken[kept] = true;
            }
        }
        for (int index = 0; index < offer.media().size(); index++) {
            line(index);
        }
        var answer = description();
        return isRefused() ? refusal(answer) : new AnswerResult.Answered(agreement(answer));
    }

    /** An offer that disables all its lines is answered. */
    private boolean isRefused() {
        boolean refused = false;
        for (var decision : decisions) {
            if (decision.verdict() == MediaVerdict.ACCEPTED) {
                return false;
            }
            refused |= decision.verdict() != MediaVerdict.PORT_ZERO;
        }
        return refused;
    }

    private int keptPosition(int index) {
        int position = previous == null ? -1 : previous.position(index);
        var section = offer.media().get(index);
        boolean kept = position >= 0
                && position < ours.media().size()
                && !section.isDisabled()
                && ours.media().get(position).mediaType().equalsIgnoreCase(section.mediaType());
        return kept ? position : -1;
    }

    private void line(int index) {
        var decision = decide(index);
        List<PayloadMapping> past = previous == null ? List.of() : previous.history(index);
        decisions.add(decision);
        var section = offer.media().get(index);
        if (decision.verdict() != MediaVerdict.ACCEPTED) {
            writer.refused(section);
            history.add(past);
            return;
        }
        taken[decision.position()] = true;
        var media = ours.media().get(decision.position());
        var payloads = numbered(decision.common(), new PayloadNumbers(past, media.pinned()));
        var direction = offer.directionOf(index).answeredWith(media.direction());
        var keys = decision.keys().attributes();
        boolean mux = media.rtcpMux() && section.rtcpMux();
        writer.section(media.answering(offer, index), section.protocol(), payloads, keys, direction, mux);
        history.add(PayloadNumbers.remember(past, payloads));
    }

    private static List<PayloadMapping> numbered(List<LineDecision.Common> common, PayloadNumbers numbers) {
        var payloads = new ArrayList<PayloadMapping>(common.size());
        for (var each : common) {
            payloads.add(numbers.answer(each.theirs().payloadType(), each.ours()));
        }
        return payloads;
    }

    private LineDecision decide(int index) {
        if (offer.media().get(index).isDisabled()) {
            return LineDecision.refused(MediaVerdict.PORT_ZERO, "the offer disables this line");
        }
        var check = new LineCheck(ours, offer, index, agreedBefore(index));
        int kept = keptPosition(index);
        if (kept >= 0) {
            return check.with(kept);
        }
        var type = offer.media().get(index).mediaType();
        LineDecision firstRefusal = null;
        for (int position = 0; position < taken.length; position++) {
            if (!taken[position] && ours.media().get(position).mediaType().equalsIgnoreCase(type)) {
                var decision = check.with(position);
                if (decision.verdict() == MediaVerdict.ACCEPTED) {
                    return decision;
                }
                firstRefusal = firstRefusal == null ? decision : firstRefusal;
            }
        }
        return firstRefusal == null ? nothingFor(type) : firstRefusal;
    }

    private Optional<AgreedDtls> agreedBefore(int index) {
        return previous == null || keptPosition(index) < 0
                ? Optional.empty()
                : previous.media().get(index).stream().flatMap(AgreedStream::dtls);
    }

    private LineDecision nothingFor(String type) {
        boolean known = ours.media().stream().anyMatch(m -> m.mediaType().equalsIgnoreCase(type));
        return known
                ? LineDecision.refused(MediaVerdict.NO_FREE_STREAM, "another line uses our " + type + " stream")
                : LineDecision.refused(MediaVerdict.UNSUPPORTED_MEDIA, "we have no " + type);
    }

    /** RFC 3264 §6: as many lines as offered, and the offer's t= line. */
    private SessionDescription description() {
        var next = writer.write(offer.timing().orElse(Timing.UNBOUNDED));
        return previous == null ? next : next.succeeding(previous.lastSent());
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
