import org.jspecify.annotations.NullMarked;

/** Floor 3: the only sockets and threads: loops on NIO, UDP, streams on Netty (loaded on first use), DNS. */
@NullMarked
module io.switchhook.transport {
    requires transitive io.switchhook.base;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.dnsjava;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.switchhook.transport;
}
