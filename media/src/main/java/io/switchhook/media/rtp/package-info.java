/**
 * RTP packets, sequence arithmetic, reception state of one source (RFC 3550) and demultiplexing of a shared port (RFC
 * 7983, RFC 5761).
 */
package io.switchhook.media.rtp;
