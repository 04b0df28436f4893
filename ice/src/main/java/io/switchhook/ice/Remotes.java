package io.switchhook.ice;

import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the other side is: what its description says, and what its checks have shown. Bounded, whatever it says or sends. */
final class Remotes {
    private static final int MAX_TOLD = 24;
    private static final int MOST = 48;

    private final List<IceCandidate> candidates;

    Remotes(IceDescription theirs, List<Integer> components) {
        candidates = new ArrayList<>(theirs.candidates().stream()
                .filter(candidate -> candidate.isUdp() && components.contains(candidate.component()))
                .limit(MAX_TOLD)
                .toList());
    }

    List<IceCandidate> all() {
        return candidates;
    }

    boolean has(int component, InetSocketAddress address) {
        return find(component, address).isPresent();
    }

    private Optional<IceCandidate> find(int component, InetSocketAddress address) {
        for (var each : candidates) {
            if (each.component() == component && each.address().equals(address)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Where a check has come from, a new candidate perhaps (RFC 8445 §7.3.1.3); empty when there are too many. */
    Optional<IceCandidate> at(Incoming check) {
        int component = check.base().component();
        var known = find(component, check.from());
        if (known.isPresent() || candidates.size() >= MOST) {
            return known;
        }
        var found = new IceCandidate(
                "p" + candidates.size(),
                component,
                "UDP",
                Math.max(1, Math.min(check.priority(), Integer.MAX_VALUE)),
                check.from(),
                CandidateType.PEER_REFLEXIVE,
                Optional.empty());
        candidates.add(found);
        return Optional.of(found);
    }
}
