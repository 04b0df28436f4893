/** Flows: the paths that SIP messages take, over UDP ports and byte streams (RFC 3261 §18). Used on the stack's loop only. */
package io.switchhook.stack.flow;
