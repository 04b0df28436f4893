/** Contracts of the loop that owns objects, of its alarms, and of the lanes that user callbacks run on. */
package io.switchhook.base.loop;
