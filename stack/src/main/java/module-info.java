import org.jspecify.annotations.NullMarked;

/** Floor 4: the one place where engines, sockets, loops and media meet. */
@NullMarked
module io.switchhook.stack {
    requires transitive io.switchhook.base;
    requires transitive io.switchhook.ice;
    requires transitive io.switchhook.media;
    requires transitive io.switchhook.sdp;
    requires transitive io.switchhook.sip;
    requires transitive io.switchhook.transport;
    requires java.xml;
    requires org.slf4j;
    requires static org.jspecify;

    uses io.switchhook.media.codec.CodecFactory;
    uses io.switchhook.stack.spi.DtlsProvider;

    exports io.switchhook.stack;
    exports io.switchhook.stack.conference;
    exports io.switchhook.stack.flow;
    exports io.switchhook.stack.media;
    exports io.switchhook.stack.proxy;
    exports io.switchhook.stack.quality;
    exports io.switchhook.stack.spi;
    exports io.switchhook.stack.trace;
}
