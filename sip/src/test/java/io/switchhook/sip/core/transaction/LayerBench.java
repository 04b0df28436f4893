package io.switchhook.sip.core.transaction;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.List;

/** A layer in virtual time with everything it says written down. */
final class LayerBench implements TransactionUser, MessageSender {

    record TestHop(String transport, String peer) implements Hop {
        @Override
        public boolean reliable() {
            return !transport.equals("UDP");
        }
    }

    record Sent(long atMillis, SipMessage message, Hop to) {}

    static final Hop UDP = new TestHop("UDP", "192.0.2.1:5060");
    static final Hop TCP = new TestHop("TCP", "192.0.2.1:5060");

    final List<Sent> sent = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<ServerTransaction> requests = new ArrayList<>();
    final TransactionLayer layer;
    long nowNanos = 1_000_000_000L;
    private final long startNanos = nowNanos;

    LayerBench() {
        this(TransactionLayer.DEFAULT_MAX_SERVER_TRANSACTIONS);
    }

    LayerBench(int maxServerTransactions) {
        layer = new TransactionLayer(
                TimerValues.DEFAULT, maxServerTransactions, Integer.MAX_VALUE, this, this, Samples.seeded(1));
    }

    /** Jumps from deadline to deadline until {@code millis} after the start. */
    void runUntil(long millis) {
        long end = startNanos + millis * 1_000_000L;
        while (layer.nextDeadlineNanos() <= end) {
            nowNanos = Math.max(nowNanos, layer.nextDeadlineNanos());
            layer.onTime(nowNanos);
        }
        nowNanos = end;
    }

    /** Nothing happens until {@code millis} after the start; what is due by then comes at once. */
    void sleepUntil(long millis) {
        nowNanos = startNanos + millis * 1_000_000L;
        layer.onTime(nowNanos);
    }

    long millis() {
        return (nowNanos - startNanos) / 1_000_000L;
    }

    void receive(SipMessage message, Hop from) {
        layer.onMessage(message, from, nowNanos);
    }

    ServerTransaction lastRequest() {
        return requests.get(requests.size() - 1);
    }

    void answer(ServerTransaction tx, SipRequest request, int status) {
        tx.respond(Samples.answer(request, status), nowNanos);
    }

    ClientUser user(String name) {
        return new ClientUser() {
            @Override
            public void onResponse(SipResponse response, long now) {
                events.add(name + " " + response.status());
            }

            @Override
            public void onFailure(ClientFailure failure, long now) {
                events.add(name + " " + failure);
            }
        };
    }

    /** The instants at which requests of that method were sent. */
    List<Long> instantsOf(SipMethod method) {
        return sent.stream()
                .filter(one -> one.message() instanceof SipRequest request
                        && request.method().equals(method))
                .map(Sent::atMillis)
                .toList();
    }

    /** The instants at which responses with that status were sent. */
    List<Long> instantsOf(int status) {
        return sent.stream()
                .filter(one -> one.message() instanceof SipResponse response && response.status() == status)
                .map(Sent::atMillis)
                .toList();
    }

    SipMessage lastSent() {
        return sent.get(sent.size() - 1).message();
    }

    boolean isEmpty() {
        return layer.clientCount() == 0 && layer.serverCount() == 0 && layer.nextDeadlineNanos() == Timed.NEVER;
    }

    @Override
    public void send(SipMessage message, Hop to) {
        sent.add(new Sent(millis(), message, to));
    }

    @Override
    public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long now) {
        requests.add(tx);
        events.add("request " + request.method().name());
    }

    @Override
    public void onAck(SipRequest ack, Hop from, long now) {
        events.add("ack");
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel, long now) {
        events.add("cancel");
    }

    @Override
    public void onStrayResponse(SipResponse response, Hop from, long now) {
        events.add("stray " + response.status());
    }

    @Override
    public void onLateSuccess(SipResponse response, Hop back, long now) {
        var hop = (TestHop) back;
        events.add("late " + response.status() + " to " + hop.peer() + " by " + hop.transport());
    }

    @Override
    public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long now) {
        events.add("end " + end);
    }

    @Override
    public void onTransportFailure(ServerTransaction tx, long now) {
        events.add("transport-failure");
    }
}
