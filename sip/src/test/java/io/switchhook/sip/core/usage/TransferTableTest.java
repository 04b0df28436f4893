package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The transferor, every state with every input, against the table; and what the table cannot say. */
class TransferTableTest implements TransferSupervision.Actions {
    private static final List<String> INPUTS = List.of(
            "confirmed",
            "not held",
            "report 180",
            "outcome 200",
            "outcome unobserved",
            "outcome 486",
            "outcome refused",
            "outcome timeout",
            "outcome ended",
            "resumed",
            "left by them",
            "left by us");
    private static final SipResponse REFUSAL =
            SipResponse.answering(Peer.inviteToBob().build(), 603).build();
    private static final long NOW = 1_000;

    private final List<String> log = new ArrayList<>();
    private boolean held;
    private boolean alone;
    private boolean timed;

    @Test
    void transferFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : List.of("CONFIRMED_DIALOG", "HOLD", "REPORTS", "ALONE", "HELD", "RESUME", "DONE")) {
            var inputs = new ArrayList<>(INPUTS);
            switch (state) {
                case "HOLD" -> inputs.addAll(List.of("held", "HOLD"));
                case "ALONE" -> inputs.add("AFTER_BYE");
                case "RESUME" -> inputs.add("RESUME");
                default -> {}
            }
            inputs.forEach(input -> actual.put(state + " | " + input, new TransferTableTest().step(state, input)));
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("transfer.txt"));
    }

    private String step(String state, String input) {
        var transfer = new TransferSupervision(this, true, false);
        transfer.start(false, NOW);
        var path = switch (state) {
            case "CONFIRMED_DIALOG" -> List.<String>of();
            case "HOLD" -> List.of("confirmed");
            case "REPORTS" -> List.of("confirmed", "not held");
            case "ALONE" -> List.of("confirmed", "not held", "left by them");
            case "HELD" -> List.of("confirmed", "held");
            case "RESUME" -> List.of("confirmed", "held", "outcome 486");
            default -> List.of("left by us");
        };
        path.forEach(one -> input(transfer, one));
        assertThat(name(transfer)).isEqualTo(state);
        log.clear();
        input(transfer, input);
        var next = name(transfer);
        timed = transfer.nextDeadlineNanos() != Timed.NEVER;
        var timer = !timed ? "-" : next.equals("ALONE") ? "AFTER_BYE" : next;
        return next + " | " + (log.isEmpty() ? "-" : String.join(", ", log)) + " | " + timer;
    }

    private String name(TransferSupervision transfer) {
        if (transfer.step() != TransferSupervision.Step.REPORTS) {
            return transfer.step().name();
        }
        return alone ? "ALONE" : held ? "HELD" : "REPORTS";
    }

    private void input(TransferSupervision transfer, String input) {
        switch (input) {
            case "confirmed" -> transfer.onConfirmed(NOW);
            case "held", "not held" -> transfer.onHoldEnded(hold(input), NOW);
            case "report 180" -> transfer.onReport(new StatusFragment(180, "Ringing"), NOW);
            case "outcome 200" -> transfer.onReferOutcome(new ReferOutcome.Reported(200, "OK"), NOW);
            case "outcome 486" -> transfer.onReferOutcome(new ReferOutcome.Reported(486, "Busy Here"), NOW);
            case "outcome unobserved" -> transfer.onReferOutcome(new ReferOutcome.AcceptedUnobserved(), NOW);
            case "outcome refused" -> transfer.onReferOutcome(new ReferOutcome.Refused(REFUSAL), NOW);
            case "outcome timeout" -> transfer.onReferOutcome(new ReferOutcome.TimedOut(), NOW);
            case "outcome ended" -> transfer.onReferOutcome(new ReferOutcome.Ended(), NOW);
            case "resumed" -> transfer.onResumeEnded(NOW);
            case "left by them" -> {
                alone = true;
                transfer.onCallEnded(false, NOW);
            }
            case "left by us" -> transfer.onCallEnded(true, NOW);
            default -> {
                held |= input.equals("HOLD");
                transfer.onTime(transfer.nextDeadlineNanos());
            }
        }
    }

    private boolean hold(String input) {
        held |= input.equals("held");
        return input.equals("held");
    }

    @Test
    void holdThatTakesEffectLateIsTakenBackAfterAFailure() {
        var transfer = new TransferSupervision(this, true, false);
        transfer.start(true, NOW);
        transfer.onTime(transfer.nextDeadlineNanos());
        transfer.onHoldEnded(true, NOW);
        transfer.onReferOutcome(new ReferOutcome.Reported(486, "Busy Here"), NOW);
        assertThat(log).containsExactly("hold", "refer", "resume");
    }

    @Test
    void holdThatTheUserMadeStaysAfterAFailure() {
        var transfer = new TransferSupervision(this, true, true);
        transfer.start(true, NOW);
        transfer.onReferOutcome(new ReferOutcome.Reported(486, "Busy Here"), NOW);
        assertThat(log).containsExactly("refer", "stop", "end Failed");
    }

    @Override
    public void hold(long nowNanos) {
        log.add("hold");
    }

    @Override
    public void refer(long nowNanos) {
        log.add("refer");
    }

    @Override
    public void stopFollowing(long nowNanos) {
        log.add("stop");
    }

    @Override
    public void hangUp(long nowNanos) {
        log.add("hangUp");
    }

    @Override
    public void resume(long nowNanos) {
        log.add("resume");
    }

    @Override
    public void progress(int status, String reason, long nowNanos) {
        log.add("progress " + status);
    }

    @Override
    public void end(TransferEnd end, long nowNanos) {
        log.add("end " + end.getClass().getSimpleName());
    }
}
