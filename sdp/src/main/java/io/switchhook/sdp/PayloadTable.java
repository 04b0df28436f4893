package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the payload numbers of one media section stand for, read in one pass over its lines. */
final class PayloadTable {
    private final List<Listed> listed = new ArrayList<>();

    private PayloadTable(List<String> formats, Section section) {
        for (var format : formats) {
            int number = (int) Numbers.parse(format, 127);
            if (number >= 0 && find(number) == null) {
                listed.add(new Listed(number, format));
            }
        }
        for (int i = 0; i < section.size(); i++) {
            if (section.isAttribute(i, "rtpmap")) {
                describe(section.text(), section.start(i), section.stop(i), true);
            } else if (section.isAttribute(i, "fmtp")) {
                describe(section.text(), section.start(i), section.stop(i), false);
            }
        }
    }

    /** The numbers of the m= line that stand for something, in its order. */
    static List<PayloadMapping> of(List<String> formats, Section section) {
        var table = new PayloadTable(formats, section);
        var mappings = new ArrayList<PayloadMapping>(table.listed.size());
        for (var each : table.listed) {
            var format = each.named();
            if (format != null) {
                mappings.add(new PayloadMapping(each.number, format));
            }
        }
        return List.copyOf(mappings);
    }

    /** The format an rtpmap, fmtp or rtcp-fb line belongs to; empty for every other line. */
    static String formatOf(SdpLine line) {
        if (line.isAttribute("rtpmap") || line.isAttribute("fmtp") || line.isAttribute("rtcp-fb")) {
            var rest = line.value().substring(line.value().indexOf(':') + 1).strip();
            int space = rest.indexOf(' ');
            return space < 0 ? rest : rest.substring(0, space);
        }
        return "";
    }

    /** Reads {@code rtpmap:8 PCMA/8000} and its like; of two for one number the first one counts. */
    private void describe(String text, int from, int stop, boolean rtpmap) {
        int start = text.indexOf(':', from) + 1;
        if (start == 0 || start > stop) {
            return;
        }
        while (start < stop && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int space = text.indexOf(' ', start);
        int number = space < 0 || space >= stop ? -1 : (int) Numbers.parse(text, start, space, 127);
        var found = number < 0 ? null : find(number);
        if (found != null && found.isWritten(text, start, space)) {
            found.describe(text, space + 1, stop, rtpmap);
        }
    }

    private @Nullable Listed find(int number) {
        for (int i = 0; i < listed.size(); i++) {
            if (listed.get(i).number == number) {
                return listed.get(i);
            }
        }
        return null;
    }

    /** A number of the m= line with what the lines below say of it. */
    private static final class Listed {
        private final int number;
        private final String format;
        private @Nullable MediaFormat usual;
        private String rtpmap = "";
        private String fmtp = "";

        Listed(int number, String format) {
            this.number = number;
            this.format = format;
        }

        /** A line for {@code 8} is none for {@code 08}. */
        boolean isWritten(String text, int start, int stop) {
            return stop - start == format.length() && text.startsWith(format, start);
        }

        void describe(String text, int from, int stop, boolean isRtpmap) {
            if (isRtpmap) {
                name(text, from, stop);
            } else if (fmtp.isEmpty()) {
                fmtp = text.substring(from, stop).strip();
            }
        }

        private void name(String text, int from, int stop) {
            if (usual != null || !rtpmap.isEmpty()) {
                return;
            }
            var known = UsualPayload.of(number);
            if (known != null && known.isWritten(text, from, stop)) {
                usual = known.format();
            } else {
                rtpmap = text.substring(from, stop).strip();
            }
        }

        /** By rtpmap, else by the static table; null when neither has a name for the number. */
        @Nullable
        MediaFormat named() {
            var assigned = usual != null ? usual : StaticPayloads.known(number);
            if (!rtpmap.isEmpty()) {
                var written = MediaFormat.parseRtpmap(rtpmap, fmtp);
                // Some write the name alone, and the number says the rest.
                if (written != null || assigned == null || !assigned.encoding().equalsIgnoreCase(rtpmap)) {
                    return written;
                }
            }
            return assigned == null ? null : assigned.withFmtp(fmtp);
        }
    }
}
