/** Who is in a conference, as the event package {@code conference} tells it (RFC 4575): its documents, how they are put together, and how they are made. */
package io.switchhook.stack.conference;
