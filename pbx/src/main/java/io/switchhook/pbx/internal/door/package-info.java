/**
 * Who comes in: the extensions and their secrets, the program's user database where it has one, and the {@link io.switchhook.pbx.internal.door.Doorkeeper} whom every request from
 * a telephone has to pass before anything else of the PBX hears of it.
 */
package io.switchhook.pbx.internal.door;
