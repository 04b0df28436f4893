/**
 * Options, states and outcomes of {@link io.switchhook.phone.Subscription}, {@link io.switchhook.phone.Publication} and the lamps, and what the documents that they follow say.
 * Values, which no thread can change.
 */
package io.switchhook.phone.event;
