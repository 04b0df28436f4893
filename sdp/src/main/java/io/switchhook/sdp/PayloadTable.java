package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What the payload numbers of one media section stand for, read in one pass over its lines. */
final class PayloadTable {
    private final MediaDescription media;
    private final Map<String, String> rtpmaps = new HashMap<>();
    private final Map<String, String> fmtps = new HashMap<>();

    private PayloadTable(MediaDescription media) {
        this.media = media;
    }

    static PayloadTable of(MediaDescription media) {
        var table = new PayloadTable(media);
        for (var line : media.lines()) {
            if (line.isAttribute("rtpmap")) {
                put(table.rtpmaps, line);
            } else if (line.isAttribute("fmtp")) {
                put(table.fmtps, line);
            }
        }
        return table;
    }

    List<PayloadMapping> listed() {
        var listed = new ArrayList<PayloadMapping>();
        var seen = new HashSet<Integer>();
        for (var format : media.formats()) {
            int number = (int) Numbers.parse(format, 127);
            if (number >= 0 && seen.add(number)) {
                add(listed, format, number);
            }
        }
        return List.copyOf(listed);
    }

    private void add(List<PayloadMapping> listed, String format, int number) {
        var fmtp = fmtps.getOrDefault(format, "");
        var rtpmap = rtpmaps.get(format);
        var named = rtpmap == null
                ? StaticPayloads.format(number).map(f -> f.withFmtp(fmtp))
                : MediaFormat.parseRtpmap(rtpmap, fmtp);
        named.ifPresent(f -> listed.add(new PayloadMapping(number, f)));
    }

    /** The format an rtpmap, fmtp or rtcp-fb line belongs to; empty for every other line. */
    static String formatOf(SdpLine line) {
        if (line.isAttribute("rtpmap") || line.isAttribute("fmtp") || line.isAttribute("rtcp-fb")) {
            var rest = valueOf(line);
            int space = rest.indexOf(' ');
            return space < 0 ? rest : rest.substring(0, space);
        }
        return "";
    }

    private static String valueOf(SdpLine line) {
        return line.value().substring(line.value().indexOf(':') + 1).strip();
    }

    private static void put(Map<String, String> target, SdpLine line) {
        var rest = valueOf(line);
        int space = rest.indexOf(' ');
        if (space > 0) {
            target.putIfAbsent(
                    rest.substring(0, space), rest.substring(space + 1).strip());
        }
    }
}
