package io.switchhook.media.session;

import io.switchhook.media.rtp.SequenceNumbers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Symmetric RTP (RFC 4961): learns the address that the other side really sends from, which behind a NAT is not the
 * one it advertised, and guards what was learned. The rule:
 *
 * <ol>
 *   <li>Until something is learned, we send to the address advertised in SDP.
 *   <li>A packet from the advertised address is taken at once while nothing is learned.
 *   <li>Any other source, if the {@link LatchSettings.Trust} allows it, is learned only after N packets in
 *       sequence, of one SSRC, from one address and port. Its packets before are not played.
 *   <li>What is learned stays. Another source is learned in its place only after the learned one has been silent
 *       for the set time, again with N packets, and only if it goes on with the SSRC of the learned one (a NAT that has
 *       bound anew), or comes from its host, the advertised one or that of the signalling: who is on hold or muted
 *       cannot be pushed out by a stranger; or, at any time, with N packets from the
 *       advertised address, or from the host that signalling comes from if the learned source is neither. So who got
 *       in first from elsewhere loses the place to the true peer.
 *   <li>A new address in SDP begins anew. The same address again changes nothing. The source of before is still heard,
 *       but is learned again only after the set time, since audio goes to the new address at once (RFC 3264 §8.3.1).
 *   <li>Who had the place before another peer took it is neither heard nor learned until it has been silent for the set
 *       time.
 * </ol>
 *
 * <p>Only what the caller found to be RTP with a negotiated payload type may be given. Not thread-safe; allocates
 * when candidates or addresses change only.
 */
public final class RtpLatch {
    /** How many unknown sources are followed at a time; a flood replaces the oldest. The first is kept for known hosts. */
    private static final int CANDIDATES = 4;

    /** Largest forward step that still counts as "in sequence": loss happens while one is being confirmed. */
    private static final int MAX_STEP = 10;

    private static final long NEVER = Long.MIN_VALUE;

    private final LatchSettings settings;
    private final Candidate[] candidates = new Candidate[CANDIDATES];
    private Optional<InetSocketAddress> advertised = Optional.empty();
    private Optional<InetAddress> signalling = Optional.empty();
    private Optional<InetSocketAddress> learned = Optional.empty();
    private int learnedSsrc;
    /** Who was here before the address or the peer changed, until another source is learned. */
    private Optional<InetSocketAddress> former = Optional.empty();

    private boolean formerIsHeard;
    /** When it came first, or last if it is not heard. */
    private long formerSinceNanos = NEVER;

    private long lastHeardNanos;
    private int nextCandidate;
    private long rejected;

    private record Candidate(InetSocketAddress address, int ssrc, int sequence, int packets) {
        private static final Candidate NOBODY = new Candidate(new InetSocketAddress(0), 0, 0, 0);
    }

    public RtpLatch(LatchSettings settings) {
        this.settings = settings;
        forgetCandidates();
    }

    /**
     * What the other side's SDP says.
     *
     * @param address where it wants its audio; absent when it gave none (0.0.0.0, port 0)
     * @param signallingHost where its SIP messages really come from, if that is to be trusted for audio
     */
    public void onRemote(Optional<InetSocketAddress> address, Optional<InetAddress> signallingHost) {
        signalling = signallingHost;
        if (!advertised.equals(address)) {
            if (advertised.isPresent()) {
                leave(address.isPresent() ? remote() : Optional.empty(), true);
            }
            advertised = address;
            learned = Optional.empty();
            forgetCandidates();
        }
    }

    /**
     * The address of the host name that SDP gave has been found. Who was learned while it was unknown stays, since the name may be that of a NAT's outer side; all else is
     * as if SDP had said the address.
     */
    void onFound(Optional<InetSocketAddress> address) {
        if (advertised.isEmpty()) {
            advertised = address;
        } else {
            onRemote(address, signalling);
        }
    }

    /** Another peer takes the place of the one that was there. Told first, before anything is known of the new one. */
    void onReplaced(Optional<InetSocketAddress> before) {
        leave(before, false);
    }

    private void leave(Optional<InetSocketAddress> source, boolean heard) {
        former = source;
        formerIsHeard = heard;
        formerSinceNanos = NEVER;
    }

    /** Takes a packet's source. @return whether to use the packet */
    public boolean onPacket(InetSocketAddress from, int ssrc, int sequence, long nowNanos) {
        if (isLearned(from)) {
            learnedSsrc = ssrc;
            lastHeardNanos = nowNanos;
            return true;
        }
        if (learned.isEmpty() && isAdvertised(from)) {
            learn(from, ssrc, nowNanos);
            return true;
        }
        if (isFormer(from, nowNanos)) {
            boolean heard = formerIsHeard && isTrusted(from);
            rejected += heard ? 0 : 1;
            return heard;
        }
        if (isAllowed(from, ssrc, nowNanos) && confirm(from, ssrc, sequence)) {
            learn(from, ssrc, nowNanos);
            return true;
        }
        rejected++;
        return false;
    }

    private boolean isAllowed(InetSocketAddress from, int ssrc, long nowNanos) {
        return isTrusted(from)
                && (learned.isEmpty() || takesPrecedence(from) || (isSilent(nowNanos) && maySucceed(from, ssrc)));
    }

    /** Whether a source may take the place of the learned one that has fallen silent. */
    private boolean maySucceed(InetSocketAddress from, int ssrc) {
        return ssrc == learnedSsrc
                || learned.filter(held -> held.getAddress().equals(from.getAddress()))
                        .isPresent()
                || isKnownHost(from);
    }

    private boolean isTrusted(InetSocketAddress from) {
        return switch (settings.trust()) {
            case ANY_ADDRESS -> true;
            case SAME_ADDRESS -> isAdvertised(from) || isKnownHost(from);
            case ADVERTISED_ONLY -> isAdvertised(from);
        };
    }

    private boolean isFormer(InetSocketAddress from, long nowNanos) {
        if (former.isEmpty() || !former.get().equals(from)) {
            return false;
        }
        if (formerSinceNanos != NEVER
                && nowNanos - formerSinceNanos >= settings.silence().toNanos()) {
            former = Optional.empty();
            return false;
        }
        if (formerSinceNanos == NEVER || !formerIsHeard) {
            formerSinceNanos = nowNanos;
        }
        return true;
    }

    private boolean isSilent(long nowNanos) {
        return nowNanos - lastHeardNanos >= settings.silence().toNanos();
    }

    /** Whether the source has a better right to the place than the one that holds it. */
    private boolean takesPrecedence(InetSocketAddress from) {
        if (isAdvertised(from)) {
            return true;
        }
        return isKnownHost(from) && learned.filter(this::isKnownHost).isEmpty();
    }

    private boolean isKnownHost(InetSocketAddress from) {
        return advertised
                        .filter(address -> address.getAddress().equals(from.getAddress()))
                        .isPresent()
                || signalling.filter(host -> host.equals(from.getAddress())).isPresent();
    }

    private boolean isAdvertised(InetSocketAddress from) {
        return advertised.isPresent() && advertised.get().equals(from);
    }

    /** Counts the packet; true when the source has sent enough. */
    private boolean confirm(InetSocketAddress from, int ssrc, int sequence) {
        int slot = slotOf(from);
        Candidate before = candidates[slot];
        int step = SequenceNumbers.distance(sequence, before.sequence());
        boolean continues = before.address().equals(from) && before.ssrc() == ssrc && step > 0 && step <= MAX_STEP;
        int packets = continues ? before.packets() + 1 : 1;
        candidates[slot] = new Candidate(from, ssrc, sequence, packets);
        return packets >= settings.confirmingPackets();
    }

    private int slotOf(InetSocketAddress from) {
        for (int i = 0; i < CANDIDATES; i++) {
            if (candidates[i].address().equals(from)) {
                return i;
            }
        }
        if (isKnownHost(from)) {
            return 0;
        }
        nextCandidate = nextCandidate % (CANDIDATES - 1) + 1;
        return nextCandidate;
    }

    private void learn(InetSocketAddress from, int ssrc, long nowNanos) {
        learned = Optional.of(from);
        learnedSsrc = ssrc;
        former = Optional.empty();
        lastHeardNanos = nowNanos;
        forgetCandidates();
    }

    private void forgetCandidates() {
        java.util.Arrays.fill(candidates, Candidate.NOBODY);
    }

    /** Whether the address is the one learned. */
    public boolean isLearned(InetSocketAddress from) {
        return learned.isPresent() && learned.get().equals(from);
    }

    /** Where to send: the learned address, else the advertised one; absent when neither is known. */
    public Optional<InetSocketAddress> remote() {
        return learned.isPresent() ? learned : advertised;
    }

    /** The address learned from packets. */
    public Optional<InetSocketAddress> learned() {
        return learned;
    }

    /** Packets not accepted so far. */
    public long rejected() {
        return rejected;
    }
}
