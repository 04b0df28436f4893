package io.switchhook.sdp.negotiation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** One comparison of two legs. Used once. */
final class LegComparison {
    private final EnumSet<LegMatch.Difference> differences = EnumSet.noneOf(LegMatch.Difference.class);
    private final List<String> why = new ArrayList<>();

    LegMatch compare(Agreement a, Agreement b) {
        int lines = Math.max(a.media().size(), b.media().size());
        for (int index = 0; index < lines; index++) {
            line(index, a, b);
        }
        return differences.isEmpty() ? new LegMatch.Compatible() : new LegMatch.NeedsReoffer(differences, why);
    }

    private void line(int index, Agreement a, Agreement b) {
        boolean inA = isAccepted(a, index);
        boolean inB = isAccepted(b, index);
        if (!inA && !inB) {
            return;
        }
        boolean paired = inA && inB && typeOf(a, index).equalsIgnoreCase(typeOf(b, index));
        if (!paired) {
            note(LegMatch.Difference.MEDIA_LINES, index, inA && inB ? "the media types differ" : "one leg has it");
            return;
        }
        var streamA = a.media().get(index).stream().orElseThrow();
        var streamB = b.media().get(index).stream().orElseThrow();
        formats(index, "A", streamA, streamB);
        formats(index, "B", streamB, streamA);
        direction(index, streamA, streamB);
    }

    /** What one peer may send (we receive it under our numbers) goes out to the other unchanged. */
    private void formats(int index, String name, AgreedStream from, AgreedStream to) {
        for (var sent : from.receiveFormats()) {
            boolean understood = to.sendFormats().stream()
                    .anyMatch(
                            p -> p.payloadType() == sent.payloadType() && FormatRules.same(p.format(), sent.format()));
            if (!understood) {
                boolean renumbered =
                        to.sendFormats().stream().anyMatch(p -> FormatRules.same(p.format(), sent.format()));
                note(
                        difference(sent.format().isTelephoneEvent(), renumbered),
                        index,
                        name + " may send " + sent
                                + (renumbered
                                        ? ", which the other knows under another number"
                                        : ", unknown to the other"));
            }
        }
    }

    private static LegMatch.Difference difference(boolean event, boolean renumbered) {
        if (event) {
            return LegMatch.Difference.TELEPHONE_EVENTS;
        }
        return renumbered ? LegMatch.Difference.PAYLOAD_NUMBERS : LegMatch.Difference.FORMATS;
    }

    private void direction(int index, AgreedStream a, AgreedStream b) {
        if (a.direction() != b.direction().reversed()) {
            note(
                    LegMatch.Difference.DIRECTION,
                    index,
                    "towards A we are " + a.direction().attribute() + ", towards B "
                            + b.direction().attribute());
        }
    }

    private void note(LegMatch.Difference difference, int index, String text) {
        differences.add(difference);
        why.add("m= line " + (index + 1) + ": " + text);
    }

    private static boolean isAccepted(Agreement leg, int index) {
        return index < leg.media().size() && leg.media().get(index).isAccepted();
    }

    private static String typeOf(Agreement leg, int index) {
        return leg.media().get(index).mediaType();
    }
}
