package io.switchhook.phone.internal.media;

import io.switchhook.ice.IcePair;
import java.util.Optional;

/** Hears how the path of a call's audio is found; on the signalling loop. */
public interface PathListener {

    /** The path of RTP; empty when there is none any more. */
    void onPath(Optional<IcePair> path);

    /** A server did not help in finding it; the sentence names the server, and may come again. */
    void onServerTrouble(String sentence);
}
