package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.List;

/** A request of the peer. Forgets the request as the real one does, and takes no second final answer but a repeated 2xx. */
public final class FakeServerTransaction implements ServerTransaction {
    public final List<SipResponse> responses = new ArrayList<>();
    private final SipRequest request;
    private final List<String> log;
    private boolean forgotten;

    public FakeServerTransaction(SipRequest request, List<String> log) {
        this.request = request;
        this.log = log;
    }

    /** Its time is over; an answer would find nobody. */
    public void forget() {
        forgotten = true;
    }

    /** The CSeq number of the request. */
    public long number() {
        return request.cseq().number();
    }

    public SipResponse last() {
        if (responses.isEmpty()) {
            throw new AssertionError(request.method().name() + " was not answered");
        }
        return responses.get(responses.size() - 1);
    }

    @Override
    public SipRequest request() {
        if (forgotten) {
            throw new IllegalStateException("the request is not kept after the final response");
        }
        return request;
    }

    @Override
    public Hop hop() {
        throw new UnsupportedOperationException("usages do not ask for it");
    }

    @Override
    public String localTag() {
        return request.to().tag().orElse("us");
    }

    @Override
    public boolean merged() {
        return false;
    }

    @Override
    public void respond(SipResponse response, long nowNanos) {
        boolean again = finalSent() && response.isSuccess() && last().isSuccess();
        if (forgotten && !again) {
            return;
        }
        responses.add(response);
        forgotten =
                response.isFinal() && !(response.isSuccess() && request.method().equals(SipMethod.INVITE));
        log.add("answer " + response.status() + (response.bodyLength() > 0 ? "+sdp" : ""));
    }

    @Override
    public void release(long nowNanos) {
        // Nothing is remembered here.
    }

    @Override
    public boolean finalSent() {
        return responses.stream().anyMatch(SipResponse::isFinal);
    }

    @Override
    public boolean ended() {
        return false;
    }
}
