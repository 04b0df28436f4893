package io.switchhook.base.dns;

import io.switchhook.base.loop.Loop;
import java.util.function.Consumer;

/** Fetches DNS answers without blocking. Caching by TTL is the fetcher's own matter. */
public interface Dns {

    /**
     * Asks one question.
     *
     * @param name a host or domain name, without a trailing dot; not an address literal
     * @param onAnswer called exactly once, on {@code loop}, later than this call returns
     */
    void lookup(Loop loop, String name, DnsType type, Consumer<DnsAnswer> onAnswer);
}
