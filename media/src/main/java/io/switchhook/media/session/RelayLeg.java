package io.switchhook.media.session;

import io.switchhook.media.srtp.Protection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What the SDP of one side says to a relay.
 *
 * @param remoteRtp where the side wants audio; absent when unknown or withheld, and as good as absent when unresolved
 * @param remoteRtcp where it wants RTCP; absent for the next port
 * @param rtcpMux whether its RTCP goes through its RTP port
 * @param payloadTypes what it may send; empty for anything. The narrower, the harder it is to get in uninvited
 * @param signallingHost where its SIP really comes from, when that may vouch for a source of audio
 * @param protection how its packets are protected; keys are ended here, so that two sides may have different ones, or one of them none
 */
public record RelayLeg(
        Optional<InetSocketAddress> remoteRtp,
        Optional<InetSocketAddress> remoteRtcp,
        boolean rtcpMux,
        Set<Integer> payloadTypes,
        Optional<InetAddress> signallingHost,
        Protection protection) {

    public RelayLeg {
        payloadTypes = Set.copyOf(payloadTypes);
    }

    /** A side whose packets pass as they are. */
    public RelayLeg(
            Optional<InetSocketAddress> remoteRtp,
            Optional<InetSocketAddress> remoteRtcp,
            boolean rtcpMux,
            Set<Integer> payloadTypes,
            Optional<InetAddress> signallingHost) {
        this(remoteRtp, remoteRtcp, rtcpMux, payloadTypes, signallingHost, Protection.NONE);
    }

    /** The same, protected in that way. */
    public RelayLeg withProtection(Protection other) {
        return new RelayLeg(remoteRtp, remoteRtcp, rtcpMux, payloadTypes, signallingHost, other);
    }

    /** The same, found at these places. */
    public RelayLeg at(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
        return new RelayLeg(rtp, rtcp, rtcpMux, payloadTypes, signallingHost, protection);
    }

    /** A side whose address is not yet known. */
    public static RelayLeg unknown() {
        return new RelayLeg(Optional.empty(), Optional.empty(), false, Set.of(), Optional.empty());
    }

    /** A side that takes audio there, and RTCP on the next port. */
    public static RelayLeg of(InetSocketAddress rtp, Set<Integer> payloadTypes) {
        return new RelayLeg(Optional.of(rtp), Optional.empty(), false, payloadTypes, Optional.empty());
    }
}
