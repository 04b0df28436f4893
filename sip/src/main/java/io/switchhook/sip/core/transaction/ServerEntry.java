package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.Optional;

/** A server transaction: its machine, and what the layer knows about it. After a final response little more than the key and that response is kept. */
final class ServerEntry extends Entry implements ServerTransaction, ServerMachine.Output {
    private static final int TRYING_STATUS = 100;

    private final TransactionLayer layer;
    private final TransactionUser user;
    private final String key;
    private final String mergeKey;
    private final boolean merged;
    private final Hop hop;
    private final boolean cookie;
    private final String requestToTag;
    private final ServerMachine machine;
    private Optional<SipRequest> request;
    private String answerTag = "";
    private boolean away;

    ServerEntry(
            TransactionLayer layer,
            TransactionUser user,
            String key,
            String mergeKey,
            boolean merged,
            SipRequest request,
            Hop hop) {
        this.layer = layer;
        this.user = user;
        this.key = key;
        this.mergeKey = mergeKey;
        this.merged = merged;
        this.hop = hop;
        this.cookie = MatchKeys.hasCookie(request);
        this.requestToTag = MatchKeys.toTag(request);
        this.request = Optional.of(request);
        this.machine = request.method().equals(SipMethod.INVITE)
                ? new InviteServerTransaction(layer.timers(), hop.reliable(), this)
                : new NonInviteServerTransaction(layer.timers(), hop.reliable(), this);
    }

    String key() {
        return key;
    }

    /** See {@link MatchKeys#merge}. */
    String mergeKey() {
        return mergeKey;
    }

    /** The last part of RFC 2543 matching, RFC 3261 §17.2.3: To tags. An ACK has the tag of the response. */
    boolean matches(SipRequest other) {
        if (cookie) {
            return true;
        }
        var tag = MatchKeys.toTag(other);
        return other.method().equals(SipMethod.ACK)
                ? tag.equals(answerTag.isEmpty() ? requestToTag : answerTag)
                : tag.equals(requestToTag);
    }

    void start(long nowNanos) {
        machine.start(nowNanos);
        settle(nowNanos);
    }

    void onRepeat(long nowNanos) {
        machine.onRepeat(nowNanos);
        settle(nowNanos);
    }

    void onAck(SipRequest ack, long nowNanos) {
        try {
            machine.onAck(ack, nowNanos);
        } finally {
            settle(nowNanos);
        }
    }

    @Override
    void onTime(long nowNanos) {
        try {
            machine.onTime(nowNanos);
        } finally {
            settle(nowNanos);
        }
    }

    @Override
    void onTransportError(long nowNanos) {
        machine.onTransportError(nowNanos);
    }

    @Override
    long nextDeadlineNanos() {
        return machine.nextDeadlineNanos();
    }

    @Override
    void remove() {
        request = Optional.empty();
        layer.forget(this);
    }

    @Override
    public void send(SipResponse response) {
        layer.send(response, hop);
    }

    @Override
    public void sendAgain(SipResponse response, long nowNanos) {
        if (hop.reliable() || layer.mayRepeat(hop, nowNanos)) {
            layer.send(response, hop);
        }
    }

    /** Whether whoever has sent this ACK has got our response: it knows the tag that we have put there. */
    boolean isProof(SipRequest ack) {
        return !answerTag.isEmpty() && answerTag.equals(MatchKeys.toTag(ack)) && !answerTag.equals(requestToTag);
    }

    @Override
    public SipResponse sendTrying() {
        var trying = user.dressed(request(), localTag(), SipResponse.answering(request(), TRYING_STATUS))
                .build();
        layer.send(trying, hop);
        return trying;
    }

    @Override
    public void forgetRequest() {
        request = Optional.empty();
    }

    @Override
    public void passAck(SipRequest ack, long nowNanos) {
        user.onAck(ack, hop, nowNanos);
    }

    @Override
    public void transportFailed(long nowNanos) {
        user.onTransportFailure(this, nowNanos);
    }

    @Override
    public void end(ServerEnd end, long nowNanos) {
        user.onTransactionEnd(this, end, nowNanos);
    }

    @Override
    public SipRequest request() {
        return request.orElseThrow(() -> new IllegalStateException(
                "the request is not kept after the final response; take what you need of it before you respond"));
    }

    @Override
    public Hop hop() {
        return hop;
    }

    @Override
    public String localTag() {
        if (answerTag.isEmpty()) {
            answerTag = requestToTag.isEmpty() ? layer.newTag() : requestToTag;
        }
        return answerTag;
    }

    @Override
    public boolean merged() {
        return merged;
    }

    @Override
    public void respond(SipResponse response, long nowNanos) {
        response.to().tag().ifPresent(this::answerWith);
        try {
            machine.onAnswer(response, nowNanos);
        } finally {
            settle(nowNanos);
        }
    }

    @Override
    public void respondOnce(SipResponse response, long nowNanos) {
        try {
            if (machine.leave(nowNanos)) {
                send(response);
            } else {
                respond(response, nowNanos);
            }
        } finally {
            settle(nowNanos);
        }
    }

    /** Of equal texts the one that is here already is kept. */
    private void answerWith(String tag) {
        if (!tag.equals(answerTag)) {
            answerTag = tag.equals(requestToTag) ? requestToTag : tag;
        }
    }

    @Override
    public void release(long nowNanos) {
        if (machine instanceof InviteServerTransaction invite) {
            invite.release();
            settle(nowNanos);
        }
    }

    /** Peers of RFC 2543 are told apart by more than their key, so theirs stay what they are. */
    private void settle(long nowNanos) {
        if (away) {
            return;
        }
        if (cookie && machine.onlyRepeats() && layer.takeOver(this)) {
            away = true;
            user.onTransactionEnd(this, ServerEnd.TERMINATED, nowNanos);
        } else {
            layer.settle(this);
        }
    }

    /** What has to be remembered when {@link ServerMachine#onlyRepeats()}. */
    FinishedTransactions.Finished remains() {
        return new FinishedTransactions.Finished(
                machine instanceof InviteServerTransaction, answerTag, hop, machine.answer());
    }

    @Override
    public boolean finalSent() {
        return machine.finalSent();
    }

    @Override
    public boolean ended() {
        return away || machine.ended();
    }
}
