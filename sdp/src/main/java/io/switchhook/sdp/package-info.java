/** Session descriptions of RFC 8866 as immutable values: reading what peers send, changing parts of it, writing it back. */
package io.switchhook.sdp;
