/**
 * What telephones subscribe to: one {@link io.switchhook.pbx.internal.event.EventDesk} for each event package lets them in and tells them what changes, of the lamps that show who
 * is busy for one (RFC 4235).
 */
package io.switchhook.pbx.internal.event;
