/** What dialogs are used for: calls (RFC 3261 §13-15) and REFER with its implicit subscription (RFC 3515), as pure machines. */
package io.switchhook.sip.core.usage;
