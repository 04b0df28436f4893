/** What a stranger on the network may send: torture messages, mutated messages, floods; nothing dies of it and the call that is up stays up. */
package io.switchhook.systemtests.hostile;
