package io.switchhook.systemtests.lives;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Listens who hears whom when everything has settled: each call sends a tone of its own. */
final class SoundCheck {
    private static final double MOST = 0.6;

    private final Life life;
    private final Simulation simulation;
    private final List<String> problems = new ArrayList<>();

    SoundCheck(Life life, Simulation simulation) {
        this.life = life;
        this.simulation = simulation;
    }

    List<String> problems() {
        var talking = life.calls().stream()
                .filter(call -> call.state() == CallState.IN_CALL)
                .toList();
        talking.forEach(call -> call.listen());
        simulation.run(Duration.ofSeconds(2));
        for (var call : talking) {
            checkTalk(call);
        }
        for (var call : life.calls()) {
            call.transfers().stream()
                    .filter(transfer -> transfer.outcome().isDone()
                            && transfer.outcome().join() instanceof TransferOutcome.Completed)
                    .forEach(transfer -> checkTransferred(call, transfer.target()));
        }
        return problems;
    }

    private List<CallWatch> heardBy(CallWatch call) {
        return life.calls().stream()
                .filter(other -> other != call && call.ear().hears(other.tone(), MOST))
                .toList();
    }

    private void checkTalk(CallWatch call) {
        var heard = heardBy(call);
        if (heard.size() != 1) {
            problems.add(call.name() + " is in a call and hears " + names(heard) + " (tones "
                    + call.ear().present() + ")");
        } else if (!heardBy(heard.get(0)).contains(call)) {
            problems.add(call.name() + " hears " + names(heard) + ", but is not heard by it");
        }
    }

    /** Who was transferred and is in a call talks with whom the transfer, or what came after it, led to. */
    private void checkTransferred(CallWatch transferor, String target) {
        var mayBe = life.reachableFrom(target);
        var pairs = new CallPairs(life);
        for (var call : life.calls()) {
            boolean remaining = call.state() == CallState.IN_CALL
                    && (pairs.calledBy(call).contains(transferor)
                            || pairs.calledBy(transferor).contains(call));
            if (remaining) {
                heardBy(call).stream()
                        .filter(other -> !mayBe.contains(other.owner()))
                        .forEach(other -> problems.add(
                                call.name() + " was transferred to " + target + ", but talks with " + other.name()));
            }
        }
    }

    private static List<String> names(List<CallWatch> calls) {
        return calls.stream().map(CallWatch::name).toList();
    }
}
