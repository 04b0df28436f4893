package io.switchhook.ice;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.StunMethod;
import io.switchhook.stun.TransactionId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of checks between two descriptions, from the first to the settled pairs and the watch over them. A restart is another run. RFC 8445 §6 to §8. */
final class CheckRun implements Timed {
    /** How long better pairs may still take once one has been found: two checks, should the first be lost. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(1_000).toNanos();
    /** RFC 8863 §4: a peer behind a NAT may still be heard as long as a check of ours would have been tried. */
    private static final long GIVE_UP_NANOS = Duration.ofMillis(39_500).toNanos();

    /** Who hears of the run. */
    interface Owner {
        void onComplete(CheckRun run, long nowNanos);

        void onFailed(CheckRun run, String reason);
    }

    /** A check that was sent. */
    private record Check(Pair pair, StunExchange exchange, boolean controlling, boolean nominates) {}

    private final IceCredentials ours;
    private final IceDescription theirs;
    private final StunKey theirKey;
    private final Gathering gathering;
    private final Role role;
    private final IcePace pace;
    private final Randomness random;
    private final Owner owner;
    private final long intervalNanos;
    private final boolean lite;
    private final List<Integer> components;
    private final Remotes remotes;
    private final CheckList list;
    private final List<Check> checks = new ArrayList<>();
    private final Map<Integer, Pair> selected = new TreeMap<>();
    private final Map<Integer, Long> firstValidNanos = new TreeMap<>();
    private final Consent consent;
    private long nextNanos;
    private long giveUpNanos;
    private boolean complete;
    private boolean over;

    /** What all runs of an agent have in common. */
    record Setting(
            Gathering gathering,
            Role role,
            IcePace pace,
            Randomness random,
            Owner owner,
            long intervalNanos,
            boolean lite) {}

    /** @param most how many components the stream has; fewer are checked where the other side has fewer */
    CheckRun(Setting setting, IceCredentials ours, IceDescription theirs, int most, long nowNanos) {
        this.ours = ours;
        this.theirs = theirs;
        this.theirKey = StunKey.shortTerm(theirs.password());
        this.gathering = setting.gathering();
        this.role = setting.role();
        this.pace = setting.pace();
        this.random = setting.random();
        this.owner = setting.owner();
        this.intervalNanos = setting.intervalNanos();
        this.lite = setting.lite();
        this.components = Remotes.componentsOf(theirs, most);
        this.remotes = new Remotes(theirs, components);
        this.list = new CheckList(role);
        this.consent = new Consent(this::consentRequest, random);
        this.nextNanos = nowNanos;
        this.giveUpNanos = nowNanos + GIVE_UP_NANOS;
        if (!lite) {
            list.form(gathering.bases(), remotes.all());
        }
    }

    IceCredentials ours() {
        return ours;
    }

    IceDescription theirs() {
        return theirs;
    }

    boolean isComplete() {
        return complete;
    }

    /** Two who make no checks take what they have told each other (RFC 8445 §8.2). */
    void settleWithoutChecks(long nowNanos) {
        for (int component : components) {
            var base = gathering.host(component);
            var remote = remotes.all().stream()
                    .filter(each -> each.component() == component
                            && base.filter(b -> b.reaches(each.address())).isPresent())
                    .findFirst();
            if (base.isPresent() && remote.isPresent()) {
                var pair = new Pair(base.get(), remote.get());
                pair.onValid(localSeenAs(base.get(), base.get().address()));
                pair.consentUntil(NEVER);
                select(pair, nowNanos);
            }
        }
    }

    // --- sending --------------------------------------------------------------------------------------------------

    /** What media of the component goes over now; empty while there is nothing, or nothing that the other side wants to hear on. */
    Optional<Pair> pairFor(int component, long nowNanos) {
        var pair = inUse(component);
        return pair != null && !over && pair.hasConsent(nowNanos) ? Optional.of(pair) : Optional.empty();
    }

    private @Nullable Pair inUse(int component) {
        var chosen = selected.get(component);
        return chosen != null ? chosen : bestValid(component);
    }

    private List<Pair> pairsInUse() {
        var used = new ArrayList<Pair>(2);
        for (int component : components) {
            var pair = inUse(component);
            if (pair != null) {
                used.add(pair);
            }
        }
        return used;
    }

    private @Nullable Pair bestValid(int component) {
        Pair best = null;
        boolean controlling = role.isControlling();
        for (var pair : list.pairs()) {
            if (pair.component() == component
                    && pair.isValid()
                    && (best == null || pair.validPriority(controlling) > best.validPriority(controlling))) {
                best = pair;
            }
        }
        return best;
    }

    /** Whether media from there is from the other side: it has named the address, or has signed a check from it. */
    boolean knows(int component, InetSocketAddress from) {
        return remotes.has(component, from);
    }

    List<IcePair> words() {
        return selected.values().stream().map(Pair::words).toList();
    }

    List<Outlet> basesInUse() {
        return selected.values().stream().map(Pair::base).toList();
    }

    // --- checks of ours -------------------------------------------------------------------------------------------

    private void checkNext(long nowNanos) {
        if (!list.hasWork()) {
            nextNanos = nowNanos;
            return;
        }
        if (!pace.take(nowNanos)) {
            nextNanos = pace.freeNanos();
            return;
        }
        nextNanos = nowNanos + intervalNanos;
        list.next().ifPresent(pair -> check(pair, nowNanos));
    }

    private void check(Pair pair, long nowNanos) {
        boolean nominates = pair.nominatesNext() && role.isControlling();
        var request = request(pair.base(), nominates);
        // RFC 8445 §14.3 lets an agent choose; this keeps all pairs within the pace.
        var exchange = new StunExchange(request, intervalNanos * list.active(), nowNanos);
        pair.become(Pair.State.IN_PROGRESS);
        checks.add(new Check(pair, exchange, role.isControlling(), nominates));
        pair.base().send(request.write(), pair.remote().address(), nowNanos);
    }

    /** RFC 8445 §7.2.2. */
    private StunMessage request(Outlet base, boolean nominates) {
        var builder = StunMessage.builder(StunKind.REQUEST, StunMethod.BINDING, TransactionId.draw(random))
                .text(StunAttribute.USERNAME, theirs.ufrag() + ":" + ours.ufrag())
                .number(StunAttribute.PRIORITY, base.reflexivePriority());
        if (nominates) {
            builder.flag(StunAttribute.USE_CANDIDATE);
        }
        var mine = role.isControlling() ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
        return builder.longNumber(mine, role.tieBreaker())
                .sign(theirKey)
                .fingerprint()
                .build();
    }

    private StunMessage consentRequest(Pair pair, long nowNanos) {
        var request = request(pair.base(), false);
        pair.base().send(request.write(), pair.remote().address(), nowNanos);
        return request;
    }

    /** Whether it was the answer to something of this run; one that is not signed is none. */
    boolean onAnswer(Outlet base, InetSocketAddress from, StunMessage answer, long nowNanos) {
        if (consent.isOurs(answer)) {
            if (answer.isSignedWith(theirKey) && consent.onAnswer(answer, from, nowNanos)) {
                fail("The other side does not want any more to be sent to it on the path of this call (403).");
            }
            return true;
        }
        var check = checks.stream()
                .filter(each -> each.exchange().request().id().equals(answer.id()))
                .findFirst();
        if (check.isPresent() && answer.isSignedWith(theirKey)) {
            checks.remove(check.get());
            onAnswer(check.get(), base, from, answer, nowNanos);
        }
        return check.isPresent();
    }

    private void onAnswer(Check check, Outlet base, InetSocketAddress from, StunMessage answer, long nowNanos) {
        var pair = check.pair();
        boolean symmetric = pair.base() == base && pair.remote().address().equals(from);
        var mapped = answer.mapped().filter(seen -> seen.getPort() != 0);
        if (answer.kind() == StunKind.SUCCESS && symmetric && mapped.isPresent()) {
            onSuccess(check, mapped.get(), nowNanos);
        } else if (answer.errorCode() == 487) {
            onRoleConflict(check);
        } else if (!check.exchange().isCancelled()) {
            pair.onFailed();
        }
        afterChange(nowNanos);
    }

    /** RFC 8445 §7.2.5.1; a second answer of the kind finds the role changed already. */
    private void onRoleConflict(Check check) {
        if (check.controlling() == role.isControlling()) {
            role.giveWay();
            list.sort();
        }
        list.trigger(check.pair());
    }

    private void onSuccess(Check check, InetSocketAddress mapped, long nowNanos) {
        var pair = check.pair();
        pair.onValid(localSeenAs(pair.base(), mapped));
        pair.consentUntil(nowNanos + Consent.LASTS_NANOS);
        firstValidNanos.putIfAbsent(pair.component(), nowNanos);
        list.unfreeze(pair.foundation());
        consent.start(nowNanos);
        if (check.nominates() && role.isControlling() || pair.isNominatedByPeer() && !role.isControlling()) {
            select(pair, nowNanos);
        }
    }

    /** RFC 8445 §7.2.5.3.1: the candidate of that address, or one that nobody knew of. */
    private IceCandidate localSeenAs(Outlet base, InetSocketAddress mapped) {
        for (var each : gathering.candidates()) {
            if (each.candidate().component() == base.component()
                    && each.candidate().address().equals(mapped)) {
                return each.candidate();
            }
        }
        return new IceCandidate(
                base.foundation() + "p",
                base.component(),
                "UDP",
                base.reflexivePriority(),
                mapped,
                CandidateType.PEER_REFLEXIVE,
                Optional.of(base.address()));
    }

    // --- checks of the other side ---------------------------------------------------------------------------------

    /** RFC 8445 §7.3.1.3 to §7.3.1.5, and §7.3.2 for one that makes no checks. */
    void onCheck(Incoming check, long nowNanos) {
        var base = check.base();
        // In a call that is forked, checks of the others come in here too.
        if (over || !components.contains(base.component()) || !check.peer().equals(theirs.ufrag())) {
            return;
        }
        var remote = remotes.at(check);
        if (remote.isEmpty()) {
            return;
        }
        var pair = list.find(base, check.from()).or(() -> list.add(base, remote.get()));
        pair.ifPresent(found -> {
            if (lite) {
                onCheckOfLite(found, check, nowNanos);
            } else {
                onCheck(found, check, nowNanos);
            }
            afterChange(nowNanos);
        });
    }

    private void onCheckOfLite(Pair pair, Incoming check, long nowNanos) {
        // Some say it again with each question for consent.
        if (check.useCandidate() && selected.get(pair.component()) != pair) {
            pair.onValid(localSeenAs(pair.base(), pair.base().address()));
            pair.consentUntil(NEVER);
            // Who nominates anew is to be followed: the last word counts.
            selected.remove(pair.component());
            select(pair, nowNanos);
        }
    }

    private void onCheck(Pair pair, Incoming check, long nowNanos) {
        boolean settled = selected.containsKey(pair.component());
        boolean nominates = check.useCandidate() && !role.isControlling();
        if (nominates) {
            pair.onNominatedByPeer();
        }
        if (settled && !nominates || selected.get(pair.component()) == pair) {
            return;
        }
        switch (pair.state()) {
            case SUCCEEDED -> {
                if (nominates && pair.consentUntilNanos() - nowNanos > Consent.LASTS_NANOS / 2) {
                    select(pair, nowNanos);
                } else if (nominates) {
                    // Long ago: whether it still wants to hear is asked before it is taken.
                    list.trigger(pair);
                }
            }
            case IN_PROGRESS -> {
                checks.stream()
                        .filter(each -> each.pair() == pair)
                        .forEach(each -> each.exchange().cancel(nowNanos));
                list.trigger(pair);
            }
            case FROZEN, WAITING, FAILED -> list.trigger(pair);
        }
        nextNanos = Math.max(nextNanos, nowNanos);
    }

    // --- settling -------------------------------------------------------------------------------------------------

    /** The pair is nominated. Of several, as one of RFC 5245 may nominate them, the best counts (RFC 8445 §8.1.1). */
    private void select(Pair pair, long nowNanos) {
        pair.onNominated();
        var before = selected.get(pair.component());
        boolean controlling = role.isControlling();
        if (before != null && before.validPriority(controlling) >= pair.validPriority(controlling)) {
            return;
        }
        selected.put(pair.component(), pair);
        checks.stream()
                .filter(each -> each.pair().component() == pair.component())
                .forEach(each -> each.exchange().cancel(nowNanos));
        list.conclude(pair);
        pair.base().relay().ifPresent(relay -> relay.bind(pair.remote().address(), nowNanos));
        if (selected.keySet().containsAll(components)) {
            complete = true;
            owner.onComplete(this, nowNanos);
        }
    }

    private void afterChange(long nowNanos) {
        if (role.isControlling() && !lite && !complete && !over) {
            components.forEach(component -> nominate(component, nowNanos));
        }
    }

    /** RFC 8445 §8.1.1: the best, once no better one can still come, or has taken too long. */
    private void nominate(int component, long nowNanos) {
        var best = bestValid(component);
        if (best == null || selected.containsKey(component) || isNominating(component)) {
            return;
        }
        var first = firstValidNanos.getOrDefault(component, nowNanos);
        boolean mayImprove = list.pairs().stream()
                .anyMatch(pair ->
                        pair.component() == component && pair.isPending() && pair.priority(true) > best.priority(true));
        if (!mayImprove || nowNanos - first >= PATIENCE_NANOS) {
            best.nominateNext();
            list.trigger(best);
            nextNanos = Math.max(nextNanos, nowNanos);
        }
    }

    private boolean isNominating(int component) {
        return list.pairs().stream().anyMatch(pair -> pair.component() == component && pair.nominatesNext());
    }

    /** Priorities of pairs depend on it. */
    void onRoleChanged() {
        list.sort();
    }

    /** A server relays no more, which is known before consent ends. */
    void onLost(Outlet base, String reason) {
        if (pairsInUse().stream().anyMatch(pair -> pair.base() == base)) {
            fail(reason);
        }
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            checks.clear();
            consent.stop();
            owner.onFailed(this, reason);
        }
    }

    /** Nothing of it goes on. */
    void stop() {
        over = true;
        checks.clear();
        consent.stop();
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    public long nextDeadlineNanos() {
        if (over || lite) {
            return NEVER;
        }
        long next = Math.min(giveUpNanos, consent.nextDeadlineNanos());
        if (list.hasWork()) {
            next = Math.min(next, nextNanos);
        }
        for (var check : checks) {
            next = Math.min(next, check.exchange().deadlineNanos());
        }
        if (role.isControlling() && !complete) {
            for (int component : components) {
                var first = firstValidNanos.get(component);
                if (first != null && !selected.containsKey(component) && !isNominating(component)) {
                    next = Math.min(next, first + PATIENCE_NANOS);
                }
            }
        }
        return next;
    }

    @Override
    public void onTime(long nowNanos) {
        if (over || lite) {
            return;
        }
        for (var check : List.copyOf(checks)) {
            onTime(check, nowNanos);
        }
        if (nowNanos >= nextNanos) {
            checkNext(nowNanos);
        }
        if (consent.onTime(pairsInUse(), nowNanos)) {
            fail("The other side has not answered for 30 s on the path of this call; nothing more is sent there.");
        }
        afterChange(nowNanos);
        if (nowNanos >= giveUpNanos) {
            giveUpNanos = NEVER;
            if (!complete && components.stream().anyMatch(component -> bestValid(component) == null)) {
                fail("No path to the other side was found: " + list.pairs().size() + " pairs of addresses were tried.");
            }
        }
    }

    private void onTime(Check check, long nowNanos) {
        switch (check.exchange().onTime(nowNanos)) {
            case WAIT -> {}
            case SEND_AGAIN ->
                check.pair()
                        .base()
                        .send(
                                check.exchange().request().write(),
                                check.pair().remote().address(),
                                nowNanos);
            case GIVE_UP -> {
                checks.remove(check);
                if (!check.exchange().isCancelled()) {
                    check.pair().onFailed();
                }
            }
        }
    }
}
