/** The media of one call: its descriptions, its keys, and ICE. */
package io.switchhook.phone.internal.media;
