/** Contracts of the network: datagram ports and byte streams. Addresses are values; nothing here opens a socket. */
package io.switchhook.base.net;
