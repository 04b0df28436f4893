/** Cutting a byte stream into SIP messages: RFC 3261 §18.3, and the keep-alives between them, RFC 5626 §3.5.1. */
package io.switchhook.sip.core.framing;
