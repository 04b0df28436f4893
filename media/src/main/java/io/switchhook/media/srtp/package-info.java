/** SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714): keys, and packets protected and opened in place. */
package io.switchhook.media.srtp;
