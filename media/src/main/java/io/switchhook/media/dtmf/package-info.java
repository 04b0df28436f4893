/** DTMF digits as RFC 4733 telephone events and as tones in the audio. */
package io.switchhook.media.dtmf;
