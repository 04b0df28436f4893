/** What a line follows, publishes and lets others follow, on the signalling loop, and the documents of event packages. Lines are known here as {@code EventLine} alone. */
package io.switchhook.phone.internal.event;
