package io.switchhook.transport.internal.loop;

/** Something open that belongs to a loop and ends with it at the latest: a port, a listener, a stream. */
public interface LoopMember {

    /** The loop ends: close at once, wait for nothing. Called on the loop; the member has been taken off the loop's list already. */
    void onLoopEnd(long nowNanos);
}
