package io.switchhook.stack;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.Network;
import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.route.AddressFamilies;
import io.switchhook.sip.core.route.AnswerCache;
import io.switchhook.sip.core.route.DeadTargets;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.QuestionsAhead;
import io.switchhook.sip.core.route.SilentQuestions;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.core.route.TargetPlan;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.Flows;
import io.switchhook.stack.flow.TransportKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Finds the servers of a next hop: asks DNS what the plan wants to know, and remembers the answers while they live, and who was dead (RFC 3263 §4). */
final class Router {
    /** RFC 3261 §18.1.1: the path MTU is not known. */
    private static final int LARGEST_DATAGRAM = 1_300;

    @FunctionalInterface
    private interface Planner {
        TargetPlan plan(NextHop wished, List<String> transports);
    }

    private final Network network;
    private final Loop loop;
    private final Flows flows;
    private final Randomness random;
    private final AnswerCache answers = new AnswerCache();
    private final SilentQuestions silent = new SilentQuestions();
    private final Alarm silentAlarm;
    private final QuestionsAhead ahead = new QuestionsAhead();
    private final Alarm aheadAlarm;
    private final DeadTargets dead = new DeadTargets();
    /** Who else waits for the answer to a question that is under way. */
    private final Map<TargetPlan.Question, List<Consumer<DnsAnswer>>> asked = new HashMap<>();

    Router(Network network, Loop loop, Flows flows, Randomness random) {
        this.network = network;
        this.loop = loop;
        this.flows = flows;
        this.random = random;
        this.silentAlarm = loop.alarm(this::onSilentTime);
        this.aheadAlarm = loop.alarm(this::onAheadTime);
    }

    /** One while there is something to ask DNS again that nobody waits for, and one while a question may have others asked beside it. */
    int armedAlarms() {
        return (silentAlarm.isSet() ? 1 : 0) + (aheadAlarm.isSet() ? 1 : 0);
    }

    /** Asks DNS for nothing more by itself. */
    void close() {
        silentAlarm.cancel();
        aheadAlarm.cancel();
    }

    DeadTargets dead() {
        return dead;
    }

    /** Finds the targets, in the order to be tried, those that seem dead last; answers at once when no DNS is needed. */
    void find(
            NextHop hop, Wish wish, Optional<Target> favourite, Consumer<List<Target>> found, Consumer<String> failed) {
        Planner drawn = (wished, transports) -> TargetPlan.of(wished, transports, AddressFamilies.IPV4_FIRST, random);
        find(hop, wish, favourite, drawn, found, failed);
    }

    /** As above, in an order that depends on what is found and on that key alone (RFC 3263 §4.4). */
    void findKeyed(
            NextHop hop, Wish wish, Supplier<String> key, Consumer<List<Target>> found, Consumer<String> failed) {
        Planner keyed =
                (wished, transports) -> TargetPlan.keyed(wished, transports, AddressFamilies.IPV4_FIRST, key.get());
        find(hop, wish, Optional.empty(), keyed, found, failed);
    }

    private void find(
            NextHop hop,
            Wish wish,
            Optional<Target> favourite,
            Planner planner,
            Consumer<List<Target>> found,
            Consumer<String> failed) {
        var wished = wish.applyTo(hop);
        var transports = transports(wish.preferred());
        var atAddress = TargetPlan.atAddress(wished, transports);
        if (atAddress.isPresent()) {
            found.accept(dead.order(List.of(atAddress.get()), favourite, loop.nowNanos()));
            return;
        }
        var plan = planner.plan(wished, transports);
        advance(plan, () -> {
            var targets = plan.targets();
            if (targets.isEmpty()) {
                silent.onNothingFound(plan.unanswered());
                failed.accept(reasonOf(plan.failure().orElse(TargetPlan.Failure.NOT_FOUND), hop));
            } else {
                silent.onFoundWithout(plan.unanswered());
                silentAlarm.set(silent.nextDeadlineNanos());
                found.accept(dead.order(targets, favourite, loop.nowNanos()));
            }
        });
    }

    private List<String> transports(TransportKind preferred) {
        var usable = flows.kinds();
        var names = new ArrayList<String>(usable.size());
        if (usable.contains(preferred)) {
            names.add(preferred.name());
        }
        for (var kind : usable) {
            if (kind != preferred) {
                names.add(kind.name());
            }
        }
        return names;
    }

    /** Asks all that can be asked now at once; the last answer goes on. */
    private void advance(TargetPlan plan, Runnable whenComplete) {
        var missing = new ArrayList<TargetPlan.Question>();
        do {
            missing.clear();
            for (var question : plan.questions()) {
                var known = known(question, loop.nowNanos());
                if (known.isPresent()) {
                    plan.onAnswer(question, known.get());
                } else {
                    missing.add(question);
                }
            }
        } while (missing.isEmpty() && !plan.questions().isEmpty());
        if (missing.isEmpty()) {
            whenComplete.run();
        }
        missing.forEach(question -> ahead.onAsked(question, plan.likelyNext(), loop.nowNanos()));
        aheadAlarm.set(ahead.nextDeadlineNanos());
        for (var question : missing) {
            ask(question, answer -> {
                boolean last = plan.questions().size() == 1;
                plan.onAnswer(question, answer);
                if (last) {
                    advance(plan, whenComplete);
                }
            });
        }
    }

    /** What need not be waited for: an answer that is still good, or that none will come. */
    private Optional<DnsAnswer> known(TargetPlan.Question question, long nowNanos) {
        var answer = answers.of(question, nowNanos);
        return answer.isPresent() || !silent.isSilent(question, nowNanos)
                ? answer
                : Optional.of(new DnsAnswer.Failed("It was not answered before, and is not waited for"));
    }

    private void onAheadTime() {
        long now = loop.nowNanos();
        ahead.onTime(now).stream()
                .filter(question -> known(question, now).isEmpty())
                .forEach(question -> ask(question, answer -> {}));
        aheadAlarm.set(ahead.nextDeadlineNanos());
    }

    private void onSilentTime() {
        silent.onTime(loop.nowNanos()).forEach(question -> ask(question, answer -> {}));
        silentAlarm.set(silent.nextDeadlineNanos());
    }

    /** Many lines may ask for the same name in the same moment: DNS is asked once. */
    private void ask(TargetPlan.Question question, Consumer<DnsAnswer> whenAnswered) {
        var waiting = asked.get(question);
        if (waiting != null) {
            waiting.add(whenAnswered);
            return;
        }
        asked.put(question, new ArrayList<>(List.of(whenAnswered)));
        long askedNanos = loop.nowNanos();
        network.dns().lookup(loop, question.name(), question.type(), answer -> {
            answers.onAnswer(question, answer, loop.nowNanos());
            silent.onAnswer(question, answer, askedNanos, loop.nowNanos());
            silentAlarm.set(silent.nextDeadlineNanos());
            ahead.onAnswer(question);
            aheadAlarm.set(ahead.nextDeadlineNanos());
            var all = asked.remove(question);
            if (all != null) {
                all.forEach(one -> one.accept(answer));
            }
        });
    }

    /** The flow to a target; empty when none of our ports reaches it. */
    Optional<Flow> open(Target target) {
        return TransportKind.parse(target.transport())
                .flatMap(kind -> flows.flowTo(kind, target.address(), target.serverName()));
    }

    /**
     * The TCP connection that a request takes in the place of datagrams, since it has too many bytes for one (RFC 3261 §18.1.1). Empty when it has not, when the next hop demands
     * a transport, and when TCP was refused there lately.
     */
    Optional<Flow> streamForSize(NextHop hop, Flow flow, String serverName, int bytes, long nowNanos) {
        boolean tooLarge = flow.kind() == TransportKind.UDP
                && hop.transport().isEmpty()
                && bytes > LARGEST_DATAGRAM
                && flows.kinds().contains(TransportKind.TCP);
        var larger = new Target(TransportKind.TCP.name(), flow.remote(), serverName);
        return tooLarge && !dead.isDead(larger, nowNanos) ? open(larger) : Optional.empty();
    }

    /** RFC 3261 §18.1.1, third paragraph: for a while large requests go there as they would otherwise. */
    void onStreamRefused(Flow stream, long nowNanos) {
        dead.onFailure(new Target(stream.kind().name(), stream.remote(), ""), DeadTargets.DEFAULT_TIME, nowNanos);
    }

    private String reasonOf(TargetPlan.Failure failure, NextHop hop) {
        return switch (failure) {
            case NO_TRANSPORT ->
                "There is no way to " + hop.host() + ": it asks for a transport other than "
                        + String.join(
                                " and ",
                                flows.kinds().stream().map(TransportKind::name).toList()) + ".";
            case NOT_FOUND -> "There is no host " + hop.host() + "; is the name spelt right?";
            case NOT_OFFERED -> hop.host() + " says in DNS that it offers no SIP.";
            case NO_ANSWER -> "DNS did not answer for " + hop.host() + "; is the network up?";
        };
    }
}
