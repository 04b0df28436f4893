package io.switchhook.mediadtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.srtp.SrtpKeys;
import io.switchhook.media.srtp.SrtpSuite;
import io.switchhook.stack.spi.DtlsAssociation;
import io.switchhook.stack.spi.DtlsEnding;
import io.switchhook.stack.spi.DtlsListener;
import io.switchhook.stack.spi.DtlsRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One end of an association in memory, whose datagrams go to another end as far as the way lets them. */
final class Wire implements DtlsListener {
    static final List<SrtpSuite> SUITES = List.of(
            SrtpSuite.AEAD_AES_256_GCM,
            SrtpSuite.AEAD_AES_128_GCM,
            SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            SrtpSuite.AES_CM_128_HMAC_SHA1_32);

    private final CompletableFuture<SrtpKeys> keys = new CompletableFuture<>();
    private final CompletableFuture<DtlsEnding> ending = new CompletableFuture<>();
    private final CompletableFuture<DtlsAssociation> other = new CompletableFuture<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final IntPredicate lost;
    private volatile @Nullable Predicate<byte[]> filter;

    /** @param lost which datagrams of this end do not arrive, by their number from 1 on */
    Wire(IntPredicate lost) {
        this.lost = lost;
    }

    void watch(Predicate<byte[]> passes) {
        filter = passes;
    }

    static DtlsRequest request(
            boolean client, List<SrtpSuite> suites, byte[] trusted, Wire listener, Duration patience) {
        // Its own clock does for this library.
        return new DtlsRequest(
                client, suites, shown -> Arrays.equals(shown, trusted), patience, new NoLoop(), listener);
    }

    void to(DtlsAssociation there) {
        other.complete(there);
    }

    @Override
    public void send(byte[] datagram) {
        var passes = filter;
        if (!lost.test(sent.incrementAndGet()) && (passes == null || passes.test(datagram))) {
            other.thenAccept(there -> there.onDatagram(ByteBuffer.wrap(datagram)));
        }
    }

    @Override
    public void established(SrtpKeys made) {
        keys.complete(made);
    }

    @Override
    public void ended(DtlsEnding why) {
        assertThat(ending.complete(why)).as("told once").isTrue();
    }

    SrtpKeys awaitKeys() throws Exception {
        return keys.get(20, TimeUnit.SECONDS);
    }

    DtlsEnding awaitEnding() throws Exception {
        return ending.get(20, TimeUnit.SECONDS);
    }

    boolean hasKeys() {
        return keys.isDone();
    }
}
