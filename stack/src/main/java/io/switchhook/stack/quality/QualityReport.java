package io.switchhook.stack.quality;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.event.EventState;
import java.util.Optional;

/**
 * How good a call was, or is, as one end of it reports: a document {@code application/vq-rtcpxr} (RFC 6035 §4.6). Immutable. Extensions, and texts that are longer than 256
 * characters or have control characters, are read past.
 *
 * @param kind what it is about
 * @param callTerm whether it is the last one of its call
 * @param alert what it warns of; present for {@link Kind#ALERT} alone
 * @param session which call
 * @param localMetrics what the one who reports has measured: how it hears
 * @param remoteMetrics what the other side has told it: how that hears
 * @param dialogId the dialog of the call, {@code CALL-ID;to-tag=TAG;from-tag=TAG}
 */
public record QualityReport(
        Kind kind,
        boolean callTerm,
        Optional<Alert> alert,
        SessionInfo session,
        QualityMetrics localMetrics,
        Optional<QualityMetrics> remoteMetrics,
        Optional<String> dialogId) {

    /** The name of the event package. */
    public static final String PACKAGE = "vq-rtcpxr";

    /** The type of the documents. */
    public static final String BODY_TYPE = "application/vq-rtcpxr";

    /** What a report is about. */
    public enum Kind {
        /** A call or a part of it, from its beginning. */
        SESSION("VQSessionReport"),
        /** A while within a call. */
        INTERVAL("VQIntervalReport"),
        /** A threshold that was crossed. */
        ALERT("VQAlertReport");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * A threshold that was crossed.
     *
     * @param type the parameter that it is one of, {@code NLR} for one
     * @param severity {@code Warning}, {@code Critical} or {@code Clear}
     * @param direction {@code local} or {@code remote}
     */
    public record Alert(String type, String severity, String direction) {
        /** @throws IllegalArgumentException when one of them is empty, has white space or a control character */
        public Alert {
            if (!isWord(type) || !isWord(severity) || !isWord(direction)) {
                throw new IllegalArgumentException("What an alert is about is said in words without white space: \""
                        + Printable.escape(type + " " + severity + " " + direction) + "\"");
            }
        }

        static boolean isWord(String text) {
            return !text.isEmpty() && Printable.isClean(text) && text.chars().noneMatch(Character::isWhitespace);
        }
    }

    /** @throws IllegalArgumentException when there is an alert in another report, or none in that of one, or the dialog has a control character */
    public QualityReport {
        if (alert.isPresent() != (kind == Kind.ALERT)) {
            throw new IllegalArgumentException("A report of an alert says which, and no other does");
        }
        dialogId.ifPresent(SessionInfo::requireClean);
    }

    /** The report on a call that is over. */
    public static QualityReport ofSession(
            SessionInfo session, QualityMetrics local, Optional<QualityMetrics> remote, Optional<String> dialogId) {
        return new QualityReport(Kind.SESSION, true, Optional.empty(), session, local, remote, dialogId);
    }

    /**
     * Reads what telephones send, who are not strict about colons and about what stands where. Of several reports in one document it is the first.
     *
     * @return empty when it is no report, names no call or no local metrics, is an alert that does not say of what, or has more than 16,384 characters or 200 lines
     */
    public static Optional<QualityReport> read(String document) {
        return QualityReader.read(document);
    }

    /** The document, for a PUBLISH or NOTIFY. */
    public EventState state() {
        return EventState.of(BODY_TYPE, QualityWriter.write(this));
    }
}
