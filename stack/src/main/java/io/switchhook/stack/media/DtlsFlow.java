package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.negotiation.AgreedDtls;
import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsListener;
import io.switchhook.stack.spi.DtlsRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one port by DTLS: the association that stands, and the handshakes that may come to one. Whoever knows our port can begin one as our client, since nobody is known
 * before its certificate: a few may at once, each from an address of its own, and the one that the description speaks of wins (RFC 5763 §6.3). On the media loop.
 */
final class DtlsFlow {
    /** RFC 6347 §4.2.4.1: a flight is repeated after 1, 2 and 4 s, and waited for 8 s more. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int MOST_ATTEMPTS = 3;
    private static final int MOST_EARLY = 8;
    private static final int LONGEST = 2048;
    private static final int RECORD_HEADER = 13;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;

    /** The stream whose keys these are. */
    interface Owner {
        void send(ByteBuffer datagram, InetSocketAddress to, boolean rtcp);

        /** Where the other side is, as far as that is known. */
        Optional<InetSocketAddress> place(boolean rtcp);

        /** Whether all that comes from the other side is said to be from that place, by ICE; what came before that was known is from there, too. */
        boolean hasOnePlace();

        void onProtection(Protection protection, boolean rtcp);

        void onOutcome(KeysOutcome outcome, boolean rtcp);
    }

    private final DtlsEndpoint endpoint;
    private final Loop loop;
    private final Owner owner;
    private final boolean rtcp;
    private final Alarm alarm;
    private final List<Early> early = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private @Nullable AgreedDtls agreed;
    private Optional<InetSocketAddress> transport = Optional.empty();
    private @Nullable Attempt standing;
    private Optional<String> trouble = Optional.empty();
    private boolean closed;

    /** What came before the description that tells who may have sent it (RFC 5763 §5). */
    private record Early(byte[] datagram, InetSocketAddress from) {}

    DtlsFlow(DtlsEndpoint endpoint, Loop loop, Owner owner, boolean rtcp) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.owner = owner;
        this.rtcp = rtcp;
        this.alarm = loop.alarm(this::onTime);
    }

    /**
     * The descriptions of both sides are there. What stands goes on where they speak of it still (RFC 5763 §6.6).
     *
     * @param where what the other side's description says, as it says it
     */
    void use(AgreedDtls next, Optional<InetSocketAddress> where) {
        var before = agreed;
        if (before != null && before.isSameAs(next) && (next.tlsId().isPresent() || isAlike(where))) {
            return;
        }
        attempts.forEach(Attempt::drop);
        attempts.clear();
        trouble = Optional.empty();
        // One who only takes another role, or another port, is heard under the keys that stand until there are new
        // ones.
        if (before == null || !before.hasSameCertificateAs(next)) {
            dropStanding();
            owner.onProtection(Protection.CLOSED, rtcp);
        }
        agreed = next;
        transport = where.or(() -> transport);
        begin();
        early.clear();
    }

    private boolean isAlike(Optional<InetSocketAddress> where) {
        return where.isEmpty() || transport.isEmpty() || where.equals(transport);
    }

    private void begin() {
        alarm.set(loop.nowNanos() + PATIENCE.toNanos());
        if (agreed().isClient()) {
            new Attempt(Optional.empty()).begin();
        } else {
            var one = owner.place(rtcp).filter(place -> owner.hasOnePlace());
            List.copyOf(early).forEach(kept -> onDatagram(ByteBuffer.wrap(kept.datagram()), one.orElse(kept.from())));
        }
    }

    private AgreedDtls agreed() {
        var known = agreed;
        if (known == null) {
            throw new IllegalStateException("Nothing is agreed on");
        }
        return known;
    }

    /** @param datagram from position to limit; not changed */
    void onDatagram(ByteBuffer datagram, InetSocketAddress from) {
        if (closed || datagram.remaining() > LONGEST) {
            return;
        }
        if (agreed == null) {
            if (early.size() < MOST_EARLY) {
                var bytes = new byte[datagram.remaining()];
                datagram.duplicate().get(bytes);
                early.add(new Early(bytes, from));
            }
            return;
        }
        boolean waiting = alarm.isSet();
        var known = attemptOf(from);
        if (known.isPresent()) {
            known.get().take(datagram, from);
        } else if (waiting && !agreed.isClient() && isClientHello(datagram) && hasRoomFor(from)) {
            var attempt = new Attempt(Optional.of(from));
            attempt.begin();
            attempt.take(datagram, from);
            return;
        }
        var stands = standing;
        if (stands != null && from.equals(stands.from)) {
            stands.take(datagram, from);
        }
    }

    /** As client we know whom we have spoken to; nobody else is listened to. */
    private Optional<Attempt> attemptOf(InetSocketAddress from) {
        return attempts.stream()
                .filter(attempt -> attempt.bound
                        ? from.equals(attempt.from)
                        : owner.place(rtcp).filter(from::equals).isPresent())
                .findFirst();
    }

    /** Strangers do not keep out who is where the description says. */
    private boolean hasRoomFor(InetSocketAddress from) {
        if (attempts.size() >= MOST_ATTEMPTS && isExpected(from)) {
            attempts.remove(0).drop();
        }
        return attempts.size() < MOST_ATTEMPTS;
    }

    private boolean isExpected(InetSocketAddress from) {
        return owner.place(rtcp).filter(from::equals).isPresent();
    }

    private static boolean isClientHello(ByteBuffer datagram) {
        int start = datagram.position();
        return datagram.remaining() > RECORD_HEADER
                && datagram.get(start) == HANDSHAKE
                && datagram.getShort(start + 3) == 0
                && datagram.get(start + RECORD_HEADER) == CLIENT_HELLO;
    }

    private void onTime() {
        attempts.forEach(Attempt::drop);
        attempts.clear();
        if (standing != null) {
            // The other side did not want another association after all.
            return;
        }
        var reason = trouble.orElseGet(() -> "No DTLS handshake came to its end within " + PATIENCE.toSeconds() + " s"
                + (agreed().isClient()
                        ? owner.place(rtcp)
                                .map(place -> "; it was begun with " + IpLiteral.asHostPort(place))
                                .orElse("")
                        : "; the other side was to begin it"));
        boolean mayCome = trouble.isEmpty();
        if (mayCome) {
            begin();
        }
        owner.onOutcome(new KeysOutcome.Failed(reason, mayCome), rtcp);
    }

    private void dropStanding() {
        var old = standing;
        standing = null;
        if (old != null) {
            old.drop();
        }
    }

    /** Ends all; nothing more is told. */
    void close() {
        closed = true;
        alarm.cancel();
        early.clear();
        attempts.forEach(Attempt::drop);
        attempts.clear();
        dropStanding();
    }

    private void onEstablished(Attempt attempt, SrtpKeys keys) {
        attempts.remove(attempt);
        attempts.forEach(Attempt::drop);
        attempts.clear();
        alarm.cancel();
        dropStanding();
        standing = attempt;
        owner.onProtection(Protection.keys(keys), rtcp);
        owner.onOutcome(new KeysOutcome.Agreed(CryptoSuite.valueOf(keys.suite().name())), rtcp);
    }

    private void onEnded(Attempt attempt, DtlsEnding ending) {
        if (attempt == standing) {
            standing = null;
            attempt.drop();
            owner.onProtection(Protection.CLOSED, rtcp);
            owner.onOutcome(new KeysOutcome.Over(ending.text()), rtcp);
            return;
        }
        attempts.remove(attempt);
        attempt.drop();
        // Of a stranger that proves nothing; who is where the description says is the other side.
        boolean theirs = !attempt.bound || attempt.from != null && isExpected(attempt.from);
        if (standing == null) {
            trouble = Optional.of(ending.text());
            if (theirs) {
                alarm.cancel();
                owner.onOutcome(new KeysOutcome.Failed(ending.text(), false), rtcp);
            }
        }
    }

    /** One handshake, and what comes of it. */
    private final class Attempt implements DtlsListener {
        /** Whether it is with one address: as server with whom it began, as client with whoever the description names. */
        private final boolean bound;

        private @Nullable InetSocketAddress from;
        private @Nullable DtlsAssociation association;
        private boolean dropped;

        Attempt(Optional<InetSocketAddress> with) {
            this.bound = with.isPresent();
            this.from = with.orElse(null);
        }

        void begin() {
            attempts.add(this);
            var theirs = agreed().fingerprints();
            association = endpoint.begin(new DtlsRequest(
                    !bound,
                    MediaKeys.BY_DTLS,
                    certificate -> Fingerprint.anyMatches(theirs, certificate),
                    PATIENCE,
                    loop,
                    this));
        }

        void take(ByteBuffer datagram, InetSocketAddress sender) {
            from = sender;
            if (association != null) {
                association.onDatagram(datagram.duplicate());
            }
        }

        void drop() {
            if (association != null) {
                association.close();
            }
            dropped = true;
        }

        private void onLoop(Runnable task) {
            if (loop.inLoop()) {
                task.run();
            } else {
                loop.post(task);
            }
        }

        @Override
        public void send(byte[] datagram) {
            onLoop(() -> {
                var to = bound ? Optional.ofNullable(from) : owner.place(rtcp);
                if (!dropped) {
                    to.ifPresent(address -> owner.send(ByteBuffer.wrap(datagram), address, rtcp));
                }
            });
        }

        @Override
        public void established(SrtpKeys keys) {
            onLoop(() -> {
                if (!dropped) {
                    onEstablished(this, keys);
                }
            });
        }

        @Override
        public void ended(DtlsEnding ending) {
            onLoop(() -> {
                if (!dropped) {
                    onEnded(this, ending);
                }
            });
        }
    }
}
