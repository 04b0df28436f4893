package io.switchhook.pbx.internal.relay;

import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.StaticPayloads;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.Agreement;
import io.switchhook.sdp.negotiation.LegMatch;
import io.switchhook.sdp.negotiation.OfferAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Which codecs a telephone is offered beside those of the other one, what the other one is answered when only such a one was taken, and whether what two have agreed on has to be
 * translated. Pure.
 *
 * @param codecs what we can translate between; fewer than two of them are as good as none
 */
public record Transcoding(List<MediaFormat> codecs) {
    /** Digits and the hook flash of RFC 2833 go across; what else is an event there stays behind. */
    private static final String DIGITS = "0-16";

    /** What has to become of the audio between two sides. */
    sealed interface Way {
        /** Each understands what the other sends. */
        record PassOn() implements Way {}

        /** One does not, and there are codecs for both. */
        record Translate(AgreedStream a, AgreedStream b) implements Way {
            String from() {
                return a.sendFormat().format().encoding();
            }

            String to() {
                return b.sendFormat().format().encoding();
            }
        }

        /** One does not, and nothing can be done about it. */
        record Nothing() implements Way {}
    }

    public Transcoding {
        codecs = codecs.size() < 2 ? List.of() : List.copyOf(codecs);
    }

    boolean isOff() {
        return codecs.isEmpty();
    }

    // --- offers -----------------------------------------------------------------------------------------------------

    /**
     * What one telephone says as it is offered to another: its formats first, then those that we would translate.
     *
     * @param known descriptions whose numbers should keep their meaning there (RFC 3264 §8.3.2), the most binding first
     * @param readable which of the lines we can read
     */
    SessionDescription offer(SessionDescription said, List<SessionDescription> known, IntPredicate readable) {
        var offer = said;
        for (int i = 0; i < said.media().size() && !isOff(); i++) {
            var line = said.media().get(i);
            if (isAudio(line) && readable.test(i)) {
                var added = added(line, linesAt(known, i));
                offer = added.isEmpty() ? offer : offer.withMedia(i, line.addingPayloads(added));
            }
        }
        return offer;
    }

    private static List<MediaDescription> linesAt(List<SessionDescription> known, int index) {
        return known.stream()
                .filter(description -> index < description.media().size())
                .map(description -> description.media().get(index))
                .toList();
    }

    private static boolean isAudio(MediaDescription line) {
        return line.isAudio() && line.isRtp() && !line.isDisabled();
    }

    private List<PayloadMapping> added(MediaDescription line, List<MediaDescription> known) {
        var all = new ArrayList<>(line.payloads());
        var added = new ArrayList<PayloadMapping>();
        if (line.payloads().stream().noneMatch(mapping -> isOurs(mapping.format()))) {
            return added;
        }
        for (var codec : codecs) {
            add(codec, line, known, all, added);
        }
        if (all.stream().anyMatch(mapping -> mapping.format().isTelephoneEvent())) {
            // RFC 4733 §2.1: events have the clock of the audio that they interrupt.
            for (var codec : List.copyOf(added)) {
                add(MediaFormat.telephoneEvent(codec.format().clockRate(), DIGITS), line, known, all, added);
            }
        }
        return added;
    }

    private static void add(
            MediaFormat format,
            MediaDescription line,
            List<MediaDescription> known,
            List<PayloadMapping> all,
            List<PayloadMapping> added) {
        if (all.stream().noneMatch(mapping -> OfferAnswer.isSame(mapping.format(), format))) {
            number(format, line, known, all).ifPresent(number -> {
                var mapping = new PayloadMapping(number, format);
                all.add(mapping);
                added.add(mapping);
            });
        }
    }

    private static Optional<Integer> number(
            MediaFormat format, MediaDescription line, List<MediaDescription> known, List<PayloadMapping> all) {
        for (var before : known) {
            for (var mapping : before.payloads()) {
                if (OfferAnswer.isSame(mapping.format(), format) && isFree(mapping.payloadType(), line, all)) {
                    return Optional.of(mapping.payloadType());
                }
            }
        }
        var assigned = StaticPayloads.payloadType(format);
        if (assigned.isPresent()) {
            return isFree(assigned.getAsInt(), line, all) ? Optional.of(assigned.getAsInt()) : Optional.empty();
        }
        // RFC 3551 §3.
        for (int number = 96; number <= 127; number++) {
            int candidate = number;
            boolean meant =
                    known.stream().anyMatch(before -> before.payload(candidate).isPresent());
            if (!meant && isFree(number, line, all)) {
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    private static boolean isFree(int number, MediaDescription line, List<PayloadMapping> all) {
        return !line.formats().contains(Integer.toString(number))
                && all.stream().noneMatch(mapping -> mapping.payloadType() == number);
    }

    // --- answers ----------------------------------------------------------------------------------------------------

    /** Whether what one telephone answers is for the other one in codecs that it has not offered, and that we can translate. */
    boolean changes(SessionDescription answer, SessionDescription offer) {
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()); i++) {
            if (translated(answer.media().get(i), offer.media().get(i)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What one telephone answers as it is an answer to the offer of the other one: without what that has not offered, and where nothing is left, in a format of its own.
     *
     * @param answer to an offer of ours that had more in it
     */
    public SessionDescription answer(SessionDescription answer, SessionDescription offer) {
        var fitting = answer;
        for (int i = 0; i < Math.min(answer.media().size(), offer.media().size()) && !isOff(); i++) {
            var line = answer.media().get(i);
            var offered = offer.media().get(i);
            if (isAudio(line) && isAudio(offered)) {
                fitting = fitting.withMedia(
                        i, translated(line, offered).orElseGet(() -> withoutAdded(line, offered.payloads())));
            }
        }
        return fitting;
    }

    /** What one telephone has offered as if it had heard the other one's offer: a codec of both is chosen where there is one. */
    public SessionDescription chosen(SessionDescription said, SessionDescription other) {
        var chosen = said;
        for (int i = 0; i < Math.min(said.media().size(), other.media().size()) && !isOff(); i++) {
            var line = said.media().get(i);
            var formats = other.media().get(i).payloads();
            boolean common = codecs(line.payloads()).anyMatch(format -> has(formats, format));
            if (isAudio(line) && common) {
                chosen = chosen.withMedia(
                        i,
                        line.keepingPayloads(
                                mapping -> mapping.format().isAuxiliary() || has(formats, mapping.format())));
            }
        }
        return chosen;
    }

    private Optional<MediaDescription> translated(MediaDescription line, MediaDescription offered) {
        var taken = codecIn(line.payloads());
        if (isOff()
                || !isAudio(line)
                || !isAudio(offered)
                || taken.isEmpty()
                || !isOurs(taken.get())
                || has(offered.payloads(), taken.get())) {
            return Optional.empty();
        }
        return offered.payloads().stream()
                .filter(mapping -> isOurs(mapping.format()))
                .findFirst()
                .map(codec -> {
                    boolean events =
                            line.payloads().stream().anyMatch(p -> p.format().isTelephoneEvent());
                    // What is said of packets is said of those of the other codec.
                    return line.withPayloads(formats(codec, offered.payloads(), events))
                            .withoutAttribute("ptime")
                            .withoutAttribute("maxptime");
                });
    }

    private List<PayloadMapping> formats(PayloadMapping codec, List<PayloadMapping> offered, boolean events) {
        var formats = new ArrayList<PayloadMapping>();
        formats.add(new PayloadMapping(codec.payloadType(), ours(codec.format())));
        if (events) {
            var all = offered.stream()
                    .filter(mapping -> mapping.format().isTelephoneEvent())
                    .toList();
            all.stream()
                    .filter(mapping ->
                            mapping.format().clockRate() == codec.format().clockRate())
                    .findFirst()
                    .or(() -> all.stream().findFirst())
                    .ifPresent(mapping -> formats.add(new PayloadMapping(
                            mapping.payloadType(), mapping.format().withFmtp(DIGITS))));
        }
        return formats;
    }

    /** A telephone's format with what we say of it, not what it says itself. */
    private MediaFormat ours(MediaFormat format) {
        return codecs.stream()
                .filter(codec -> OfferAnswer.isSame(codec, format))
                .findFirst()
                .map(codec -> format.withFmtp(codec.fmtp()))
                .orElse(format);
    }

    /** What was added by us goes, unless there would be nothing left. */
    private MediaDescription withoutAdded(MediaDescription line, List<PayloadMapping> offered) {
        boolean left = line.payloads().stream().anyMatch(mapping -> !isAdded(mapping.format(), offered));
        boolean added = line.payloads().stream().anyMatch(mapping -> isAdded(mapping.format(), offered));
        return left && added ? line.keepingPayloads(mapping -> !isAdded(mapping.format(), offered)) : line;
    }

    private boolean isAdded(MediaFormat format, List<PayloadMapping> offered) {
        return (isOurs(format) || format.isTelephoneEvent()) && !has(offered, format);
    }

    // --- what stands ------------------------------------------------------------------------------------------------

    /** What has to become of a line that both sides have agreed to. */
    Way between(AgreedStream a, AgreedStream b) {
        if (isOff() || (understands(b, a) && understands(a, b))) {
            return new Way.PassOn();
        }
        boolean ours = isOurs(a.sendFormat().format())
                && isOurs(b.sendFormat().format())
                && hears(a).filter(mapping -> isOurs(mapping.format())).isPresent()
                && hears(b).filter(mapping -> isOurs(mapping.format())).isPresent();
        return ours ? new Way.Translate(a, b) : new Way.Nothing();
    }

    /** Whether that side can do with what the other one sends, as far as that does as it should and sends the first that it has named (RFC 3264 §7). */
    private static boolean understands(AgreedStream listener, AgreedStream speaker) {
        return hears(speaker)
                .filter(sent -> !isIn(listener.sendFormats(), sent))
                .isEmpty();
    }

    /** What a side sends first of all. */
    private static Optional<PayloadMapping> hears(AgreedStream side) {
        return side.receiveFormats().stream()
                .filter(mapping -> !mapping.format().isAuxiliary())
                .findFirst();
    }

    /**
     * Whether what two legs have agreed to goes together, as it is or translated. It is translated only where the listener is known not to have what the speaker sends: else an
     * offer might do.
     *
     * @param answered whether the listener has answered our offer, and not we its own
     */
    public boolean fit(Agreement listener, Agreement speaker, boolean answered) {
        if (OfferAnswer.compare(listener, speaker) instanceof LegMatch.Compatible) {
            return true;
        }
        int lines = Math.max(listener.media().size(), speaker.media().size());
        for (int i = 0; i < lines && !isOff(); i++) {
            var hears = streamAt(listener, i);
            var speaks = streamAt(speaker, i);
            boolean both = hears.isPresent() && speaks.isPresent();
            if (hears.isPresent() != speaks.isPresent()
                    || both && !fit(listener, i, hears.get(), speaks.get(), answered)) {
                return false;
            }
        }
        return !isOff();
    }

    private boolean fit(Agreement listener, int line, AgreedStream a, AgreedStream b, boolean answered) {
        if (a.direction() != b.direction().reversed()) {
            return false;
        }
        boolean audio = listener.media().get(line).mediaType().equalsIgnoreCase("audio");
        var way = audio ? between(a, b) : new Way.PassOn();
        return way instanceof Way.Translate
                ? hears(b).filter(sent -> isDeclined(listener, line, sent.format(), answered))
                        .isPresent()
                : way instanceof Way.PassOn && understandsAll(a, b) && understandsAll(b, a);
    }

    /** Whether a telephone has been offered a format and has taken one behind it, or has not named it in its own offer. */
    private static boolean isDeclined(Agreement leg, int line, MediaFormat format, boolean answered) {
        var theirs = leg.remote().media().get(line).payloads();
        if (has(theirs, format)) {
            return false;
        }
        var ours = leg.local().media().get(line).payloads();
        var taken = codecIn(theirs);
        return !answered
                || taken.isPresent() && has(ours, format) && placeOf(format, ours) < placeOf(taken.get(), ours);
    }

    private static int placeOf(MediaFormat format, List<PayloadMapping> formats) {
        int place = 0;
        while (place < formats.size() && !OfferAnswer.isSame(formats.get(place).format(), format)) {
            place++;
        }
        return place;
    }

    /** Whether what the speaker may send, beside what we have added to its choice, can be read. */
    private boolean understandsAll(AgreedStream listener, AgreedStream speaker) {
        int clock = hears(speaker).map(mapping -> mapping.format().clockRate()).orElse(0);
        return speaker.receiveFormats().stream()
                .filter(mapping -> !isOurs(mapping.format())
                        && !(mapping.format().isTelephoneEvent()
                                && mapping.format().clockRate() != clock))
                .allMatch(mapping -> isIn(listener.sendFormats(), mapping));
    }

    private static Optional<AgreedStream> streamAt(Agreement leg, int index) {
        return index < leg.media().size() ? leg.media().get(index).stream() : Optional.empty();
    }

    // --- formats ----------------------------------------------------------------------------------------------------

    private boolean isOurs(MediaFormat format) {
        return codecs.stream().anyMatch(codec -> OfferAnswer.isSame(codec, format));
    }

    private static Optional<MediaFormat> codecIn(List<PayloadMapping> formats) {
        return codecs(formats).findFirst();
    }

    private static Stream<MediaFormat> codecs(List<PayloadMapping> formats) {
        return formats.stream().map(PayloadMapping::format).filter(format -> !format.isAuxiliary());
    }

    private static boolean has(List<PayloadMapping> formats, MediaFormat wanted) {
        return formats.stream().anyMatch(mapping -> OfferAnswer.isSame(mapping.format(), wanted));
    }

    private static boolean isIn(List<PayloadMapping> formats, PayloadMapping wanted) {
        return formats.stream()
                .anyMatch(mapping -> mapping.payloadType() == wanted.payloadType()
                        && OfferAnswer.isSame(mapping.format(), wanted.format()));
    }
}
