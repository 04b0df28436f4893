/** How good a call was, as telephones report it to a collector (RFC 6035): the documents of the event package {@code vq-rtcpxr}, read and written. */
package io.switchhook.stack.quality;
