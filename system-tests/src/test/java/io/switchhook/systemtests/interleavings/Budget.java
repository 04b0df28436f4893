package io.switchhook.systemtests.interleavings;

import java.util.Set;

/**
 * What may happen at most in one family of orders.
 *
 * @param caller what the caller may do, once each
 * @param callee what the callee may do, once each
 * @param losses packets that the network may lose
 * @param waits timers that may run out while things are under way
 * @param states how many different states are looked at before the rest is left
 */
record Budget(String name, Set<Deed> caller, Set<Deed> callee, int losses, int waits, int states) {}
