package io.switchhook.pbx;

import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.pbx.internal.ring.OutsideLine;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.flow.Flow;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The trunks that the PBX was given. On the signalling loop. */
final class Trunks {
    private final PbxEngine pbx;
    private final List<TrunkLine> lines;
    private final Map<Trunk, TrunkLine> byTrunk = new IdentityHashMap<>();

    Trunks(PbxEngine pbx, Collection<Trunk> given) {
        this.pbx = pbx;
        this.lines = given.stream().map(trunk -> new TrunkLine(pbx, trunk)).toList();
        lines.forEach(line -> byTrunk.put(line.trunk(), line));
    }

    void start(long nowNanos) {
        lines.forEach(line -> line.start(nowNanos));
    }

    void close(long nowNanos) {
        lines.forEach(line -> line.close(nowNanos));
    }

    boolean isClosed() {
        return lines.stream().allMatch(TrunkLine::isClosed);
    }

    /** Those of trunks that stand: they are there for as long as the PBX runs. */
    int armedAlarms() {
        return lines.stream().mapToInt(TrunkLine::armedAlarms).sum();
    }

    List<PbxTrunk> snapshot() {
        return lines.stream().map(TrunkLine::snapshot).toList();
    }

    /** That trunk as it runs; one that the PBX was not given is as it is, and nobody keeps count of its calls. */
    TrunkLine lineOf(Trunk trunk) {
        var known = byTrunk.get(trunk);
        return known == null ? new TrunkLine(pbx, trunk) : known;
    }

    /** A trunk that is to be counted, registered or asked and was not given to the PBX. */
    Optional<Trunk> unknownIn(CallRoute route) {
        return unknownIn(route, byTrunk.keySet());
    }

    /** @param given compared by what they are, not by their names */
    static Optional<Trunk> unknownIn(CallRoute route, Collection<Trunk> given) {
        return trunksIn(route)
                .filter(trunk -> trunk.settings().isKept() && !given.contains(trunk))
                .findFirst();
    }

    private static Stream<Trunk> trunksIn(CallRoute route) {
        if (!(route instanceof CallRoute.Ring ring)) {
            return Stream.empty();
        }
        return Stream.concat(
                ring.targets().stream().flatMap(target -> target.trunks().stream()),
                ring.next().values().stream().flatMap(Trunks::trunksIn));
    }

    /** A target of the dial plan, with the lines that lead there. */
    DialTarget targetOf(CallTarget target) {
        if (!target.isOutside()) {
            return DialTarget.inside(target.uri());
        }
        var over = target.trunks().stream().<OutsideLine>map(this::lineOf).toList();
        return over.isEmpty() ? DialTarget.outside(target.uri()) : DialTarget.over(over, target.number());
    }

    List<DialTarget> targetsOf(CallRoute.Ring ring) {
        return ring.targets().stream().map(this::targetOf).toList();
    }

    /**
     * Which trunk a request comes from. What goes to the Contact of a registration is that trunk's; where several trunks are at one place, the number that is called tells them
     * apart.
     *
     * @return empty when it comes from somebody else
     */
    Optional<TrunkLine> from(SipRequest request, Flow from) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        var named = lines.stream().filter(line -> line.isContactOf(request)).findFirst();
        if (named.isPresent()) {
            return named;
        }
        var there = lines.stream().filter(line -> line.isAt(from)).toList();
        return Stream.concat(
                        there.stream()
                                .filter(line -> line.expects(IncomingNumbers.called(request, line, pbx.numbers()))),
                        there.stream())
                .findFirst();
    }
}
