package io.switchhook.systemtests.interleavings;

import io.switchhook.base.timer.Timed;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Caller, callee, and the packets between them. Each party's state follows from the sequence of what it was given; so two orders in which both parties were given the same
 * lead to the same state, and {@link #keyAfter} tells states apart.
 */
final class Pair {
    private static final long START = 1_000_000_000L;
    /** Longer than any transaction or repeated answer lives, with the repetitions of one that began last. */
    private static final Duration FORGETTING = Duration.ofSeconds(150);

    private final Budget budget;
    private final Party[] parties;
    private final List<Packet> underWay = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private Past past = new Past(1, 2, 0);
    private int losses;
    private int waits;

    /**
     * One packet.
     *
     * @param identity the same for all that say the same: a repetition is as good as the first
     */
    private record Packet(int from, byte[] bytes, long identity) {

        String line() {
            var text = new String(bytes, StandardCharsets.UTF_8);
            return text.substring(0, text.indexOf('\r')) + cseqOf(text);
        }

        private static String cseqOf(String text) {
            int at = text.indexOf("\r\nCSeq:");
            return at < 0 ? "" : " (" + text.substring(at + 2, text.indexOf('\r', at + 2)) + ")";
        }
    }

    /**
     * What the state follows from.
     *
     * @param caller stands for the sequence of what the caller was given, as {@code callee} for the other's
     * @param lost stands for all that was lost
     */
    private record Past(long caller, long callee, long lost) {

        Past given(int party, long input) {
            return party == 0 ? new Past(mix(caller, input), callee, lost) : new Past(caller, mix(callee, input), lost);
        }

        long key() {
            return mix(mix(caller, callee * 31), lost);
        }
    }

    Pair(Budget budget) {
        this.budget = budget;
        this.parties = new Party[] {
            new Party("alice", address(1), START, budget.caller(), packet -> onSent(0, packet)),
            new Party("bob", address(2), START, budget.callee(), packet -> onSent(1, packet))
        };
        parties[0].call(parties[1]);
    }

    private static InetSocketAddress address(int host) {
        return new InetSocketAddress("10.0.0." + host, 5060);
    }

    private void onSent(int from, byte[] packet) {
        long identity = from;
        for (var octet : packet) {
            identity = mix(identity, octet);
        }
        underWay.add(new Packet(from, packet, identity));
    }

    private static long mix(long hash, long input) {
        long z = (hash ^ input) * 0x9e3779b97f4a7c15L + input;
        z = (z ^ (z >>> 32)) * 0xd6e8feb86659fd93L;
        return z ^ (z >>> 29);
    }

    /** Names the state to which the step would lead, and is known before it is taken. */
    long keyAfter(Step step) {
        return pastAfter(step).key();
    }

    private Past pastAfter(Step step) {
        if (step instanceof Step.Act act) {
            return past.given(act.party(), 100 + act.deed().ordinal());
        } else if (step instanceof Step.Arrive arrive) {
            var packet = underWay.get(arrive.packet());
            return past.given(1 - packet.from(), packet.identity());
        } else if (step instanceof Step.Lose lose) {
            return new Past(
                    past.caller(),
                    past.callee(),
                    past.lost() + underWay.get(lose.packet()).identity());
        }
        long until = nextDeadlineNanos();
        return past.given(0, until).given(1, until);
    }

    /** Everything that can happen next. */
    List<Step> possible() {
        var steps = new ArrayList<Step>();
        for (int party = 0; party < parties.length; party++) {
            for (var deed : parties[party].possible()) {
                steps.add(new Step.Act(party, deed));
            }
        }
        for (int packet = 0; packet < underWay.size(); packet++) {
            if (isRepetition(packet)) {
                continue;
            }
            steps.add(new Step.Arrive(packet));
            if (losses < budget.losses()) {
                steps.add(new Step.Lose(packet));
            }
        }
        if (waits < budget.waits() && nextDeadlineNanos() != Timed.NEVER) {
            steps.add(new Step.Wait());
        }
        return steps;
    }

    private boolean isRepetition(int packet) {
        long identity = underWay.get(packet).identity();
        return underWay.subList(0, packet).stream().anyMatch(earlier -> earlier.identity() == identity);
    }

    /** Whether nothing is under way. */
    boolean isQuiet() {
        return underWay.isEmpty();
    }

    void take(Step step) {
        past = pastAfter(step);
        if (step instanceof Step.Act act) {
            journal.add(parties[act.party()].name() + " " + act.deed());
            parties[act.party()].act(act.deed());
        } else if (step instanceof Step.Arrive arrive) {
            arrive(underWay.remove(arrive.packet()));
        } else if (step instanceof Step.Lose lose) {
            var gone = underWay.remove(lose.packet());
            journal.add("lost: " + gone.line());
            losses++;
        } else {
            waits++;
            pass();
        }
    }

    private void arrive(Packet packet) {
        int to = 1 - packet.from();
        journal.add(parties[packet.from()].name() + " -> " + parties[to].name() + ": " + packet.line());
        parties[to].deliver(packet.bytes(), parties[packet.from()].address());
    }

    private void pass() {
        long until = nextDeadlineNanos();
        journal.add("%.1f s".formatted((until - START) / 1e9));
        for (var party : parties) {
            party.loop().moveTo(until);
        }
    }

    private long nextDeadlineNanos() {
        return Math.min(parties[0].loop().nextDeadlineNanos(), parties[1].loop().nextDeadlineNanos());
    }

    /**
     * Lets everything under way arrive, open questions be decided and timers run out, until nothing moves; then both go home.
     *
     * @return what does not hold
     */
    List<String> end() {
        journal.add("--- from here on everything arrives");
        comeToRest();
        var problems = new ArrayList<String>();
        for (var party : parties) {
            problems.addAll(party.problems());
        }
        if (parties[0].isTalking() != parties[1].isTalking()) {
            problems.add("one is talking, the other is not");
        } else if (parties[0].isTalking() && !parties[0].agreed().equals(parties[1].agreed())) {
            problems.add("alice agreed on \"" + parties[0].agreed() + "\", bob on \"" + parties[1].agreed() + "\"");
        }
        if (!problems.isEmpty()) {
            return problems;
        }
        parties[0].goHome();
        parties[1].goHome();
        comeToRest();
        for (var party : parties) {
            problems.addAll(party.problems());
            problems.addAll(party.leftovers());
            if (!party.isOver()) {
                problems.add(party.name() + " hung up and still is " + party.state());
            }
        }
        return problems;
    }

    private void comeToRest() {
        long until = parties[0].loop().nowNanos() + FORGETTING.toNanos();
        while (true) {
            while (!underWay.isEmpty()) {
                arrive(underWay.remove(0));
            }
            parties[0].decideWhatIsOpen();
            parties[1].decideWhatIsOpen();
            if (underWay.isEmpty()) {
                if (nextDeadlineNanos() > until) {
                    return;
                }
                pass();
            }
        }
    }

    String story() {
        return String.join("\n", journal) + "\n" + parties[0].state() + ", " + parties[1].state();
    }
}
