package io.switchhook.base.net;

/**
 * Why a stream ended.
 *
 * @param detail a sentence for people
 */
public record StreamClose(Kind kind, String detail) {

    /** Whose doing it was. */
    public enum Kind {
        /** We closed it. */
        LOCAL,
        /** The peer closed it in order. */
        REMOTE,
        /** It could not be opened: refused, unreachable, timed out. */
        CONNECT_FAILED,
        /** It could not be made secure: certificate, protocol version. */
        NOT_TRUSTED,
        /** It broke while open. */
        BROKEN
    }
}
