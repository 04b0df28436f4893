package io.switchhook.pbx.internal.bridge;

import io.switchhook.sip.message.SipRequest;

/** Says where a call goes, and where next when nobody takes it there. On the signalling loop. */
public interface CallWay {

    void begin(SipRequest invite, long nowNanos);

    /**
     * Nobody took it where it rang.
     *
     * @param status what the caller would be told
     * @return whether it goes somewhere else now, so that the caller is told nothing yet
     */
    boolean goesOn(int status, boolean timedOut, long nowNanos);

    /** The call is over, or answered. */
    void close();
}
