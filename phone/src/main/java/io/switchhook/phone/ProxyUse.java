package io.switchhook.phone;

/** What several proxies of an account are for. */
public enum ProxyUse {
    /** The first that works, in the order given; the line goes on to the next when one fails, and back when the first has returned. */
    FIRST_THAT_WORKS,
    /** The line registers through each of them, and can be called as long as one of them lives (RFC 5626 §3.3). */
    ALL_AT_ONCE
}
