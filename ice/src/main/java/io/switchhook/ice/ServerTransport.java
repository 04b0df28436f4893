package io.switchhook.ice;

/** What we talk to a TURN server by; it talks to the other side by UDP in any case (RFC 8656 §3.1). */
public enum ServerTransport {
    UDP("udp"),
    /** For networks that let no UDP out: media then comes late whenever a packet of it is lost. */
    TCP("tcp"),
    /** TLS over TCP. The server proves its name, so that it is named and not given by its address alone. */
    TLS("tcp");

    private final String protocol;

    ServerTransport(String protocol) {
        this.protocol = protocol;
    }

    public boolean isStream() {
        return this != UDP;
    }

    /** As URIs and DNS name it. */
    String protocol() {
        return protocol;
    }
}
