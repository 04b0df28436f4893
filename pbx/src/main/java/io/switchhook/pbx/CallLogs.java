package io.switchhook.pbx;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.pbx.internal.leg.PbxLeg;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The accounts of the calls that stand or are set up, by the names that programs know them by. On the signalling loop. */
final class CallLogs {
    private final World world;
    private final Loop loop;
    private final PbxEvents events;
    private final Set<CallLog> open = new LinkedHashSet<>();

    CallLogs(World world, Loop loop, PbxEvents events) {
        this.world = world;
        this.loop = loop;
        this.events = events;
    }

    World world() {
        return world;
    }

    Loop loop() {
        return loop;
    }

    void tell(PbxEvent event) {
        events.tell(event);
    }

    CallLog open(PbxLeg caller, Optional<String> callerName, String dialled) {
        var log = new CallLog(this, caller, callerName, dialled);
        open.add(log);
        return log;
    }

    void onOver(CallLog log) {
        open.remove(log);
    }

    List<PbxCall> snapshot(long nowNanos) {
        return open.stream().map(log -> log.snapshot(nowNanos)).toList();
    }

    Optional<CallLog> named(String id) {
        return open.stream().filter(log -> log.id().equals(id)).findFirst();
    }
}
