package io.switchhook.stack;

import io.switchhook.stack.flow.Flow;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why the flows that failed last have failed, for those who are told of it later. */
final class FlowTroubles {
    /** More do not fail at once without one reason for all. */
    private static final int MAX = 64;

    private final Map<Flow, String> reasons = new LinkedHashMap<>();

    void onFailure(Flow flow, String reason) {
        reasons.remove(flow);
        reasons.put(flow, reason);
        if (reasons.size() > MAX) {
            reasons.remove(reasons.keySet().iterator().next());
        }
    }

    /** A sentence; empty when nothing is known. */
    String of(Flow flow) {
        return reasons.getOrDefault(flow, "");
    }
}
