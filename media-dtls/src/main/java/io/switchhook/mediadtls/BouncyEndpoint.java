package io.switchhook.mediadtls;

import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsRequest;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** One certificate, and threads for the handshakes under way: BouncyCastle has a thread wait for each. There are so many at most, and none when nothing is to be done. */
final class BouncyEndpoint implements DtlsEndpoint {
    private static final int MOST_THREADS = 64;
    private static final int MOST_WAITING = 256;
    private static final int IDLE_MILLIS = 500;

    private final Identity identity;
    private final SecureRandom random;
    /** Of the library itself: that of the platform does not know all signatures that peers make. */
    private @Nullable BcTlsCrypto crypto;

    private final ThreadPoolExecutor threads;
    private final Set<BouncyAssociation> open = ConcurrentHashMap.newKeySet();

    BouncyEndpoint(Identity identity, SecureRandom random) {
        this.identity = identity;
        this.random = random;
        var count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_MILLIS,
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> {
                    var thread = new Thread(task, "switchhook-dtls-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public byte[] certificate() {
        return identity.certificate().clone();
    }

    @Override
    public DtlsAssociation begin(DtlsRequest request) {
        var begun = new BouncyAssociation(this, request, () -> new Peer(request, identity, crypto()));
        open.add(begun);
        if (!run(begun::shakeHands)) {
            begun.close();
            request.listener()
                    .ended(new DtlsEnding(
                            DtlsEnding.Kind.TOO_MANY, "Too many DTLS handshakes are under way here; try again"));
        }
        return begun;
    }

    /** Made by the first handshake, on its thread: its classes take long to load. */
    private synchronized BcTlsCrypto crypto() {
        var made = crypto;
        if (made == null) {
            made = new BcTlsCrypto(random);
            crypto = made;
        }
        return made;
    }

    /** @return false when there is too much to do already, or all is over */
    boolean run(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void forget(BouncyAssociation over) {
        open.remove(over);
    }

    /** How many associations there are; for tests. */
    int size() {
        return open.size();
    }

    @Override
    public void close() {
        open.forEach(BouncyAssociation::cut);
        threads.shutdownNow();
    }
}
