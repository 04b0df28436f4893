package io.switchhook.sip.core.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The targets of a request in the order to be tried: groups one after the other, the targets of a group at the same time (RFC 3261 §16.6).
 *
 * @param groups at least one, each with at least one target
 * @param preferences what the caller wants of the search (RFC 3841)
 */
public record TargetSet(List<List<ProxyTarget>> groups, CallerPreferences preferences) {

    /** Of a search about which the caller wants nothing. */
    public TargetSet(List<List<ProxyTarget>> groups) {
        this(groups, CallerPreferences.NONE);
    }

    public TargetSet {
        var copies = new ArrayList<List<ProxyTarget>>(groups.size());
        boolean any = !groups.isEmpty();
        for (var group : groups) {
            any &= !group.isEmpty();
            copies.add(List.copyOf(group));
        }
        if (!any) {
            throw new IllegalArgumentException("expected at least one target, and no group without one");
        }
        groups = List.copyOf(copies);
    }

    /** All of them ring together. */
    public static TargetSet parallel(List<ProxyTarget> targets) {
        return new TargetSet(List.of(targets));
    }

    /** One after the other, each when the one before has refused. */
    public static TargetSet sequential(List<ProxyTarget> targets) {
        return new TargetSet(targets.stream().map(List::of).toList());
    }

    /** Those of the highest q together, then those of the next one (RFC 3261 §16.6, second paragraph). */
    public static TargetSet byPreference(List<ProxyTarget> targets) {
        var sorted = new ArrayList<>(targets);
        sorted.sort(Comparator.comparingDouble(ProxyTarget::q).reversed());
        var groups = new ArrayList<List<ProxyTarget>>();
        double last = -1;
        for (var target : sorted) {
            if (target.q() != last) {
                groups.add(new ArrayList<>());
                last = target.q();
            }
            groups.get(groups.size() - 1).add(target);
        }
        return new TargetSet(List.copyOf(groups));
    }

    /** The target that a stateless proxy takes: it cannot try another one (RFC 3261 §16.11). */
    public ProxyTarget first() {
        return groups.get(0).get(0);
    }
}
