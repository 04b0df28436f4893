package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Connection;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether one of our streams can take an offered line, and with which formats. */
final class LineCheck {
    /** Formats of the peer that a reason quotes at most. */
    private static final int NAMED = 8;

    private final LocalSession ours;
    private final SessionDescription offer;
    private final int index;
    private final MediaDescription section;
    private final Optional<AgreedDtls> before;

    /** @param before the association of the line so far */
    LineCheck(LocalSession ours, SessionDescription offer, int index, Optional<AgreedDtls> before) {
        this.before = before;
        this.ours = ours;
        this.offer = offer;
        this.index = index;
        this.section = offer.media().get(index);
    }

    LineDecision with(int position) {
        var media = ours.media().get(position);
        if (!media.isEnabled()) {
            return LineDecision.refused(MediaVerdict.DISABLED, "our " + media.mediaType() + " is switched off");
        }
        var keys = media.accepting(section, offer.dtlsOf(index), before);
        // RFC 8643 §3.2: keys beside RTP/AVP make SRTP of it, which is all that is required.
        boolean keyed = RtpProfile.isPlain(section.protocol()) && keys.isPresent();
        var lack = media.lackOfDtls(section, offer.dtlsOf(index));
        if (lack.isPresent() && !keys.isPresent()) {
            return LineDecision.refused(MediaVerdict.NO_COMMON_KEYS, lack.get());
        }
        if (!media.speaks(section.protocol()) && !keyed) {
            return LineDecision.refused(
                    MediaVerdict.UNSUPPORTED_PROTOCOL,
                    section.protocol() + " was offered, we have " + String.join(", ", media.protocols()));
        }
        if (RtpProfile.isSecure(section.protocol()) && !keys.isPresent()) {
            return LineDecision.refused(MediaVerdict.NO_COMMON_KEYS, offeredKeys(section));
        }
        var connection = offer.connectionOf(index);
        if (connection.isEmpty()) {
            return LineDecision.refused(MediaVerdict.NO_ADDRESS, "neither the line nor the session has a c= line");
        }
        return address(position, media, connection.get(), keys);
    }

    /** Suites and parameters, and no keys. */
    static String offeredKeys(MediaDescription section) {
        var lines = section.crypto().stream()
                .limit(NAMED)
                .map(line -> line.suiteName()
                        + line.parameters().stream().map(p -> " " + p).collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
        return section.protocol() + " was offered "
                + (lines.isEmpty() ? "without a usable a=crypto line" : "with " + lines) + ", we have "
                + Arrays.stream(CryptoSuite.values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    private LineDecision address(int position, LocalMedia media, Connection connection, LineKeys keys) {
        var ip = connection.ip().orElse(null);
        if (ip != null && ip.isMulticastAddress()) {
            return LineDecision.refused(MediaVerdict.MULTICAST, connection.host() + " is a multicast group");
        }
        boolean weAreV6 = media.rtp().getAddress() instanceof Inet6Address;
        boolean otherFamily = ip != null && !ip.isAnyLocalAddress() && ip instanceof Inet6Address != weAreV6;
        if (otherFamily) {
            return LineDecision.refused(
                    MediaVerdict.INCOMPATIBLE_ADDRESS,
                    connection.host() + " cannot be reached from our IPv" + (weAreV6 ? "6" : "4") + " address");
        }
        return formats(position, media, keys);
    }

    private LineDecision formats(int position, LocalMedia media, LineKeys keys) {
        var common = common(media);
        if (common.isEmpty() || (media.hasCodec() && !hasCodec(common))) {
            return LineDecision.refused(
                    MediaVerdict.NO_COMMON_FORMAT, "offered " + offered() + ", we have " + names(media));
        }
        return LineDecision.accepted(position, ordered(media, common), keys);
    }

    private List<LineDecision.Common> common(LocalMedia media) {
        var common = new ArrayList<LineDecision.Common>();
        for (var theirs : section.payloads()) {
            for (var format : media.formats()) {
                if (FormatRules.same(format, theirs.format()) && !isTaken(format, common)) {
                    common.add(new LineDecision.Common(theirs, format));
                    break;
                }
            }
        }
        return withEvents(media, common);
    }

    private static boolean isTaken(MediaFormat ours, List<LineDecision.Common> common) {
        for (var each : common) {
            if (each.ours().equals(ours)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCodec(List<LineDecision.Common> common) {
        for (var each : common) {
            if (!each.ours().isAuxiliary()) {
                return true;
            }
        }
        return false;
    }

    /** Events at a clock rate that no codec of ours has are still better than none: opus with telephone-event/8000. */
    private List<LineDecision.Common> withEvents(LocalMedia media, List<LineDecision.Common> common) {
        var wanted = media.telephoneEvents();
        if (wanted != null && !hasEvents(common)) {
            for (var theirs : section.payloads()) {
                if (theirs.format().isTelephoneEvent()) {
                    common.add(new LineDecision.Common(theirs, theirs.format().withFmtp(wanted.fmtp())));
                    break;
                }
            }
        }
        return common;
    }

    private static boolean hasEvents(List<LineDecision.Common> common) {
        for (var each : common) {
            if (each.ours().isTelephoneEvent()) {
                return true;
            }
        }
        return false;
    }

    /** Codecs first, in the order asked for; then what rides along with them. */
    private List<LineDecision.Common> ordered(LocalMedia media, List<LineDecision.Common> common) {
        var codecs = new ArrayList<LineDecision.Common>();
        var others = new ArrayList<LineDecision.Common>();
        for (var each : common) {
            (each.ours().isAuxiliary() ? others : codecs).add(each);
        }
        if (ours.preference() == Preference.ANSWERER) {
            codecs.sort((a, b) -> Integer.compare(
                    media.formats().indexOf(a.ours()), media.formats().indexOf(b.ours())));
        }
        var result = new ArrayList<LineDecision.Common>();
        result.addAll(ours.singleCodec() && codecs.size() > 1 ? codecs.subList(0, 1) : codecs);
        result.addAll(others);
        return result;
    }

    private String offered() {
        var names = section.payloads().stream()
                .map(PayloadMapping::format)
                .map(f -> f.rtpmap())
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "formats without a name (" + String.join(" ", first(section.formats())) + ")" : names;
    }

    private static List<String> first(List<String> formats) {
        return formats.subList(0, Math.min(NAMED, formats.size()));
    }

    private static String names(LocalMedia media) {
        return media.formats().stream().map(f -> f.rtpmap()).collect(Collectors.joining(", "));
    }
}
