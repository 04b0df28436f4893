/** URIs, addresses and parameters (RFC 3261 §19.1 and §25, RFC 3966), and the scanner and writer that all header fields share. */
package io.switchhook.sip.message.uri;
