/** Media on the wire: the RTP ports of calls, the streams and relays that run on them, and the media loop that paces them. */
package io.switchhook.stack.media;
