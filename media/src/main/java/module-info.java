import org.jspecify.annotations.NullMarked;

/**
 * Floor 2: RTP, RTCP, jitter buffer, codecs, tones, DTMF and WAV as pure engines. "now" is an argument; nothing here
 * opens a socket or starts a thread.
 */
@NullMarked
module io.switchhook.media {
    requires transitive io.switchhook.base;
    requires static org.jspecify;

    exports io.switchhook.media.codec;
    exports io.switchhook.media.dtmf;
    exports io.switchhook.media.jitter;
    exports io.switchhook.media.pcm;
    exports io.switchhook.media.quality;
    exports io.switchhook.media.rtcp;
    exports io.switchhook.media.rtp;
    exports io.switchhook.media.session;
    exports io.switchhook.media.srtp;
    exports io.switchhook.media.tone;
    exports io.switchhook.media.voice;
    exports io.switchhook.media.wav;
}
