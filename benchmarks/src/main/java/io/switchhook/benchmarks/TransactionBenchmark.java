package io.switchhook.benchmarks;

import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.MessageSender;
import io.switchhook.sip.core.transaction.ServerEnd;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.core.transaction.TransactionLayer;
import io.switchhook.sip.core.transaction.TransactionUser;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does the transaction layer cost for one request other than INVITE: found to be new, told to the user, answered 200, forgotten when Timer J
 * ends? Parsing is not part of it, building the 200 is. Some two thousand finished transactions wait out Timer J at any time.
 */
@State(Scope.Thread)
public class TransactionBenchmark {
    private static final int REQUESTS = 4096;
    /** Timer J is 32 s, so half of the requests are remembered when a branch comes again. */
    private static final long STEP_NANOS = 32_000_000_000L / (REQUESTS / 2);

    private static final Hop PEER = new Peer();

    private final List<SipRequest> requests = new ArrayList<>(REQUESTS);
    private final TransactionLayer layer;
    private final Answering user = new Answering();
    private long nowNanos = 1_000_000_000L;
    private int next;

    public TransactionBenchmark() {
        var refer = (SipRequest) NamedHeadersBenchmark.parse(ByteBuffer.wrap(Sample.REFER.bytes()));
        for (int i = 0; i < REQUESTS; i++) {
            var via = refer.topVia().withParameter("branch", "z9hG4bK-benchmark-" + i);
            var copy = refer.edit().set(ViaHeader.TYPE, via).build();
            requests.add((SipRequest) NamedHeadersBenchmark.parse(ByteBuffer.wrap(copy.toByteArray())));
        }
        layer = new TransactionLayer(TimerValues.DEFAULT, user, user, new Xorshift());
    }

    /** Datagrams of one peer. */
    private record Peer() implements Hop {
        @Override
        public boolean reliable() {
            return false;
        }

        @Override
        public String transport() {
            return "UDP";
        }
    }

    @Benchmark
    public int request() {
        nowNanos += STEP_NANOS;
        layer.onTime(nowNanos);
        layer.onMessage(requests.get(next++ & REQUESTS - 1), PEER, nowNanos);
        return layer.serverCount();
    }

    long sent() {
        return user.sent;
    }

    long ended() {
        return user.ended;
    }

    /** Answers each request with 200 and counts. */
    private static final class Answering implements TransactionUser, MessageSender {
        private long sent;
        private long ended;

        @Override
        public void send(SipMessage message, Hop to) {
            sent++;
        }

        @Override
        public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long now) {
            tx.respond(SipResponse.answering(request, 200).build(), now);
        }

        @Override
        public void onAck(SipRequest ack, Hop from, long now) {
            throw new IllegalStateException("no ACK was sent");
        }

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel, long now) {
            throw new IllegalStateException("no CANCEL was sent");
        }

        @Override
        public void onStrayResponse(SipResponse response, Hop from, long now) {
            throw new IllegalStateException("no response was sent");
        }

        @Override
        public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long now) {
            ended++;
        }
    }
}
