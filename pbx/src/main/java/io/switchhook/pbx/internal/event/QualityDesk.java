package io.switchhook.pbx.internal.event;

import io.switchhook.base.random.Randomness;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipEtagHeader;
import io.switchhook.sip.message.header.SipIfMatchHeader;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.quality.QualityReport;
import java.util.Optional;

/**
 * Takes the reports of telephones on the quality of their calls (RFC 6035 §3.2). Each is told once and not kept: it is no state that somebody could follow or that could expire, so
 * a telephone that refreshes or removes one (RFC 3903 §4.1) is told that all is well. On the signalling loop.
 */
public final class QualityDesk {
    private static final int TAG_LENGTH = 20;
    private static final long USUAL_SECONDS = 3_600;

    /** RFC 6035 §3.4: how long telephones wait when reports come faster than they are taken. */
    private static final long PAUSE_SECONDS = 60;

    /** Who gets them. */
    public interface Taker {
        /** Whether it has more than it can take already. */
        boolean isFull();

        /** @param number the extension that reports, proven */
        void take(String number, QualityReport report);
    }

    private final AnswerDesk answers;
    private final Doorkeeper door;
    private final Randomness random;
    private final Taker taker;

    public QualityDesk(AnswerDesk answers, Doorkeeper door, Randomness random, Taker taker) {
        this.answers = answers;
        this.door = door;
        this.random = random;
        this.taker = taker;
    }

    void onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        boolean known = publish.firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equals(QualityReport.PACKAGE))
                .isPresent();
        if (!known) {
            answers.answer(
                    transaction,
                    489,
                    "Bad Event",
                    response -> response.header("Allow-Events", QualityReport.PACKAGE),
                    nowNanos);
        } else if (answers.isClosing()) {
            answers.answer(transaction, 503, "Service Unavailable", nowNanos);
        } else {
            door.identify(
                    transaction,
                    publish,
                    Optional.of(publish.from().address().uri()),
                    from.remote().getAddress(),
                    nowNanos,
                    (who, now) -> onPublish(who, publish, now));
        }
    }

    private void onPublish(Doorkeeper.Admitted who, SipRequest publish, long nowNanos) {
        boolean told = publish.bodyLength() > 0;
        var body = EventState.in(publish);
        if (told
                && body.filter(state -> state.type().is("application", "vq-rtcpxr"))
                        .isEmpty()) {
            answers.answer(
                    who.transaction(),
                    415,
                    "Unsupported Media Type",
                    response -> response.set(AcceptHeader.TYPE, AcceptHeader.of("application", "vq-rtcpxr")),
                    nowNanos);
            return;
        }
        var report = body.flatMap(state -> QualityReport.read(state.text()));
        boolean goesOn = !told && publish.firstReadable(SipIfMatchHeader.TYPE).isPresent();
        if (report.isEmpty() && !goesOn) {
            answers.answer(who.transaction(), 400, "No Report That Can Be Read", nowNanos);
        } else if (report.isPresent() && taker.isFull()) {
            answers.answer(
                    who.transaction(),
                    503,
                    "Too Many Reports",
                    response -> response.set(RetryAfterHeader.TYPE, RetryAfterHeader.of(PAUSE_SECONDS)),
                    nowNanos);
        } else {
            accept(who, publish, nowNanos);
            report.ifPresent(taken -> taker.take(who.number(), taken));
        }
    }

    /** RFC 3903 §6, step 6: a 200 to PUBLISH has a tag and a lifetime, whatever they are worth. */
    private void accept(Doorkeeper.Admitted who, SipRequest publish, long nowNanos) {
        long asked = publish.firstReadable(ExpiresHeader.TYPE)
                .map(ExpiresHeader::seconds)
                .orElse(USUAL_SECONDS);
        answers.answer(
                who.transaction(),
                200,
                "OK",
                response -> response.set(SipEtagHeader.TYPE, new SipEtagHeader(random.nextToken(TAG_LENGTH)))
                        .set(ExpiresHeader.TYPE, new ExpiresHeader(Math.min(asked, USUAL_SECONDS))),
                nowNanos);
    }
}
