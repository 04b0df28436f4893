/** Header fields: for each a record of its value and a {@code TYPE} that reads and writes it. RFC 3261 §20 and the extensions named in each file. */
package io.switchhook.sip.message.header;
