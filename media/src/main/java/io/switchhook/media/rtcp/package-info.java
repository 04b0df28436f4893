/** RTCP compound packets, their schedule and round-trip time (RFC 3550 §6). */
package io.switchhook.media.rtcp;
