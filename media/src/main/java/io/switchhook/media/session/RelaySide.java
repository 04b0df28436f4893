package io.switchhook.media.session;

/** One of the two whose packets a relay exchanges. */
public enum RelaySide {
    A,
    B;

    public RelaySide other() {
        return this == A ? B : A;
    }
}
