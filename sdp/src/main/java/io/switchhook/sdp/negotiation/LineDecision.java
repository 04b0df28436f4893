package io.switchhook.sdp.negotiation;

import io.switchhook.base.text.Printable;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import java.util.List;

/** What to do with one offered line: the stream that takes it with the formats in common and the keys of the answer, or why none does. */
record LineDecision(MediaVerdict verdict, String why, int position, List<Common> common, LineKeys keys) {

    /** A format both sides have: as they numbered it, and as we describe it. */
    record Common(PayloadMapping theirs, MediaFormat ours) {}

    /** The reason may quote the peer and may end up in a header or a log. */
    static LineDecision refused(MediaVerdict verdict, String why) {
        return new LineDecision(verdict, Printable.escape(why), -1, List.of(), LineKeys.NONE);
    }

    static LineDecision accepted(int position, List<Common> common, LineKeys keys) {
        return new LineDecision(MediaVerdict.ACCEPTED, "", position, common, keys);
    }
}
