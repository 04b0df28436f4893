/**
 * What telephones subscribe to: one {@link io.switchhook.pbx.internal.event.EventDesk} for each event package lets them in and tells them what changes. The lamps that show who
 * is busy (RFC 4235) are one of them.
 */
package io.switchhook.pbx.internal.event;
