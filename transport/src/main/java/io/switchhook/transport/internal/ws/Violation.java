package io.switchhook.transport.internal.ws;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/** A peer that went too far, as a user event: whoever ends the stream tells it this status and this reason. */
record Violation(WebSocketCloseStatus status, String reason) {}
