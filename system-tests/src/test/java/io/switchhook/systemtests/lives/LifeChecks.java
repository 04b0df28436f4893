package io.switchhook.systemtests.lives;

import io.switchhook.phone.call.CallState;
import io.switchhook.testkit.WireChecker;
import io.switchhook.testkit.WireRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must hold when a life is over: each call by itself, both ends of each call together, and every message. */
final class LifeChecks {
    /** A BYE is given up after this; until then one end may think that the call is up. */
    private static final Duration BYE_LIFE = Duration.ofSeconds(34);

    private final Life life;
    private final CallPairs pairs;
    private final List<String> problems = new ArrayList<>();

    LifeChecks(Life life) {
        this.life = life;
        this.pairs = new CallPairs(life);
    }

    List<String> problems() {
        life.calls().forEach(call -> problems.addAll(call.problems()));
        if (!life.plan().damage()) {
            life.calls().stream().filter(CallWatch::isOutgoing).forEach(this::checkBothEnds);
        }
        checkWire();
        return problems;
    }

    private void checkBothEnds(CallWatch caller) {
        var callees = pairs.calledBy(caller);
        if (caller.everAnswered() && callees.stream().noneMatch(LifeChecks::wasTaken)) {
            problems.add(caller.name() + " was answered, but nobody had answered it: " + names(callees));
        }
        for (var callee : callees) {
            if (callee.everAnswered() && !caller.everAnswered() && !caller.hungUpHere()) {
                problems.add(callee.name() + " was up, but " + caller.name() + " ended as " + caller.state());
            }
            boolean alone = caller.transfers().isEmpty() && callee.transfers().isEmpty();
            long apart = Math.abs(caller.endedNanos() - callee.endedNanos());
            if (alone && caller.everAnswered() && callee.everAnswered() && apart > BYE_LIFE.toNanos()) {
                problems.add(caller.name() + " and " + callee.name() + " ended "
                        + Duration.ofNanos(apart).toSeconds() + " s apart");
            }
        }
    }

    private static boolean wasTaken(CallWatch callee) {
        return callee.everAnswered() || (callee.hasAskedToAnswer() && callee.state() == CallState.COMPLETED);
    }

    private void checkWire() {
        var checker = new WireChecker(life.recorder().traffic());
        if (life.plan().damage()) {
            // A phone that was closed answers and acknowledges nothing any more.
            checker.without(WireRule.FINAL_ANSWER, WireRule.ACK);
        }
        if (life.plan().rough()) {
            // What waits for a TCP connection to a host that stands still leaves late, when the dialog has gone on.
            checker.without(WireRule.CSEQ_INCREASES, WireRule.AFTER_BYE);
        }
        checker.problems().forEach(problem -> problems.add("On the wire: " + problem));
    }

    private static List<String> names(List<CallWatch> calls) {
        return calls.stream().map(CallWatch::name).toList();
    }
}
