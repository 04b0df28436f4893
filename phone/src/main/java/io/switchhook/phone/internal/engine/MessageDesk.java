package io.switchhook.phone.internal.engine;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.phone.internal.call.CallEngine;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.PagerMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.body.AcceptedBodies;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.SipStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Takes the messages that come in, inside calls and outside, and gives them to the application (RFC 3428 §7). On the signalling loop. */
public final class MessageDesk {
    /** More than a person can read; whoever floods us is told to come back. */
    private static final int MOST_UNHEARD = 100;

    private static final long COME_BACK_SECONDS = 10;

    private record Reader(AcceptedBodies accepted, Consumer<ReceivedMessage> listener) {}

    private final PhoneEngine phone;
    private final CallbackLane lane;
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile Optional<Reader> reader = Optional.empty();

    public MessageDesk(PhoneEngine phone) {
        this.phone = phone;
        this.lane = phone.world().openLane("switchhook-messages");
    }

    /** @throws IllegalArgumentException when one is no media type */
    public static AcceptedBodies accepting(List<String> types) {
        Objects.requireNonNull(types, "types").forEach(OutgoingMessage::parse);
        return AcceptedBodies.of(types.toArray(String[]::new));
    }

    /** From any thread. */
    public void listen(AcceptedBodies accepted, Consumer<ReceivedMessage> listener) {
        reader = Optional.of(new Reader(accepted, listener));
        phone.stack().allow(SipMethod.MESSAGE);
    }

    /** What we understand, in calls and in messages. */
    AcceptedBodies acceptedByCalls() {
        var all = new ArrayList<>(AcceptedBodies.of("application/sdp").types());
        reader.ifPresent(known -> all.addAll(known.accepted().types()));
        return new AcceptedBodies(all);
    }

    /** Answers a MESSAGE at once, and has it heard when the answer is 200. */
    void onMessage(
            LineEngine line,
            Optional<CallEngine> call,
            ServerTransaction transaction,
            SipRequest request,
            long nowNanos) {
        var known = reader;
        if (known.isEmpty()) {
            answer(transaction, request, 405, nowNanos);
        } else if (phone.isClosing()) {
            answer(transaction, request, 480, nowNanos);
        } else if (!known.get().accepted().understand(request)) {
            var response = answering(request, 415);
            respond(transaction, known.get().accepted().describe(response), nowNanos);
        } else if (unheard.get() >= MOST_UNHEARD) {
            var response = answering(request, 480).set(RetryAfterHeader.TYPE, RetryAfterHeader.of(COME_BACK_SECONDS));
            respond(transaction, response, nowNanos);
        } else {
            var received = phone.world().wallTime();
            var message = new ReceivedMessage(
                    line.face(), call.map(CallEngine::face), request, PagerMessage.of(request, received), received);
            answer(transaction, request, 200, nowNanos);
            give(message, known.get().listener());
        }
    }

    private void give(ReceivedMessage message, Consumer<ReceivedMessage> listener) {
        unheard.incrementAndGet();
        lane.submit(() -> {
            unheard.decrementAndGet();
            listener.accept(message);
        });
    }

    private SipStack stack() {
        return phone.stack();
    }

    private SipResponse.Builder answering(SipRequest request, int status) {
        return stack().answering(request, status, StatusCode.reasonFor(status));
    }

    private void answer(ServerTransaction transaction, SipRequest request, int status, long nowNanos) {
        respond(transaction, answering(request, status), nowNanos);
    }

    private void respond(ServerTransaction transaction, SipResponse.Builder response, long nowNanos) {
        stack().respond(transaction, response, nowNanos);
    }
}
