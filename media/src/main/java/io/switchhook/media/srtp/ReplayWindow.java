package io.switchhook.media.srtp;

/** Which packets of one source have been there (RFC 3711 §3.3.2): the newest, and the 127 before it. */
final class ReplayWindow {
    static final int SIZE = 128;

    private boolean started;
    private long newest;
    /** Bit n is the packet n before the newest. */
    private long recent;

    private long older;

    boolean isStarted() {
        return started;
    }

    long newest() {
        return newest;
    }

    boolean isNew(long index) {
        if (!started || index > newest) {
            return true;
        }
        long back = newest - index;
        if (back >= SIZE) {
            return false;
        }
        return back < 64 ? (recent >>> back & 1) == 0 : (older >>> back - 64 & 1) == 0;
    }

    void take(long index) {
        if (!started) {
            started = true;
            newest = index;
            recent = 1;
            return;
        }
        if (index > newest) {
            forward(index - newest);
            newest = index;
            recent |= 1;
            return;
        }
        long back = newest - index;
        if (back < 64) {
            recent |= 1L << back;
        } else {
            older |= 1L << back - 64;
        }
    }

    private void forward(long steps) {
        if (steps >= SIZE) {
            recent = 0;
            older = 0;
        } else if (steps >= 64) {
            older = recent << steps - 64;
            recent = 0;
        } else {
            older = older << steps | recent >>> 64 - steps;
            recent <<= steps;
        }
    }
}
