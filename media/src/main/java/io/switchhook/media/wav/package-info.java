/** RIFF/WAVE headers and samples, as bytes only. */
package io.switchhook.media.wav;
