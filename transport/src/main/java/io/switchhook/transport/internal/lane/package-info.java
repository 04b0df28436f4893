/** Threads for user callbacks. */
package io.switchhook.transport.internal.lane;
