package io.switchhook.base.loop;

/** One deadline of one owner on one loop. Setting it again moves it; when it rings it is unset first, then its action runs once. */
public interface Alarm {

    /**
     * Sets or moves the alarm. {@link io.switchhook.base.timer.Timed#NEVER} cancels it. A deadline that has passed
     * rings as soon as the loop is free.
     */
    void set(long deadlineNanos);

    void cancel();

    boolean isSet();
}
