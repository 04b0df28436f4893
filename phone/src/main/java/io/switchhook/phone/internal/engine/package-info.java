/** The phone on its signalling loop: its lines, their registrations and calls. What stands for them towards the user is known here by its {@code Face} alone. */
package io.switchhook.phone.internal.engine;
