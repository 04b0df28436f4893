package io.switchhook.sdp;

import io.switchhook.base.net.IpLiteral;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * An {@code a=candidate} line: an address that media may be sent to (RFC 8839 §5.1).
 *
 * @param foundation 1 to 32 letters, digits, {@code +} and {@code /}; the same for candidates whose checks are likely to fare alike
 * @param component 1 for RTP, 2 for RTCP on a port of its own; up to 256
 * @param transport {@code UDP}, in capitals; others are read, and used by nobody here
 * @param priority 1 to 2<sup>31</sup> - 1, the higher the better
 * @param address resolved, its port not 0
 * @param related for a reflexive candidate its base, for a relayed one what the TURN server has seen; for diagnosis alone
 */
public record IceCandidate(
        String foundation,
        int component,
        String transport,
        long priority,
        InetSocketAddress address,
        CandidateType type,
        Optional<InetSocketAddress> related) {
    /** Its name in a description. */
    public static final String NAME = "candidate";

    private static final int MAX_FOUNDATION = 32;
    private static final int MAX_COMPONENT = 256;
    private static final long MAX_PRIORITY = Integer.MAX_VALUE;
    /** Words up to and with the type. */
    private static final int FIXED = 8;

    public IceCandidate {
        if (foundation.length() > MAX_FOUNDATION || !IceDescription.isIceText(foundation, 1)) {
            throw new IllegalArgumentException(
                    "a foundation is 1 to 32 letters, digits, + and /, not \"" + foundation + "\"");
        }
        if (component < 1 || component > MAX_COMPONENT || priority < 1 || priority > MAX_PRIORITY) {
            throw new IllegalArgumentException("component " + component + " or priority " + priority + " is none");
        }
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException("a candidate has an address and a port, not " + address);
        }
    }

    /**
     * Reads what stands behind {@code a=candidate:}. Empty when it is not of that form, and for what is to be passed over: a host name in place of an address, an unknown type.
     */
    public static Optional<IceCandidate> parse(String value) {
        var words = value.strip().split("[ \t]+");
        if (words.length < FIXED || !words[6].equalsIgnoreCase("typ")) {
            return Optional.empty();
        }
        long component = Numbers.parse(words[1], MAX_COMPONENT);
        long priority = Numbers.parse(words[3], MAX_PRIORITY);
        var address = address(words[4], words[5]);
        var type = CandidateType.of(words[7]);
        boolean sound = words[0].length() <= MAX_FOUNDATION && IceDescription.isIceText(words[0], 1);
        if (!sound || component < 1 || priority < 1 || address.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        var transport = words[2].toUpperCase(Locale.ROOT);
        return Optional.of(new IceCandidate(
                words[0], (int) component, transport, priority, address.get(), type.get(), related(words)));
    }

    private static Optional<InetSocketAddress> related(String[] words) {
        boolean told = words.length >= FIXED + 4
                && words[FIXED].equalsIgnoreCase("raddr")
                && words[FIXED + 2].equalsIgnoreCase("rport");
        return told ? address(words[FIXED + 1], words[FIXED + 3]) : Optional.empty();
    }

    static Optional<InetSocketAddress> address(String host, String port) {
        int number = Numbers.parsePort(port);
        return number < 1 ? Optional.empty() : IpLiteral.parse(host).map(ip -> new InetSocketAddress(ip, number));
    }

    /** Whether it can be reached by UDP. */
    public boolean isUdp() {
        return transport.equals("UDP");
    }

    /** The line as it goes over the wire. */
    public Attribute attribute() {
        return Attribute.of(NAME, toString());
    }

    /** As written after {@code a=candidate:}. */
    @Override
    public String toString() {
        return foundation + " " + component + " " + transport + " " + priority + " " + words(address, " ") + " typ "
                + type.token()
                + related.map(base -> " raddr " + words(base, " rport ")).orElse("");
    }

    static String words(InetSocketAddress address, String between) {
        return IpLiteral.asText(address.getAddress()) + between + address.getPort();
    }
}
