/** The adaptive playout buffer and the concealment of lost audio. */
package io.switchhook.media.jitter;
