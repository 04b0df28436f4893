package io.switchhook.stack;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.Network;
import io.switchhook.sip.core.route.AddressFamilies;
import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.TargetPlan;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.Flows;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the flow to a next hop: asks DNS what the plan wants to know, and takes the first target that one of our ports can reach (RFC 3263 §4). */
final class Router {
    private static final Set<String> TRANSPORTS = Set.of("UDP", "TCP");

    private final Network network;
    private final Loop loop;
    private final Flows flows;

    Router(Network network, Loop loop, Flows flows) {
        this.network = network;
        this.loop = loop;
        this.flows = flows;
    }

    /**
     * Finds the flow; answers at once when no DNS is needed.
     *
     * @param preferred the transport for a hop that names none
     */
    void find(NextHop hop, TransportKind preferred, Consumer<Flow> found, Consumer<String> failed) {
        var wanted = hop.transport().isPresent()
                ? hop
                : new NextHop(hop.host(), hop.port(), Optional.of(preferred.name()), hop.secure());
        advance(TargetPlan.of(wanted, TRANSPORTS, AddressFamilies.IPV4_FIRST), wanted, found, failed);
    }

    private void advance(TargetPlan plan, NextHop hop, Consumer<Flow> found, Consumer<String> failed) {
        var question = plan.question();
        if (question.isPresent()) {
            network.dns().lookup(loop, question.get().name(), question.get().type(), answer -> {
                plan.onAnswer(answer);
                advance(plan, hop, found, failed);
            });
            return;
        }
        for (var target : plan.targets()) {
            var flow = TransportKind.parse(target.transport()).flatMap(kind -> flows.flowTo(kind, target.address()));
            if (flow.isPresent()) {
                found.accept(flow.get());
                return;
            }
        }
        failed.accept(plan.failure()
                .map(failure -> reasonOf(failure, hop))
                .orElse("None of our ports reaches " + hop.host() + "."));
    }

    private static String reasonOf(TargetPlan.Failure failure, NextHop hop) {
        return switch (failure) {
            case NO_TRANSPORT ->
                "There is no way to " + hop.host() + ": it asks for a transport other than UDP and TCP.";
            case NOT_FOUND -> "There is no host " + hop.host() + "; is the name spelt right?";
            case NO_ANSWER -> "DNS did not answer for " + hop.host() + "; is the network up?";
        };
    }
}
