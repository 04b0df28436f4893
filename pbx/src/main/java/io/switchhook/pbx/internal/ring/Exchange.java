package io.switchhook.pbx.internal.ring;

import io.switchhook.base.loop.Loop;
import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.door.KnownUsers;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.media.MediaEngine;

/**
 * What telephones are rung with; one for all calls of a PBX. On the signalling loop.
 *
 * @param watcher told of all that shows whether an extension is busy
 */
public record Exchange(
        Loop loop,
        KnownUsers users,
        Telephones telephones,
        CalledLegs called,
        MediaEngine media,
        PbxLeg.Watcher watcher) {

    /** A leg of a telephone of that number, or of somebody outside whom events name so. */
    public PbxLeg leg(CallHost host, String number, RelaySide side, PbxLeg.Owner owner) {
        return new PbxLeg(host, number, side, watcher, media, owner);
    }
}
