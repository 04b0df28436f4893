package io.switchhook.transport.internal.ws;

/** Tells the handlers behind, as a user event, that the handshake is complete and that messages may go. */
public enum WebSocketOpened {
    EVENT
}
