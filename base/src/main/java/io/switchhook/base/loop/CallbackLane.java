package io.switchhook.base.loop;

/**
 * Where the callbacks of one owner (a phone, a call) run: off the signalling loop, in order, one at a time. Callbacks of different lanes do
 * not wait for each other, so a callback may block or call back into the library.
 */
public interface CallbackLane {

    /** Queues a callback; may be called from any thread. What the callback throws is reported and does not stop the lane. */
    void submit(Runnable callback);
}
