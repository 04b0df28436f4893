/** TCP streams on Netty. Nothing outside this package names a Netty class, so that none is loaded before the first stream. */
package io.switchhook.transport.internal.netty;
