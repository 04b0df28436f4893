package io.switchhook.media.srtp;

import io.switchhook.media.rtp.PacketKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a stream and its port: opens what comes and protects what goes, as is agreed on, and lets packets pass as they are where nothing is. Keys of whatever
 * origin, SDES or DTLS, come in by {@link #use}. Touched by one loop only; allocates nothing for a packet.
 *
 * <p>The same keys again go on where they were, whatever was agreed on in between: a key stream is never used twice. With new keys of the other side those of before count for a
 * moment more, since packets may still be on their way (RFC 4568 §7.1.4).
 */
public final class SrtpPath {
    /** The longest datagram that is opened or protected: more than a network carries in one piece. */
    private static final int MAX_PACKET = 2048;

    private static final long FORMER_NANOS = Duration.ofSeconds(5).toNanos();
    /** Keys of ours that are remembered: one each time we offer to somebody else. */
    private static final int MOST_SENDERS = 4;

    private final List<SrtpSender> senders = new ArrayList<>();
    private Protection protection = Protection.NONE;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpReceiver former;
    /** Of RTCP, where that has keys of its own. */
    private @Nullable SrtpPath reports;

    private long formerUntilNanos;
    private SrtpCounters counted = SrtpCounters.NONE;
    private long turnedAway;
    private ByteBuffer in = ByteBuffer.allocate(0);
    private ByteBuffer out = ByteBuffer.allocate(0);
    private ByteBuffer opened = in;
    private ByteBuffer sealed = out;

    /** Packets pass as they are from now on, or are opened and protected with keys, or do not pass. */
    public void use(Protection next, long nowNanos) {
        if (next instanceof Protection.Keys keyed) {
            useKeys(keyed.keys(), nowNanos);
        }
        protection = next;
    }

    /** The same for RTCP alone, which has keys of its own where it has a port of its own and keys come by DTLS (RFC 5764 §4.2). */
    public void useForReports(Protection next, long nowNanos) {
        if (reports == null) {
            reports = new SrtpPath();
        }
        reports.use(next, nowNanos);
    }

    /** RTCP goes under the same keys as RTP from now on, which is so unless {@link #useForReports} was called. */
    public void shareWithReports() {
        if (reports != null) {
            counted = counted.plus(reports.counters());
            reports.close();
            reports = null;
        }
    }

    /** What is in use. */
    public Protection protection() {
        return protection;
    }

    private void useKeys(SrtpKeys keys, long nowNanos) {
        if (in.capacity() == 0) {
            in = ByteBuffer.allocate(MAX_PACKET);
            out = ByteBuffer.allocate(MAX_PACKET);
        }
        if (sender == null || !sender.key().equals(keys.send())) {
            sender = senderOf(keys.send());
        }
        if (receiver != null && receiver.isUnder(keys.receive())) {
            return;
        }
        var again = former != null && former.isUnder(keys.receive()) ? former : null;
        if (again == null && former != null) {
            forget(former);
        }
        former = receiver;
        formerUntilNanos = nowNanos + FORMER_NANOS;
        receiver = again != null ? again : new SrtpReceiver(keys.receive());
    }

    private SrtpSender senderOf(SrtpMasterKey key) {
        for (var known : senders) {
            if (known.key().equals(key)) {
                return known;
            }
        }
        if (senders.size() == MOST_SENDERS) {
            senders.remove(0).close();
        }
        var begun = new SrtpSender(key);
        senders.add(begun);
        return begun;
    }

    private void forget(SrtpReceiver old) {
        counted = counted.plus(old.counters());
        old.close();
    }

    /**
     * Takes what has come; {@link #opened} is then what to read.
     *
     * @param datagram from position to limit; not changed
     * @return false when it is to be dropped, which is counted
     */
    public boolean open(ByteBuffer datagram, long nowNanos) {
        if (reports != null && PacketKind.of(datagram) == PacketKind.RTCP) {
            boolean passed = reports.open(datagram, nowNanos);
            opened = reports.opened();
            return passed;
        }
        if (protection.kind() == Protection.Kind.NONE) {
            opened = datagram;
            return true;
        }
        if (protection.kind() == Protection.Kind.CLOSED || receiver == null) {
            turnedAway++;
            return false;
        }
        var kind = PacketKind.of(datagram);
        if (datagram.remaining() > MAX_PACKET || kind != PacketKind.RTP && kind != PacketKind.RTCP) {
            turnedAway++;
            return false;
        }
        opened = in;
        if (former != null && nowNanos - formerUntilNanos >= 0) {
            forget(former);
            former = null;
        }
        return opens(receiver, kind, datagram) || former != null && opens(former, kind, datagram);
    }

    private boolean opens(SrtpReceiver keys, PacketKind kind, ByteBuffer datagram) {
        copy(datagram, in);
        var outcome = kind == PacketKind.RTP ? keys.openRtp(in) : keys.openRtcp(in);
        return outcome == SrtpOutcome.PASSED;
    }

    private static void copy(ByteBuffer from, ByteBuffer to) {
        int length = from.remaining();
        to.clear().put(0, from, from.position(), length).limit(length);
    }

    /** What {@link #open} has opened, from position to limit; valid until the next packet. */
    public ByteBuffer opened() {
        return opened;
    }

    /**
     * Takes what is to be sent; {@link #sealed} is then what to send.
     *
     * @param packet RTP or RTCP from position to limit; not changed
     * @return false when it must not be sent
     */
    public boolean seal(ByteBuffer packet) {
        if (reports != null && PacketKind.of(packet) == PacketKind.RTCP) {
            boolean passed = reports.seal(packet);
            sealed = reports.sealed();
            return passed;
        }
        if (protection.kind() == Protection.Kind.NONE) {
            sealed = packet;
            return true;
        }
        if (protection.kind() == Protection.Kind.CLOSED
                || sender == null
                || packet.remaining() > MAX_PACKET - sender.overhead()) {
            return false;
        }
        sealed = out;
        copy(packet, out);
        var outcome = PacketKind.of(packet) == PacketKind.RTCP ? sender.protectRtcp(out) : sender.protectRtp(out);
        return outcome == SrtpOutcome.PASSED;
    }

    /** What {@link #seal} has protected, from position to limit; valid until the next packet. */
    public ByteBuffer sealed() {
        return sealed;
    }

    /** What was opened, and what was not, under all keys so far. */
    public SrtpCounters counters() {
        var all = counted.plus(new SrtpCounters(0, 0, 0, turnedAway));
        all = receiver == null ? all : all.plus(receiver.counters());
        all = reports == null ? all : all.plus(reports.counters());
        return former == null ? all : all.plus(former.counters());
    }

    /** Another peer is at the other end: nothing that the one before protects is opened any more. */
    public void forgetPeer() {
        if (reports != null) {
            reports.forgetPeer();
        }
        if (receiver != null) {
            forget(receiver);
            receiver = null;
        }
        if (former != null) {
            forget(former);
            former = null;
        }
    }

    /** Overwrites all keys; nothing passes any more. */
    public void close() {
        protection = Protection.CLOSED;
        senders.forEach(SrtpSender::close);
        forgetPeer();
        shareWithReports();
    }
}
