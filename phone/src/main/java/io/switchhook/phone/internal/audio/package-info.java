/** Files of conversations: WAV files that are written, and what brings two sides of a call into one. */
package io.switchhook.phone.internal.audio;
