package io.switchhook.sip.core.transaction;

import static io.switchhook.sip.core.transaction.LayerBench.TCP;
import static io.switchhook.sip.core.transaction.LayerBench.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.SipMethod;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever becomes of thousands of transactions, nothing is left in the end. */
class ManyTransactionsTest {

    @Test
    void thousandsOfTransactionsLeaveNoEntryAndNoDeadline() {
        var bench = new LayerBench();
        var random = new Random(42);
        int count = 4_000;
        for (int i = 0; i < count; i++) {
            bench.runUntil(i * 3L);
            var hop = random.nextBoolean() ? UDP : TCP;
            var method = random.nextBoolean() ? SipMethod.INVITE : SipMethod.MESSAGE;
            var request = Samples.request(method, "z9hG4bKmany" + i);
            if (random.nextBoolean()) {
                client(bench, random.nextInt(6), request, hop);
            } else {
                server(bench, random.nextInt(6), request, hop);
            }
        }
        assertThat(bench.layer.clientCount() + bench.layer.serverCount()).isGreaterThan(count / 3);
        bench.runUntil(count * 3L + 100_000);
        assertThat(bench.layer.clientCount()).isZero();
        assertThat(bench.layer.serverCount()).isZero();
        assertThat(bench.isEmpty()).isTrue();
        long ends =
                bench.events.stream().filter(event -> event.startsWith("end ")).count();
        assertThat(ends).isEqualTo(bench.requests.size());
    }

    private static void client(LayerBench bench, int fate, io.switchhook.sip.message.SipRequest request, Hop hop) {
        var tx = bench.layer.request(request, hop, bench.user("user"), bench.nowNanos);
        switch (fate) {
            case 0 -> bench.receive(Samples.answer(request, 200), hop);
            case 1 -> bench.receive(Samples.answer(request, 486), hop);
            case 2 -> tx.abandon();
            case 3 -> {
                bench.receive(Samples.answer(request, 100), hop);
                bench.receive(Samples.answer(request, 603), hop);
            }
            case 4 -> {
                if (request.method().equals(SipMethod.INVITE)) {
                    bench.receive(Samples.answer(request, 180), hop);
                    bench.layer.cancel(tx, bench.user("cancel"), bench.nowNanos);
                }
            }
            default -> {}
        }
    }

    private static void server(LayerBench bench, int fate, io.switchhook.sip.message.SipRequest request, Hop hop) {
        bench.receive(request, hop);
        var tx = bench.lastRequest();
        boolean invite = request.method().equals(SipMethod.INVITE);
        switch (fate) {
            case 0 -> bench.answer(tx, request, 200);
            case 1 -> bench.answer(tx, request, 404);
            case 2 -> {
                bench.answer(tx, request, 180);
                bench.answer(tx, request, 603);
            }
            default -> {
                if (invite) {
                    bench.answer(tx, request, 500);
                    bench.receive(
                            Samples.request(
                                    SipMethod.ACK, request.topVia().branch().orElseThrow()),
                            hop);
                }
            }
        }
    }

    @Test
    void deadlinesComeDueInOrderHoweverTheyAreMoved() {
        var random = new Random(7);
        var queue = new DeadlineQueue();
        var items = new DeadlineQueue.Item[500];
        var deadlines = new long[items.length];
        for (int i = 0; i < items.length; i++) {
            items[i] = new DeadlineQueue.Item() {};
            deadlines[i] = Long.MAX_VALUE;
        }
        for (int step = 0; step < 20_000; step++) {
            int i = random.nextInt(items.length);
            deadlines[i] = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(1_000);
            queue.schedule(items[i], deadlines[i]);
            if (step % 50 == 0) {
                assertThat(queue.nextDeadlineNanos())
                        .isEqualTo(java.util.Arrays.stream(deadlines).min().orElseThrow());
            }
        }
        long last = Long.MIN_VALUE;
        while (queue.size() > 0) {
            assertThat(queue.nextDeadlineNanos()).isGreaterThanOrEqualTo(last);
            last = queue.nextDeadlineNanos();
            queue.schedule(queue.first(), Long.MAX_VALUE);
        }
        assertThat(queue.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
