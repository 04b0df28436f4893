package io.switchhook.stack.flow;

import java.time.Duration;

/**
 * What connections may cost: those that peers open, and those that we open ourselves. A peer is an IPv4 address or the /64 of an IPv6 address. Where a limit is reached the
 * connection that nobody needs and that has been quiet for longest gives way; one that carries a registration, a dialog or a transaction never does.
 *
 * @param maxConnections at once, 1 to 1,000,000: each is a socket and some kilobytes, and the process has a bounded number of file descriptors
 * @param maxPerPeer at once from one peer, 1 to 1,000,000: one host must not have all of them; an office behind one address needs one for each telephone
 * @param openWithin a connection, with TLS its handshake too, has to stand by then: a TCP handshake with two lost packets takes 3 s, one of TLS two round trips more
 * @param firstMessageWithin a peer that has connected and said nothing by then has no business here; 64*T1, in which whatever a peer wanted to say is void
 * @param messageWithin a message that has begun has to be complete by then, however its bytes dribble in: a message is some packets, of which a few may be lost
 * @param idle no message for so long, and nobody needs the connection: it is closed. RFC 3261 §18 wants 64*T1 at least; keep-alives are no messages
 * @param maxPingsPerMinute a peer whose keep-alives (RFC 5626 §3.5.1) come faster is closed, 2 to 10,000: honest ones come every half minute at most often
 * @param maxUnfinishedBytes of all messages that have begun and are not complete, at least 65,536: when there are more, the largest is given up with its connection
 */
public record ConnectionLimits(
        int maxConnections,
        int maxPerPeer,
        Duration openWithin,
        Duration firstMessageWithin,
        Duration messageWithin,
        Duration idle,
        int maxPingsPerMinute,
        long maxUnfinishedBytes) {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST = 1_000_000;

    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            10_000,
            512,
            Duration.ofSeconds(10),
            Duration.ofSeconds(32),
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            60,
            64L << 20);

    /** Throws {@link IllegalArgumentException} that says which limit is out of its range. */
    public ConnectionLimits {
        inRange("maxConnections", maxConnections, 1, MOST);
        inRange("maxPerPeer", maxPerPeer, 1, MOST);
        inRange("maxPingsPerMinute", maxPingsPerMinute, 2, 10_000);
        inRange("maxUnfinishedBytes", maxUnfinishedBytes, 65_536, Long.MAX_VALUE);
        inRange("openWithin", openWithin);
        inRange("firstMessageWithin", firstMessageWithin);
        inRange("messageWithin", messageWithin);
        inRange("idle", idle);
    }

    private static void inRange(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " has to be from " + least + " to " + most + ", but is " + value);
        }
    }

    private static void inRange(String what, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " has to be from one second to one day, but is " + value.toSeconds() + " s");
        }
    }

    /** With other bounds of their number. */
    public ConnectionLimits withMost(int inTotal, int fromOnePeer) {
        return new ConnectionLimits(
                inTotal,
                fromOnePeer,
                openWithin,
                firstMessageWithin,
                messageWithin,
                idle,
                maxPingsPerMinute,
                maxUnfinishedBytes);
    }

    /** With another time for a connection that nobody needs. */
    public ConnectionLimits withIdle(Duration time) {
        return new ConnectionLimits(
                maxConnections,
                maxPerPeer,
                openWithin,
                firstMessageWithin,
                messageWithin,
                time,
                maxPingsPerMinute,
                maxUnfinishedBytes);
    }
}
