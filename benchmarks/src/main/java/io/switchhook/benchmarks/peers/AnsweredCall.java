package io.switchhook.benchmarks.peers;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.CallHost;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One call of the {@link Callee}: rings and answers at once, and counts its end. */
final class AnsweredCall implements SessionUser {
    private final CallHost host;
    private final Optional<CallbackLane> lane;
    private final Runnable ended;
    private @Nullable InviteSession session;

    AnsweredCall(CallHost host, Optional<CallbackLane> lane, Runnable ended) {
        this.host = host;
        this.lane = lane;
        this.ended = ended;
    }

    void begin(InviteSession opened, UnaryOperator<String> answerTo, long nowNanos) {
        session = opened;
        if (lane.isEmpty()) {
            answer(answerTo, nowNanos);
        } else {
            var loop = host.stack().loop();
            lane.get().submit(() -> loop.post(() -> answer(answerTo, loop.nowNanos())));
        }
    }

    private void answer(UnaryOperator<String> answerTo, long nowNanos) {
        if (session != null) {
            session.ring(180, "Ringing", Optional.empty(), nowNanos);
            session.answer(answerTo.apply(session.initialOffer().orElseThrow()), nowNanos);
        }
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {
        lane.ifPresent(callbacks -> callbacks.submit(() -> {}));
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        if (session != null) {
            host.remove(session);
        }
        host.close();
        lane.ifPresentOrElse(callbacks -> callbacks.submit(ended), ended);
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {
        throw new IllegalStateException("this side is called");
    }

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {
        throw new IllegalStateException("this side is called");
    }

    @Override
    public void onEarlyAnswer(String answer, long nowNanos) {
        throw new IllegalStateException("no offer of ours is early");
    }

    @Override
    public void onRefreshed(String ours, String theirs, long nowNanos) {
        // Nothing hangs on it.
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {
        throw new IllegalStateException("this side is called");
    }

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {
        throw new IllegalStateException("this side is called");
    }

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        throw new IllegalStateException("the caller changes nothing");
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        throw new IllegalStateException("the caller asks for nothing more");
    }
}
