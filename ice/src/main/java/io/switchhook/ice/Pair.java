package io.switchhook.ice;

import io.switchhook.sdp.IceCandidate;
import java.util.Optional;

/** Something of ours to send by and something of theirs to send to, with what checks have shown of it (RFC 8445 §6.1.2). */
final class Pair {
    /** RFC 8445 §6.1.2.6. */
    enum State {
        FROZEN,
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    private final Outlet base;
    private final IceCandidate remote;
    private State state = State.FROZEN;
    /** Where the other side has seen us; present once a check has succeeded, which makes the pair a valid one. */
    private Optional<IceCandidate> seen = Optional.empty();

    private boolean nominateNext;
    private boolean nominatedByPeer;
    private boolean nominated;
    private long consentUntilNanos = Long.MIN_VALUE;

    Pair(Outlet base, IceCandidate remote) {
        this.base = base;
        this.remote = remote;
    }

    Outlet base() {
        return base;
    }

    IceCandidate remote() {
        return remote;
    }

    int component() {
        return base.component();
    }

    String foundation() {
        return base.foundation() + ":" + remote.foundation();
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    boolean isPending() {
        return switch (state) {
            case FROZEN, WAITING, IN_PROGRESS -> true;
            case SUCCEEDED, FAILED -> false;
        };
    }

    long priority(boolean controlling) {
        return priority(base.priority(), controlling);
    }

    /** Of the valid pair: RFC 8445 §7.2.5.3.2. */
    long validPriority(boolean controlling) {
        return priority(seen.map(IceCandidate::priority).orElse(base.priority()), controlling);
    }

    private long priority(long local, boolean controlling) {
        return controlling ? Priorities.pair(local, remote.priority()) : Priorities.pair(remote.priority(), local);
    }

    boolean isValid() {
        return seen.isPresent();
    }

    Optional<IceCandidate> seen() {
        return seen;
    }

    void onValid(IceCandidate local) {
        state = State.SUCCEEDED;
        seen = Optional.of(local);
    }

    void onFailed() {
        state = State.FAILED;
        seen = Optional.empty();
        nominateNext = false;
    }

    /** Whether the next check says that this is the one (controlling side). */
    boolean nominatesNext() {
        return nominateNext;
    }

    void nominateNext() {
        nominateNext = true;
    }

    /** Whether the other side has said so (controlled side). */
    boolean isNominatedByPeer() {
        return nominatedByPeer;
    }

    void onNominatedByPeer() {
        nominatedByPeer = true;
    }

    boolean isNominated() {
        return nominated;
    }

    void onNominated() {
        nominated = true;
    }

    /** Whether the other side wants what is sent there (RFC 7675 §5.1). */
    boolean hasConsent(long nowNanos) {
        return nowNanos < consentUntilNanos;
    }

    long consentUntilNanos() {
        return consentUntilNanos;
    }

    void consentUntil(long nanos) {
        consentUntilNanos = nanos;
    }

    IcePair words() {
        return new IcePair(seen.orElseThrow(), remote);
    }
}
