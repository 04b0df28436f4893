package io.switchhook.stack.spi;

/** DTLS for the keys of media (RFC 5764), as an add-on has it: {@code switchhook-media-dtls} is one. A service, with a public constructor that takes nothing. */
public interface DtlsProvider {

    /**
     * What one phone or PBX needs: a key and a certificate for it, which are used until it is closed. Takes some tenths of a second the first time; waits for nobody. From any
     * thread.
     */
    DtlsEndpoint open();
}
