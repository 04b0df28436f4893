/** A registrar and its location service: RFC 3261 §10.3, RFC 3327 §5.3. Pure: time is an argument. */
package io.switchhook.sip.core.registrar;
