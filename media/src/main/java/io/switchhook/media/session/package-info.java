/** Engines of one audio stream and of one relayed pair of streams, with symmetric RTP. */
package io.switchhook.media.session;
