package io.switchhook.transport.internal.ws;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Puts the pieces of a request together. Whoever sends more with it than can be meant is told so and closed, also where HTTP would go on. */
final class UpgradeCollector extends HttpObjectAggregator {

    UpgradeCollector(int maxBodyBytes) {
        super(maxBodyBytes, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        UpgradeGate.refuse(
                context,
                new UpgradeRules.Refusal(
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "A WebSocket begins with a request without a body."));
    }
}
