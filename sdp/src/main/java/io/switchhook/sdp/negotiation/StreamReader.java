package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads from both sides' descriptions how a line is to be run. */
final class StreamReader {
    /** RFC 3551 §4.2 and table 1. */
    private static final int USUAL_PTIME = 20;

    private static final int G723_PTIME = 30;
    /** RFC 3551 §4.2: what a receiver has to cope with. */
    private static final int LONGEST_PTIME = 200;

    /** Which of the two descriptions was the answer, whose order counts. */
    enum Role {
        OFFERER,
        ANSWERER
    }

    private final SessionDescription local;
    private final SessionDescription remote;
    private final Role role;

    StreamReader(SessionDescription local, SessionDescription remote, Role role) {
        this.local = local;
        this.remote = remote;
        this.role = role;
    }

    /** The peer's numbers and ours for the formats both list, in the answer's order. */
    record Pairs(List<PayloadMapping> send, List<PayloadMapping> receive) {

        boolean isEmpty() {
            return send.isEmpty();
        }

        boolean hasCodec() {
            for (var each : send) {
                if (!each.format().isAuxiliary()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** RFC 8839 §4.2.5: one who has found no address yet is found by ICE, and holds nobody. */
    private boolean bothUseIce(int index) {
        return IceDescription.in(local, index).isPresent()
                && IceDescription.in(remote, index).isPresent();
    }

    /** Both lines must be in use, have an address, and have a format in common. */
    AgreedStream read(int index, OptionalInt localPtime) {
        var pairs = pairs(index);
        var rtp = remote.rtpAddressOf(index).orElseThrow();
        var theirs = remote.media().get(index);
        var peerDirection = remote.directionOf(index);
        var direction = local.directionOf(index).and(peerDirection.reversed());
        var ours = local.media().get(index);
        boolean mux = theirs.rtcpMux() && ours.rtcpMux();
        var crypto = crypto(ours, theirs);
        return new AgreedStream(
                rtp.isUnspecified() && !bothUseIce(index) ? direction.withoutSending() : direction,
                peerDirection,
                pairs.send(),
                pairs.receive(),
                rtp,
                mux ? Optional.of(rtp) : remote.rtcpAddressOf(index),
                mux,
                ptime(theirs, AgreedStream.codecOf(pairs.send()).format(), localPtime),
                crypto,
                crypto.isPresent() ? Optional.empty() : AgreedDtls.of(local, remote, index, role == Role.ANSWERER),
                remote.rtcpXrOf(index));
    }

    /** Keys in the description count for nothing where DTLS was agreed on by the name of what the media runs over. */
    static Optional<AgreedCrypto> crypto(MediaDescription ours, MediaDescription theirs) {
        return RtpProfile.isOverDtls(ours.protocol()) || RtpProfile.isOverDtls(theirs.protocol())
                ? Optional.empty()
                : AgreedCrypto.of(ours, theirs);
    }

    Pairs pairs(int index) {
        var ours = local.media().get(index).payloads();
        var theirs = theirPayloads(index);
        var send = new ArrayList<PayloadMapping>();
        var receive = new ArrayList<PayloadMapping>();
        if (role == Role.OFFERER) {
            for (var their : theirs) {
                var our = match(their, ours, receive);
                if (our != null) {
                    send.add(their);
                    receive.add(our);
                }
            }
        } else {
            for (var our : ours) {
                var their = match(our, theirs, send);
                if (their != null) {
                    send.add(their);
                    receive.add(our);
                }
            }
        }
        return new Pairs(send, receive);
    }

    /** The same format, under the same number if it has several; null when all that are the same are taken. */
    private static @Nullable PayloadMapping match(
            PayloadMapping wanted, List<PayloadMapping> among, List<PayloadMapping> taken) {
        PayloadMapping first = null;
        for (var each : among) {
            if (FormatRules.same(each.format(), wanted.format()) && !taken.contains(each)) {
                if (each.payloadType() == wanted.payloadType()) {
                    return each;
                }
                first = first == null ? each : first;
            }
        }
        return first;
    }

    /** An answer that repeats our dynamic number without its rtpmap means what we offered under it. */
    private List<PayloadMapping> theirPayloads(int index) {
        var section = remote.media().get(index);
        if (role == Role.ANSWERER || !section.isRtp() || isNamed(section)) {
            return section.payloads();
        }
        var known = byText(section);
        var offered = byText(local.media().get(index));
        offered.keySet().removeAll(named(section));
        var all = new LinkedHashSet<PayloadMapping>();
        for (var format : section.formats()) {
            Optional.ofNullable(known.getOrDefault(format, offered.get(format))).ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /** Whether each number listed has a meaning of its own: the usual answer, which leaves nothing to guess. */
    private static boolean isNamed(MediaDescription section) {
        var formats = section.formats();
        if (section.payloads().size() != formats.size()) {
            return false;
        }
        for (var format : formats) {
            if (format.length() > 1 && format.charAt(0) == '0') {
                return false;
            }
        }
        return true;
    }

    private static Map<String, PayloadMapping> byText(MediaDescription section) {
        var map = new HashMap<String, PayloadMapping>();
        section.payloads().forEach(p -> map.put(Integer.toString(p.payloadType()), p));
        return map;
    }

    private static Set<String> named(MediaDescription section) {
        return section.attributes().stream()
                .filter(a -> a.name().equals("rtpmap"))
                .map(a -> a.value().orElse("").strip().split(" ", 2)[0])
                .collect(Collectors.toSet());
    }

    /** RFC 3264 §6.1: the peer's wish; RFC 3551 §4.2: else what is usual. */
    private static int ptime(MediaDescription theirs, MediaFormat codec, OptionalInt localPtime) {
        int usual = codec.encoding().equalsIgnoreCase("G723") ? G723_PTIME : USUAL_PTIME;
        int wish = theirs.ptimeMillis().orElse(localPtime.orElse(usual));
        int sane = wish > LONGEST_PTIME ? usual : wish;
        return Math.min(sane, theirs.maxptimeMillis().orElse(LONGEST_PTIME));
    }
}
