package io.switchhook.sdp.negotiation;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SessionDescription;
import java.net.InetSocketAddress;

/** Shared ground of the negotiation tests. */
final class Parties {
    static final MediaFormat GSM = MediaFormat.of("GSM", 8000);
    static final MediaFormat OPUS = new MediaFormat("opus", 48_000, 2, "");
    static final MediaFormat ILBC = new MediaFormat("iLBC", 8000, 1, "mode=30");

    private Parties() {}

    static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(IpLiteral.parse(host).orElseThrow(), port);
    }

    static LocalMediaBuilder audio(MediaFormat... formats) {
        return LocalMedia.audio(at("192.0.2.1", 4000)).formats(formats);
    }

    /** PCMA, PCMU and telephone events at 192.0.2.1:4000. */
    static LocalSession phone() {
        return session(audio(MediaFormat.PCMA, MediaFormat.PCMU).telephoneEvents(true));
    }

    static LocalSession session(LocalMediaBuilder... media) {
        var built = new LocalMedia[media.length];
        for (int i = 0; i < media.length; i++) {
            built[i] = media[i].build();
        }
        return LocalSession.of(1000, built);
    }

    static SessionDescription sdp(String... lines) {
        return SessionDescription.parse(
                "v=0\r\no=peer 5 5 IN IP4 198.51.100.9\r\ns=-\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\n"
                        + String.join("\r\n", lines) + "\r\n");
    }

    static Agreement answered(AnswerResult result) {
        if (result instanceof AnswerResult.Answered answered) {
            return answered.agreement();
        }
        throw new AssertionError("expected an answer, found " + result);
    }

    static AnswerResult.Refused refused(AnswerResult result) {
        if (result instanceof AnswerResult.Refused refused) {
            return refused;
        }
        throw new AssertionError("expected a refusal, found " + result);
    }

    static AcceptResult.Agreed agreed(AcceptResult result) {
        if (result instanceof AcceptResult.Agreed agreed) {
            return agreed;
        }
        throw new AssertionError("expected an agreement, found " + result);
    }

    static String violation(AcceptResult result) {
        if (result instanceof AcceptResult.Violation violation) {
            return violation.reason();
        }
        throw new AssertionError("expected a violation, found " + result);
    }
}
