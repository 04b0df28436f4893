/** Cryptographically strong randomness. */
package io.switchhook.transport.internal.random;
