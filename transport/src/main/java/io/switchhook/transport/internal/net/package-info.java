/** Sockets on the loop: datagram ports, stream listeners, and what is common to all sockets. */
package io.switchhook.transport.internal.net;
