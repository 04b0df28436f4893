package io.switchhook.ice;

import io.switchhook.sdp.CandidateType;

/** RFC 8445 §5.1.2, §6.1.2.3. */
final class Priorities {
    static final int BEST_LOCAL = 65_535;

    private Priorities() {}

    /** @param local 0 to 65535, another one for each candidate of one type and component */
    static long candidate(CandidateType type, int local, int component) {
        return ((long) typePreference(type) << 24) + ((long) local << 8) + (256 - component);
    }

    private static int typePreference(CandidateType type) {
        return switch (type) {
            case HOST -> 126;
            case PEER_REFLEXIVE -> 110;
            case SERVER_REFLEXIVE -> 100;
            case RELAYED -> 0;
        };
    }

    static long pair(long controlling, long controlled) {
        return (Math.min(controlling, controlled) << 32)
                + 2 * Math.max(controlling, controlled)
                + (controlling > controlled ? 1 : 0);
    }
}
