/** The contract of an audio codec, the registry, and G.711. */
package io.switchhook.media.codec;
