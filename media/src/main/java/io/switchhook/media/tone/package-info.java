/** Tones: sources with cadence, call progress tones of some countries, and detection by frequency. */
package io.switchhook.media.tone;
