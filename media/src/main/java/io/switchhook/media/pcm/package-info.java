/** Linear 16-bit audio: sources and sinks, levels, mixing, resampling. */
package io.switchhook.media.pcm;
