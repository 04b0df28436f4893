/** TCP streams on Netty. Nothing outside this package and that of WebSocket names a Netty class, so that none is loaded before the first stream. */
package io.switchhook.transport.internal.netty;
