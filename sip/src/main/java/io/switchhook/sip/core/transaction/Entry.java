package io.switchhook.sip.core.transaction;

/** A transaction as the layer's tables hold it. */
abstract class Entry extends DeadlineQueue.Item {

    abstract Hop hop();

    abstract void onTime(long nowNanos);

    abstract void onTransportError(long nowNanos);

    abstract long nextDeadlineNanos();

    abstract boolean ended();

    /** Takes the entry out of its table. */
    abstract void remove();
}
