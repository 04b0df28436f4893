package io.switchhook.pbx;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.world.World;
import io.switchhook.pbx.internal.event.QualityDesk;
import io.switchhook.stack.quality.QualityReport;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Brings reports to the program on a lane of its own, so that a slow one holds up nobody; telephones are told to wait meanwhile. */
final class QualityFeed implements QualityDesk.Taker {
    /** Some megabytes. */
    static final int MOST_BEHIND = 1_000;

    private final CallbackLane lane;
    private final Consumer<PbxQualityReport> listener;
    private final AtomicInteger behind = new AtomicInteger();

    QualityFeed(World world, Consumer<PbxQualityReport> listener) {
        this.lane = world.openLane("switchhook-pbx-quality");
        this.listener = listener;
    }

    @Override
    public boolean isFull() {
        return behind.get() >= MOST_BEHIND;
    }

    @Override
    public void take(String number, QualityReport report) {
        behind.incrementAndGet();
        lane.submit(() -> {
            try {
                listener.accept(new PbxQualityReport(number, report));
            } finally {
                behind.decrementAndGet();
            }
        });
    }
}
