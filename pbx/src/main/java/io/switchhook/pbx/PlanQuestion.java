package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** One question to the program's dial plan: asked off the loop, answered once, and in time. On the signalling loop. */
final class PlanQuestion {
    private final PbxEngine pbx;
    private final String id;
    private final ObjLongConsumer<CallRoute> decided;
    private final ObjLongConsumer<String> failed;
    private final Alarm patience;
    private boolean over;

    /**
     * Not asked yet.
     *
     * @param decided gets the answer
     * @param failed gets why there is none; the program has been told
     */
    PlanQuestion(PbxEngine pbx, String id, ObjLongConsumer<CallRoute> decided, ObjLongConsumer<String> failed) {
        this.pbx = pbx;
        this.id = id;
        this.decided = decided;
        this.failed = failed;
        this.patience = pbx.loop().alarm(() -> fail("The dial plan did not answer in time"));
    }

    void ask(DialPlan plan, DialledCall call, Duration time, long nowNanos) {
        patience.set(nowNanos + time.toNanos());
        pbx.world().openLane("switchhook-dial-plan").submit(() -> run(plan, call));
    }

    private void run(DialPlan plan, DialledCall call) {
        try {
            var route = plan.route(call);
            pbx.loop().post(() -> decide(route));
        } catch (Throwable thrown) {
            pbx.loop().post(() -> fail("The dial plan failed: " + thrown));
        }
    }

    private void decide(@Nullable CallRoute route) {
        if (route == null) {
            fail("The dial plan gave no route");
            return;
        }
        var unknown = pbx.trunks().unknownIn(route);
        if (unknown.isPresent()) {
            fail("The dial plan names the trunk " + unknown.get().name()
                    + ", which this PBX was not given; give the same trunk to Pbx.Builder.trunk");
        } else if (!over) {
            close();
            decided.accept(route, pbx.loop().nowNanos());
        }
    }

    private void fail(String reason) {
        if (!over) {
            close();
            pbx.events().tell(new PbxEvent.DialPlanFailed(id, reason));
            failed.accept(reason, pbx.loop().nowNanos());
        }
    }

    /** Nobody waits for the answer any more. */
    void close() {
        over = true;
        patience.cancel();
    }
}
