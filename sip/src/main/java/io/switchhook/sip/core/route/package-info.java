/** Where messages go: Via on receipt, the way back of responses (RFC 3261 §18.2, RFC 3581), routes (§12.2.1.1, §8.1.2) and servers (RFC 3263). All of it without I/O. */
package io.switchhook.sip.core.route;
