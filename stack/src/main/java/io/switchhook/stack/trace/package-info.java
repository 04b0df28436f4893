/** What went over the wire and why: the events of a stack, drawn as a ladder or written as pcapng. Passwords, digests and keys never appear. */
package io.switchhook.stack.trace;
