/**
 * Transactions (RFC 3261 §17 with RFC 6026 and RFC 4320) as pure state machines: messages, answers and "now" go in, messages and events come out.
 *
 * <p>{@link io.switchhook.sip.core.transaction.TransactionLayer} is the entry. Everything is used on one loop and is not thread-safe.
 */
package io.switchhook.sip.core.transaction;
