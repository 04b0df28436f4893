package io.switchhook.pbx;

import io.switchhook.sdp.MediaFormat;
import io.switchhook.stack.media.InstalledCodecs;
import java.util.List;

/**
 * Between which codecs a PBX translates where two telephones have none in common, and how many calls at once. A call is offered on with the caller's own codecs first and these
 * behind, and only where one of these is taken is its audio decoded and encoded; else packets pass untouched (RFC 3264 §6.1: who answers takes the first that it can).
 *
 * @param codecs two or more, in the order in which they are offered; none so that nothing is offered on but what the caller offers
 * @param maxCalls how many calls may be translated at once, 1 or more. Beyond that two telephones without a common codec are not connected (488), which
 *     {@link PbxEvent.TranscodingFull} tells
 */
public record TranscodingSettings(List<MediaFormat> codecs, int maxCalls) {
    private static final int USUAL_CALLS = 100;

    /**
     * PCMU, PCMA and G722, which are always there and cost little; 100 calls at once between G.722 and G.711 keep the media loop busy for a
     * third of the time. Opus is not among them: its add-on may be missing, browsers have G.711 (RFC 7874 §3), and it costs eight times as much, so that some 30 such calls
     * fill the loop; who adds it should allow fewer calls.
     */
    public static final TranscodingSettings DEFAULT =
            new TranscodingSettings(List.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722), USUAL_CALLS);

    /** Nothing is translated: two telephones without a common codec do not come together. */
    public static final TranscodingSettings OFF = new TranscodingSettings(List.of(), USUAL_CALLS);

    /** @throws IllegalArgumentException when there is one codec alone, or no codec for one of them, or no call is to be translated */
    public TranscodingSettings {
        codecs = List.copyOf(codecs);
        for (var codec : codecs) {
            if (!InstalledCodecs.has(codec)) {
                throw new IllegalArgumentException(
                        "There is no codec for " + codec.encoding() + " here; switchhook-opus has opus");
            }
        }
        if (codecs.size() == 1) {
            throw new IllegalArgumentException("It takes two codecs to translate between, not "
                    + codecs.get(0).encoding() + " alone");
        }
        if (maxCalls < 1) {
            throw new IllegalArgumentException("One call at least may be translated, not " + maxCalls
                    + "; TranscodingSettings.OFF translates none");
        }
    }

    /** Between these, as many calls at once as {@link #DEFAULT} has. */
    public static TranscodingSettings of(MediaFormat... codecs) {
        return new TranscodingSettings(List.of(codecs), USUAL_CALLS);
    }

    /** The same for that many calls at once. */
    public TranscodingSettings withMaxCalls(int count) {
        return new TranscodingSettings(codecs, count);
    }
}
