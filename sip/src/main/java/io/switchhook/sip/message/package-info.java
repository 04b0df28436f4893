/** SIP requests and responses: parsing under limits, lazy decoding, building. A message is bytes with an index and never changes. RFC 3261 §7. */
package io.switchhook.sip.message;
