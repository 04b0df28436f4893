/** The real world: loops that are threads, sockets, DNS, strong randomness. */
package io.switchhook.transport;
