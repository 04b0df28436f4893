package io.switchhook.ice;

import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Where the other side is: what its description says, and what its checks have shown. Bounded, whatever it says or sends. */
final class Remotes {
    private static final int MAX_TOLD = 24;
    private static final int MOST = 48;

    private final List<IceCandidate> candidates;

    Remotes(IceDescription theirs, List<Integer> components) {
        var told = new HashSet<List<Object>>();
        candidates = new ArrayList<>(theirs.candidates().stream()
                .filter(candidate -> candidate.isUdp() && components.contains(candidate.component()))
                .filter(candidate -> isOfSomebody(candidate.address().getAddress()))
                .filter(candidate -> told.add(List.of(candidate.component(), candidate.address())))
                .limit(MAX_TOLD)
                .toList());
    }

    /** What goes to many, or to none, is no address of the other side. */
    private static boolean isOfSomebody(InetAddress address) {
        return !address.isMulticastAddress() && !address.isAnyLocalAddress() && !isBroadcast(address);
    }

    private static boolean isBroadcast(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3] & 0xff) == 0xff;
    }

    /** Those that there are checks for: the first always, since checks may show where it is. */
    static List<Integer> componentsOf(IceDescription theirs, int most) {
        var found = new ArrayList<Integer>();
        for (int component = 1; component <= most; component++) {
            int number = component;
            if (number == 1 || theirs.candidates().stream().anyMatch(each -> each.component() == number)) {
                found.add(number);
            }
        }
        return found;
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
        if (known.isPresent() || candidates.size() >= MOST || check.from().getPort() == 0) {
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
