package io.switchhook.phone.internal.engine;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.internal.call.CallEngine;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.sip.core.auth.Keyring;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.PagerOutbox;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.DateHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The messages that a line, or a call of it, sends: one at a time to each target (RFC 3428 §4, §8). On the signalling loop. */
public final class MessageSending {
    /** RFC 3428 §8. */
    private static final int LARGEST = 1_300;
    /** What Via, User-Agent and the like take at most on the way out, an IPv6 address included. */
    private static final int ROOM_FOR_HEADERS = 200;
    /** What the answer to a challenge takes. */
    private static final int ROOM_FOR_CREDENTIALS = 350;
    /** What a user may send without waiting for outcomes. */
    private static final int MOST_AT_ONCE = 100;

    private final LineEngine line;
    private final PagerOutbox outbox = new PagerOutbox(MOST_AT_ONCE);
    private final Set<Result> open = new LinkedHashSet<>();

    MessageSending(LineEngine line) {
        this.line = line;
    }

    /** Outside of any call. */
    public void send(Uri target, OutgoingMessage content, Consumer<MessageOutcome> told, long nowNanos) {
        if (line.phone().isClosing()) {
            told.accept(new MessageOutcome.NotSent("The phone was closed."));
            return;
        }
        var host = line.newHostFor(content);
        var request =
                new StandaloneRequest(SipMethod.MESSAGE, target, host.identity().address(), host);
        host.nameCall(request.callId());
        fill(request.builder(), content);
        if (content.anonymous()) {
            line.hideSender(request.builder(), target, header -> false);
        }
        int size = sizeOf(request.builder(), host);
        if (size > LARGEST && !content.ofAnySize()) {
            host.close();
            told.accept(new MessageOutcome.TooLarge(size, LARGEST));
            return;
        }
        var result = new Result(host, outcome -> {
            host.close();
            told.accept(outcome);
        });
        enqueue(target.toString(), (user, now) -> request.send(host, user, now), result, nowNanos);
    }

    /** Inside a call. */
    public void send(CallEngine call, OutgoingMessage content, Consumer<MessageOutcome> told, long nowNanos) {
        var result = new Result(call.host(), told);
        // RFC 3428 §8: not before the one before it in the same dialog is answered.
        enqueue(
                "call " + call.id(),
                (user, now) -> {
                    boolean sent = call.session()
                            .filter(s -> !call.state().isEnded())
                            .flatMap(s -> s.request(SipMethod.MESSAGE, request -> fill(request, content), user, now))
                            .isPresent();
                    if (!sent) {
                        result.settle(new MessageOutcome.NotSent("The call has no other side."));
                        user.onFailure(ClientFailure.OVERTAKEN, now);
                    }
                },
                result,
                nowNanos);
    }

    private void enqueue(String target, PagerOutbox.Page page, Result result, long nowNanos) {
        open.add(result);
        if (!outbox.add(target, page, result, nowNanos)) {
            result.settle(new MessageOutcome.NotSent(
                    MOST_AT_ONCE + " messages of this line wait already; wait for the outcome of one."));
        }
    }

    private void fill(SipRequest.Builder request, OutgoingMessage content) {
        content.validity()
                .ifPresent(time -> request.set(ExpiresHeader.TYPE, new ExpiresHeader(time.toSeconds()))
                        // RFC 3428 §4: without it the other side would count from when the message came.
                        .set(
                                DateHeader.TYPE,
                                new DateHeader(line.phone().world().wallTime())));
        request.body(content.type(), content.body());
    }

    private int sizeOf(SipRequest.Builder request, CallHost host) {
        int routes = host.identity().routes().stream()
                .mapToInt(route -> route.toString().length() + 11)
                .sum();
        int credentials = !host.identity().keyring().equals(Keyring.EMPTY) ? ROOM_FOR_CREDENTIALS : 0;
        return request.build().length() + ROOM_FOR_HEADERS + routes + credentials;
    }

    /** The phone closes: what has no outcome yet gets none. */
    void close() {
        List.copyOf(open).forEach(result -> result.settle(new MessageOutcome.NotSent("The phone was closed.")));
    }

    private final class Result implements ClientUser {
        private final CallHost host;
        private final Consumer<MessageOutcome> told;

        Result(CallHost host, Consumer<MessageOutcome> told) {
            this.host = host;
            this.told = told;
        }

        void settle(MessageOutcome outcome) {
            if (open.remove(this)) {
                told.accept(outcome);
            }
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            settle(outcomeOf(response));
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            settle(
                    failure == ClientFailure.TIMEOUT
                            ? new MessageOutcome.NoAnswer()
                            : new MessageOutcome.Unreachable(
                                    EndingWords.because("The message could not be sent.", host.trouble())));
        }
    }

    private static MessageOutcome outcomeOf(SipResponse response) {
        if (response.status() == 202) {
            return new MessageOutcome.Accepted();
        }
        if (response.isSuccess()) {
            return new MessageOutcome.Delivered();
        }
        return new MessageOutcome.Refused(
                response.status(), Printable.escape(response.reason()), EndingWords.warningOf(response));
    }
}
