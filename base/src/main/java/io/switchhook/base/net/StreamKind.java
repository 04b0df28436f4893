package io.switchhook.base.net;

/** The kinds of byte stream that SIP runs on. */
public enum StreamKind {
    TCP,
    TLS,
    WS,
    WSS;

    public boolean isSecure() {
        return this == TLS || this == WSS;
    }

    public boolean isWebSocket() {
        return this == WS || this == WSS;
    }
}
