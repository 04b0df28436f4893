package io.switchhook.media.dtmf;

import java.time.Duration;

/** Hears of digits, each start and each end once, in order. Called on the media loop; must not block. */
public interface DtmfListener {

    void onDigitStarted(char digit);

    /** @param length how long it lasted, as far as is known */
    void onDigitEnded(char digit, Duration length);
}
