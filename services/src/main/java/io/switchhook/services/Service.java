package io.switchhook.services;

import io.switchhook.phone.IncomingCall;
import java.util.concurrent.CompletableFuture;

/**
 * What answers at a number of a PBX. {@link Services#open} opens it, once; then calls come in until it is closed.
 *
 * <p>Services should not block: what they wait for comes by futures, and time is told by {@link ServicePlace#loop()}, so that they run in a simulation as well.
 */
public interface Service {

    /**
     * Called before the first call can come, by the thread that opens it. One that throws is not opened; a service that can stand at one number only says so by an {@link
     * IllegalStateException} when it is opened again.
     */
    void open(ServicePlace place);

    /** A call for the number; on the lane of that call. One that is neither answered, rejected nor forwarded rings on; when this throws the
     * caller is refused with 500. */
    void serve(IncomingCall call);

    /** No more calls come. Those that are here may go on until the phone of the services is closed, which is soon after; by the thread that closes the services. */
    void close();

    /**
     * Asked once, when the calls of a service that was closed are over: completes when nothing is left to do, such as with files. {@link Services#close} waits for it, for half a
     * minute at most.
     */
    default CompletableFuture<Void> settled() {
        return CompletableFuture.completedFuture(null);
    }
}
