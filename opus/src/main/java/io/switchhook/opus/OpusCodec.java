package io.switchhook.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.codec.CodecName;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of one stream. The library has been seen to fail on input that no encoder makes: whatever it throws
 * ends one packet and its history, and no more.
 */
final class OpusCodec implements AudioCodec {
    private static final int RATE = 48_000;
    private static final int SAMPLES_OF_10_MS = RATE / 100;
    /** RFC 6716 §3.4: no packet is longer. */
    private static final int LONGEST = RATE * 120 / 1000;
    /** RFC 6716 §3.2.1: one frame. */
    private static final int MOST_BYTES = 1275;
    /** The encoder says so that the receiver need not be told (its comfort noise goes on by itself). */
    private static final int NOTHING_NEW_BYTES = 2;
    /** Sound good, at a third of the processor time that the best takes. */
    private static final int COMPLEXITY = 5;
    /** What is repeated for: without any loss to expect the encoder repeats nothing. */
    private static final int EXPECTED_LOSS_PERCENT = 10;

    private static final byte[] NO_PACKET = {};

    private final OpusWishes wishes;
    private final byte[] packet = new byte[MOST_BYTES];
    private @Nullable OpusEncoder encoder;
    private @Nullable OpusDecoder decoder;

    OpusCodec(OpusWishes wishes) {
        this.wishes = wishes;
    }

    @Override
    public CodecName name() {
        return Opus.NAME;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public int encode(short[] pcm, int offset, int length, ByteBuffer out) {
        int frames = length / SAMPLES_OF_10_MS;
        if (length % SAMPLES_OF_10_MS != 0 || frames != 1 && frames != 2 && frames != 4 && frames != 6) {
            throw new IllegalArgumentException("A packet is 10, 20, 40 or 60 ms long, not " + length + " samples");
        }
        int bytes = encode(pcm, offset, length);
        if (bytes > out.remaining()) {
            throw new BufferOverflowException();
        }
        out.put(packet, 0, bytes);
        return bytes;
    }

    private int encode(short[] pcm, int offset, int length) {
        try {
            if (encoder == null) {
                encoder = newEncoder();
            }
            int bytes = encoder.encode(pcm, offset, length, packet, 0, packet.length);
            return wishes.discontinuous() && bytes <= NOTHING_NEW_BYTES ? 0 : Math.max(0, bytes);
        } catch (OpusException | RuntimeException | AssertionError e) {
            encoder = null;
            return 0;
        }
    }

    private OpusEncoder newEncoder() throws OpusException {
        var made = new OpusEncoder(RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        made.setComplexity(COMPLEXITY);
        made.setBitrate(wishes.bitrate());
        made.setMaxBandwidth(bandwidthFor(wishes.playbackRate()));
        made.setUseVBR(!wishes.constant());
        made.setUseDTX(wishes.discontinuous());
        made.setUseInbandFEC(wishes.errorCorrection());
        made.setPacketLossPercent(wishes.errorCorrection() ? EXPECTED_LOSS_PERCENT : 0);
        return made;
    }

    /** RFC 7587 §7.1: no more than who hears it can play. */
    private static OpusBandwidth bandwidthFor(int playbackRate) {
        if (playbackRate <= 8_000) {
            return OpusBandwidth.OPUS_BANDWIDTH_NARROWBAND;
        }
        if (playbackRate <= 12_000) {
            return OpusBandwidth.OPUS_BANDWIDTH_MEDIUMBAND;
        }
        if (playbackRate <= 16_000) {
            return OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND;
        }
        return playbackRate <= 24_000
                ? OpusBandwidth.OPUS_BANDWIDTH_SUPERWIDEBAND
                : OpusBandwidth.OPUS_BANDWIDTH_FULLBAND;
    }

    @Override
    public int decode(ByteBuffer in, short[] out, int offset) {
        int length = in.remaining();
        int samples = length == 0 ? 0 : decode(in, out, offset, Math.min(LONGEST, out.length - offset), false);
        in.position(in.limit());
        return samples;
    }

    @Override
    public int conceal(short[] out, int offset, int length) {
        return decoder == null ? 0 : decode(NO_PACKET, 0, 0, out, offset, length, false);
    }

    @Override
    public int recover(ByteBuffer next, short[] out, int offset, int length) {
        return decoder == null || !next.hasRemaining() ? 0 : decode(next, out, offset, length, true);
    }

    private int decode(ByteBuffer in, short[] out, int offset, int room, boolean lostOne) {
        if (in.hasArray()) {
            return decode(in.array(), in.arrayOffset() + in.position(), in.remaining(), out, offset, room, lostOne);
        }
        var bytes = new byte[in.remaining()];
        in.duplicate().get(bytes);
        return decode(bytes, 0, bytes.length, out, offset, room, lostOne);
    }

    private int decode(byte[] bytes, int at, int length, short[] out, int offset, int room, boolean lostOne) {
        try {
            if (decoder == null) {
                decoder = new OpusDecoder(RATE, 1);
            }
            return Math.max(0, decoder.decode(length == 0 ? null : bytes, at, length, out, offset, room, lostOne));
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder = null;
            return 0;
        }
    }
}
