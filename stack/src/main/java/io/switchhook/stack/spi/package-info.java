/** What add-ons provide to the stack, found by {@link java.util.ServiceLoader}: DTLS. Programs need nothing of it. */
package io.switchhook.stack.spi;
