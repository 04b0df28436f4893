package io.switchhook.mediadtls;

import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One association. A thread shakes hands and is free then; what comes later, alerts and last flights that were lost, is worked off by a thread for the moment that it takes.
 */
final class BouncyAssociation implements DtlsAssociation {
    /** BouncyCastle takes no zero for "what is there". */
    private static final int AT_ONCE_MILLIS = 1;

    private final BouncyEndpoint endpoint;
    private final DtlsRequest request;
    private final Supplier<Peer> makePeer;
    private final PacketQueue queue;
    /** Whether a thread works off what has come. */
    private final AtomicBoolean working = new AtomicBoolean(true);

    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Peer made;
    private volatile @Nullable DTLSTransport transport;

    /** @param makePeer asked on the thread of the handshake: the library's classes take long to load the first time */
    BouncyAssociation(BouncyEndpoint endpoint, DtlsRequest request, Supplier<Peer> makePeer) {
        this.endpoint = endpoint;
        this.request = request;
        this.makePeer = makePeer;
        this.queue = new PacketQueue(request.listener());
    }

    @Override
    public void onDatagram(ByteBuffer datagram) {
        queue.add(datagram);
        work();
    }

    private void work() {
        if (transport != null && !queue.isEmpty() && working.compareAndSet(false, true) && !endpoint.run(this::read)) {
            working.set(false);
        }
    }

    /** Waits on its thread until it is over. */
    void shakeHands() {
        var peer = makePeer.get();
        made = peer;
        try {
            var joined = request.isClient()
                    ? new DTLSClientProtocol().connect(new SrtpClient(peer), queue)
                    : new DTLSServerProtocol().accept(new SrtpServer(peer), queue);
            transport = joined;
            peer.keys().ifPresent(request.listener()::established);
        } catch (IOException | RuntimeException e) {
            end(peer.trouble().orElseGet(() -> endingOf(e)));
        } finally {
            working.set(false);
            work();
        }
    }

    private static DtlsEnding endingOf(Exception e) {
        if (e instanceof TlsTimeoutException) {
            return new DtlsEnding(DtlsEnding.Kind.TIMED_OUT, "The other side did not go on with its DTLS handshake");
        }
        // Its message may quote the peer and is for programmers; its kind is what BouncyCastle objects to.
        return new DtlsEnding(
                DtlsEnding.Kind.BROKEN,
                "The DTLS handshake has failed: " + e.getClass().getSimpleName());
    }

    /** Application data, which nobody sends under DTLS-SRTP, is thrown away; a handshake within this one is not begun (RFC 5764 §5.2). */
    private void read() {
        var known = transport;
        var peer = Objects.requireNonNull(made);
        try {
            var scratch = new byte[queue.getReceiveLimit()];
            while (known != null && !queue.isEmpty() && !peer.isClosedByPeer()) {
                known.receive(scratch, 0, scratch.length, AT_ONCE_MILLIS);
            }
        } catch (IOException | RuntimeException e) {
            end(peer.trouble()
                    .orElseGet(() -> new DtlsEnding(
                            DtlsEnding.Kind.CLOSED_BY_PEER,
                            "The DTLS association has failed: " + e.getClass().getSimpleName())));
        } finally {
            if (peer.isClosedByPeer()) {
                peer.trouble().ifPresent(this::end);
            }
            working.set(false);
            work();
        }
    }

    private void end(DtlsEnding ending) {
        if (!over.getAndSet(true)) {
            cut();
            request.listener().ended(ending);
        }
    }

    @Override
    public void close() {
        if (!over.getAndSet(true)) {
            var known = transport;
            if (known != null) {
                try {
                    known.close();
                } catch (IOException e) {
                    // Whoever is not told finds out by what does not come any more.
                }
            }
            cut();
        }
    }

    /** Without a word to anybody: whoever waits for a datagram of the peer gets none any more. */
    void cut() {
        over.set(true);
        queue.close();
        endpoint.forget(this);
    }
}
