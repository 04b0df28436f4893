/** A running SIP stack: one loop, its ports, transactions and dialogs, and the usages of products on top (RFC 3261). */
package io.switchhook.stack;
