package io.switchhook.stack.spi;

/** The DTLS of one phone or PBX. */
public interface DtlsEndpoint extends AutoCloseable {

    /** What is shown to every peer, in DER form; its names tell nothing of anybody (RFC 5763 §6.1). From any thread. */
    byte[] certificate();

    /**
     * Begins a handshake. Returns at once, whatever it takes; where there are too many already the listener is told so. On the loop of the request.
     *
     * @return what datagrams of the peer are given to
     */
    DtlsAssociation begin(DtlsRequest request);

    /** Ends all associations, without a word to anybody, and all threads. From any thread. */
    @Override
    void close();
}
