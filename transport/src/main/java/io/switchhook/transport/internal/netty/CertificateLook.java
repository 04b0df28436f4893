package io.switchhook.transport.internal.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.switchhook.transport.internal.tls.TlsContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** In front of TLS: nothing is read of a peer before it is known whether our own certificate was renewed, so that the handshake shows what is in its files now. */
final class CertificateLook extends ChannelOutboundHandlerAdapter {
    private final TlsContext tls;
    private final ChannelEvents events;
    private boolean readWanted;

    /** @param events hear of it when there is nothing to be shown */
    CertificateLook(TlsContext tls, ChannelEvents events) {
        this.tls = tls;
        this.events = events;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        tls.look(trouble -> {
            try {
                context.executor().execute(() -> onLooked(context, trouble));
            } catch (RejectedExecutionException e) {
                // All streams have ended meanwhile.
            }
        });
    }

    @Override
    public void read(ChannelHandlerContext context) {
        readWanted = true;
    }

    private void onLooked(ChannelHandlerContext context, Optional<String> trouble) {
        if (context.isRemoved()) {
            return;
        }
        if (trouble.isPresent()) {
            events.onConnectFailed(new IOException(trouble.get()));
            context.close();
            return;
        }
        if (readWanted) {
            context.read();
        }
        context.pipeline().remove(this);
    }
}
