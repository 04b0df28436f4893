/** SIP over WebSocket (RFC 7118) on Netty's own WebSocket: what is allowed, what is refused, and what becomes of a message. Loaded when the first such stream is. */
package io.switchhook.transport.internal.ws;
