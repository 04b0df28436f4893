/** Bodies of several parts: multipart/mixed, /alternative, /related (RFC 2046 §5.1, RFC 5621), and how one part is found in them. */
package io.switchhook.sip.message.body;
