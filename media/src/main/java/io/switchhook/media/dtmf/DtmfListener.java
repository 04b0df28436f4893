package io.switchhook.media.dtmf;

import java.time.Duration;

/** Hears of digits, each start and each end once, in order. Called on the media loop; must not block. */
public interface DtmfListener {

    void onDigitStarted(char digit);

    /** @param length how long it lasted, as far as is known */
    void onDigitEnded(char digit, Duration length);

    /** Somebody has pressed the hook shortly: event 16 of RFC 2833, no digit. */
    default void onFlashStarted() {}

    default void onFlashEnded() {}
}
