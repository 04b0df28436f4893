package io.switchhook.transport.internal.ws;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.switchhook.base.text.Printable;

/** Says what a server answered that did not take our handshake. */
final class HandshakeFailure {
    private HandshakeFailure() {}

    static String sentence(WebSocketClientHandshakeException refused) {
        var response = refused.response();
        if (response == null) {
            return "The WebSocket handshake failed: " + refused.getMessage();
        }
        var status = response.status();
        if (!status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return "The server does not take SIP over WebSocket here: " + Printable.escape(status.toString())
                    + "; is the path right?";
        }
        var chosen = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        return UpgradeRules.SUBPROTOCOL.equals(chosen)
                ? "The answer to the WebSocket handshake is wrong: "
                        + Printable.escape(String.valueOf(refused.getMessage()))
                : "The server speaks WebSocket, but not the subprotocol sip (RFC 7118)";
    }
}
