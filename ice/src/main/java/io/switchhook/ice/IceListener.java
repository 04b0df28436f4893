package io.switchhook.ice;

import io.switchhook.sdp.IceCandidate;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Hears of an agent, on its loop, within the calls of its methods. */
public interface IceListener {

    /**
     * All addresses have been found that could be in the time allowed. Told again when those that are not needed were given up.
     *
     * @param candidates of all components, to be offered
     * @param troubles a sentence for each server that did not help
     */
    void onGathered(List<IceCandidate> candidates, List<String> troubles);

    /** Both sides have settled on a pair for each component, in the order of components. Told again when another takes the place of one. */
    void onSelected(List<IcePair> pairs);

    /** There is no path, or none any more: the sentence says why. Nothing is sent until ICE begins anew. */
    void onFailed(String reason);

    /**
     * Media came through a TURN server, from whom it says.
     *
     * @param packet valid during the call only; no STUN
     */
    void onRelayed(int component, ByteBuffer packet, InetSocketAddress from, long nowNanos);
}
