package io.switchhook.ice;

import java.net.InetSocketAddress;

/**
 * A check of the other side that was signed and answered.
 *
 * @param base where it came in
 * @param peer whom it says that it is from: the ufrag of the other side
 * @param priority of the candidate that it would be, if it is a new one
 */
record Incoming(Outlet base, InetSocketAddress from, String peer, long priority, boolean useCandidate) {}
