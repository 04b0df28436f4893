/** Dialogs of RFC 3261 §12: who talks to whom, along which route, and with which sequence numbers. */
package io.switchhook.sip.core.dialog;
