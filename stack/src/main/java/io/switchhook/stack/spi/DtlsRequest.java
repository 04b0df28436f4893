package io.switchhook.stack.spi;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.srtp.SrtpSuite;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a handshake is to be done.
 *
 * @param isClient whether we begin
 * @param suites what media may be protected with, the preferred first; those alone that RFC 5764 §4.1.2 and RFC 7714 §14.2 have profiles for
 * @param trusted whether a certificate, in DER form, is one of the peer's; asked on any thread, before anything is agreed on. One that is not ends the handshake with
 *     bad_certificate (RFC 8122 §6.2)
 * @param patience after which the handshake is given up by its owner: nothing need be kept alive longer
 * @param loop whoever needs a clock takes this one
 * @param listener told what comes of it, on any thread
 */
public record DtlsRequest(
        boolean isClient,
        List<SrtpSuite> suites,
        Predicate<byte[]> trusted,
        Duration patience,
        Loop loop,
        DtlsListener listener) {

    public DtlsRequest {
        suites = List.copyOf(suites);
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("At least one suite is needed");
        }
    }
}
