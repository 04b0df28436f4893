package io.switchhook.sdp.negotiation;

import io.switchhook.base.text.Printable;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaDescription;
import io.switchhook.sdp.RtpProfile;
import io.switchhook.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one answer to an offer of ours. Used once. RFC 3264 §7. */
final class AnswerReader {
    private final Offer offer;
    private final SessionDescription local;
    private final SessionDescription answer;
    private final StreamReader reader;
    private final List<AgreedMedia> media = new ArrayList<>();
    private final List<String> tolerated = new ArrayList<>();

    AnswerReader(Offer offer, SessionDescription answer) {
        this.offer = offer;
        this.local = offer.description();
        this.answer = answer;
        this.reader = new StreamReader(local, answer, StreamReader.Role.OFFERER);
    }

    AcceptResult read() {
        int offered = local.media().size();
        int answered = answer.media().size();
        if (answered > offered) {
            return new AcceptResult.Violation(
                    "expected " + offered + " m= lines as in the offer, the answer has " + answered);
        }
        if (answered < offered) {
            tolerated.add("the answer has " + answered + " m= lines for " + offered + "; the rest counts as refused");
        }
        for (int index = 0; index < offered; index++) {
            var violation = index < answered ? line(index) : missing(index);
            if (violation.isPresent()) {
                var where = "m= line " + (index + 1) + ": ";
                return new AcceptResult.Violation(where + Printable.escape(violation.get()));
            }
        }
        return new AcceptResult.Agreed(new Agreement(local, answer, media, offer.history()), tolerated);
    }

    private Optional<String> missing(int index) {
        refused(index, MediaVerdict.REFUSED_BY_PEER, "the answer has no such line");
        return Optional.empty();
    }

    private Optional<String> line(int index) {
        var ours = local.media().get(index);
        var theirs = answer.media().get(index);
        if (!ours.mediaType().equalsIgnoreCase(theirs.mediaType())) {
            return Optional.of("expected " + ours.mediaType() + " as offered, found " + theirs.mediaType());
        }
        if (ours.isDisabled()) {
            if (!theirs.isDisabled()) {
                tolerated.add("m= line " + (index + 1) + " was offered with port 0 and is answered with a port");
            }
            refused(index, MediaVerdict.PORT_ZERO, "our offer disables this line");
            return Optional.empty();
        }
        if (theirs.isDisabled()) {
            refused(index, MediaVerdict.REFUSED_BY_PEER, "the answer has port 0");
            return Optional.empty();
        }
        var keys = StreamReader.crypto(ours, theirs);
        var dtls = keys.isPresent() ? Optional.<AgreedDtls>empty() : AgreedDtls.of(local, answer, index, false);
        boolean keyed = keys.isPresent() || dtls.isPresent();
        if (!ours.protocol().equalsIgnoreCase(theirs.protocol())) {
            if (!goTogether(ours.protocol(), theirs.protocol(), keyed)) {
                return Optional.of("expected " + ours.protocol() + " as offered, found " + theirs.protocol());
            }
            tolerated.add("m= line " + (index + 1) + " answers " + theirs.protocol() + " to our " + ours.protocol());
        }
        // RFC 4568 §5.1.3 and §7.4; RFC 8643 §3.3: beside RTP/AVP an answer without keys means plain RTP, and one with
        // others than ours nothing.
        var missing = keyed ? Optional.<String>empty() : missingKeys(index, ours, theirs);
        return missing.isPresent() ? missing : active(index);
    }

    private Optional<String> missingKeys(int index, MediaDescription ours, MediaDescription theirs) {
        boolean expected = !RtpProfile.isPlain(ours.protocol());
        boolean offered = !local.dtlsOf(index).fingerprints().isEmpty();
        var said = answer.dtlsOf(index);
        boolean dtlsAlone = ours.crypto().isEmpty() || RtpProfile.isOverDtls(theirs.protocol());
        // RFC 8643 §3.3: what was begun must not end in plain.
        if (offered && (expected && dtlsAlone || !said.fingerprints().isEmpty())) {
            return Optional.of("expected a=fingerprint with SHA-256 or stronger, and a=setup active or passive, found "
                    + said.attributes());
        }
        if (!ours.crypto().isEmpty() && (expected || !theirs.crypto().isEmpty())) {
            return Optional.of("expected one of the offered a=crypto lines, found " + theirs.crypto());
        }
        return Optional.empty();
    }

    /** RFC 4585 §5, RFC 5124 §3: with and without feedback get along with each other; who answers keys beside RTP/AVP with RTP/SAVP means what it says. */
    private static boolean goTogether(String ours, String theirs, boolean keyed) {
        return RtpProfile.isPlain(ours) && RtpProfile.isPlain(theirs)
                || RtpProfile.isSecure(ours) && RtpProfile.isSecure(theirs)
                || RtpProfile.isOverDtls(ours) && RtpProfile.isOverDtls(theirs)
                || keyed && isEncrypted(theirs) && (RtpProfile.isPlain(ours) || isEncrypted(ours));
    }

    private static boolean isEncrypted(String protocol) {
        return RtpProfile.isSecure(protocol) || RtpProfile.isOverDtls(protocol);
    }

    private Optional<String> active(int index) {
        var connection = answer.connectionOf(index);
        if (connection.isEmpty()) {
            return Optional.of("expected a c= line for it or for the session, found none");
        }
        if (connection.get().isMulticast()) {
            return Optional.of(
                    "expected a unicast address, found " + connection.get().host());
        }
        var pairs = reader.pairs(index);
        if (pairs.isEmpty() || (!pairs.hasCodec() && isCodecOffered(index))) {
            var formats = String.join(" ", answer.media().get(index).formats());
            return Optional.of("expected a codec from the offer, found " + formats);
        }
        checkFormats(index, pairs);
        checkDirection(index);
        var stream = reader.read(index, local.media().get(index).ptimeMillis());
        media.add(AgreedMedia.accepted(
                index, offer.position(index), local.media().get(index).mediaType(), stream));
        return Optional.empty();
    }

    private boolean isCodecOffered(int index) {
        return local.media().get(index).payloads().stream()
                .anyMatch(p -> !p.format().isAuxiliary());
    }

    private void checkFormats(int index, StreamReader.Pairs pairs) {
        if (pairs.send().size() < answer.media().get(index).formats().size()) {
            tolerated.add("m= line " + (index + 1) + " lists formats that were not offered; they are not used");
        }
    }

    /** RFC 3264 §6.1; what the answer claims beyond it is cut off when the direction is agreed. */
    private void checkDirection(int index) {
        Direction offered = local.directionOf(index);
        Direction answered = answer.directionOf(index);
        if (offered.answeredWith(answered) != answered) {
            tolerated.add("m= line " + (index + 1) + " answers " + answered.attribute() + " to our "
                    + offered.attribute() + "; taken as "
                    + offered.answeredWith(answered).attribute());
        }
    }

    private void refused(int index, MediaVerdict verdict, String why) {
        media.add(AgreedMedia.refused(index, local.media().get(index).mediaType(), verdict, why));
    }
}
