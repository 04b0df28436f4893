package io.switchhook.stack.media;

import io.switchhook.ice.IcePair;
import io.switchhook.sdp.IceCandidate;
import java.util.List;

/** Hears of the ICE of one stream, on the media loop. */
public interface IceUser {

    /**
     * What there is to be told the other side has been found, or the time for that is over. Told again when there are fewer.
     *
     * @param candidates of all components
     * @param troubles a sentence for each server that did not help
     */
    void onGathered(List<IceCandidate> candidates, List<String> troubles);

    /** Media goes over these from now on, one for each component. */
    void onSelected(List<IcePair> pairs);

    /** There is no path, or none any more: the sentence says why. */
    void onFailed(String reason);
}
