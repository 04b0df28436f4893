package io.switchhook.pbx;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Brings events to those who listen, each on a lane of its own, so that one that is slow holds up nobody. On the signalling loop. */
final class PbxEvents {
    /** Some megabytes. A listener that is farther behind misses events, and is told how many. */
    static final int MOST_BEHIND = 10_000;

    private final World world;
    private final List<Feed> feeds = new ArrayList<>();

    PbxEvents(World world, List<Consumer<PbxEvent>> listeners) {
        this.world = world;
        listeners.forEach(this::add);
    }

    boolean add(Consumer<PbxEvent> listener) {
        return feeds.add(new Feed(world.openLane("switchhook-pbx-events"), listener));
    }

    /** Whether it was there. */
    boolean remove(Consumer<PbxEvent> listener) {
        return feeds.removeIf(feed -> feed.listener == listener);
    }

    void tell(PbxEvent event) {
        feeds.forEach(feed -> feed.tell(event));
    }

    private static final class Feed {
        private final CallbackLane lane;
        private final Consumer<PbxEvent> listener;
        private final AtomicInteger behind = new AtomicInteger();
        private long missed;

        Feed(CallbackLane lane, Consumer<PbxEvent> listener) {
            this.lane = lane;
            this.listener = listener;
        }

        void tell(PbxEvent event) {
            if (behind.get() >= MOST_BEHIND) {
                missed++;
                return;
            }
            if (missed > 0) {
                submit(new PbxEvent.Missed(missed));
                missed = 0;
            }
            submit(event);
        }

        private void submit(PbxEvent event) {
            behind.incrementAndGet();
            lane.submit(() -> {
                try {
                    listener.accept(event);
                } finally {
                    behind.decrementAndGet();
                }
            });
        }
    }
}
