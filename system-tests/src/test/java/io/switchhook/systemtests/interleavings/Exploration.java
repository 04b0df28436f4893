package io.switchhook.systemtests.interleavings;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at every state that a budget allows, nearest first, each reached by a shortest order that leads there. From each one in which nothing is under way, and from those
 * where the budget ends, the pair is brought to its end and looked at; every other state has one of these after it. Engines cannot be copied, so for each state
 * its order is lived from the start, once: where a step leads is known without taking it.
 */
final class Exploration {
    private static final int MOST_PROBLEMS = 3;

    private final Budget budget;
    private final Set<Long> seen = new HashSet<>();
    private final ArrayDeque<Node> next = new ArrayDeque<>();
    private final List<String> problems = new ArrayList<>();
    private int ends;
    private int completeDepth;

    private record Node(Node before, Step step, int depth) {

        List<Step> order() {
            var steps = new ArrayDeque<Step>();
            for (var node = this; node.step != null; node = node.before) {
                steps.addFirst(node.step);
            }
            return List.copyOf(steps);
        }
    }

    /**
     * What was seen.
     *
     * @param completeDepth every order of so many steps was looked at, all when {@code complete}
     * @param complete whether nothing was left to look at
     * @param ends orders that were brought to their end and checked
     */
    record Result(int states, int completeDepth, boolean complete, int ends, List<String> problems) {}

    private Exploration(Budget budget) {
        this.budget = budget;
    }

    static Result of(Budget budget) {
        return new Exploration(budget).run();
    }

    private Result run() {
        next.add(new Node(null, null, 0));
        while (!next.isEmpty() && seen.size() < budget.states() && problems.size() < MOST_PROBLEMS) {
            expand(next.poll());
        }
        boolean complete = next.isEmpty();
        while (!next.isEmpty() && problems.size() < MOST_PROBLEMS) {
            check(lived(next.poll()));
        }
        return new Result(seen.size(), completeDepth, complete, ends, List.copyOf(problems));
    }

    private void expand(Node node) {
        completeDepth = node.depth();
        var pair = lived(node);
        for (var step : pair.possible()) {
            if (seen.add(pair.keyAfter(step))) {
                next.add(new Node(node, step, node.depth() + 1));
            }
        }
        if (pair.isQuiet()) {
            check(pair);
        }
    }

    private void check(Pair pair) {
        ends++;
        var found = pair.end();
        if (!found.isEmpty()) {
            problems.add(String.join("\n", found) + "\nafter\n" + pair.story());
        }
    }

    private Pair lived(Node node) {
        var pair = new Pair(budget);
        node.order().forEach(pair::take);
        return pair;
    }
}
