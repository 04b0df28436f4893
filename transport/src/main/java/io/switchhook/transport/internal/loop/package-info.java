/** The loop: one thread, one selector, one timer wheel. */
package io.switchhook.transport.internal.loop;
