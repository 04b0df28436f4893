package io.switchhook.base.net;

import java.net.InetSocketAddress;

/** A listening port for streams. Its methods are called on its loop only. */
public interface StreamListener {

    InetSocketAddress local();

    /** Stops listening; accepted streams live on. Closing twice does nothing. */
    void close();
}
