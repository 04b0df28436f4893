/** DTLS-SRTP (RFC 5763, RFC 5764) by the library BouncyCastle, as an add-on that phones and PBXes find on their class path or module path. */
package io.switchhook.mediadtls;
