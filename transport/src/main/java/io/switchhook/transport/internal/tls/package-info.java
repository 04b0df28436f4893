/** What makes a stream secure, by the engine of the JDK: identities, trust, and the names that a certificate proves. Knows no socket and no Netty. */
package io.switchhook.transport.internal.tls;
