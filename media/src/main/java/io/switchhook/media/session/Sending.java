package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.codec.AudioCodec;
import io.switchhook.media.dtmf.DtmfSender;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.pcm.Resampler;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.SequenceNumbers;
import io.switchhook.media.voice.VoiceProcessor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The sending half of a stream: one packet a frame. */
final class Sending {
    private static final int MAX_PACKET = 1500;
    private static final long NEVER = Long.MIN_VALUE;

    private final RtpStreamSettings settings;
    private final Randomness random;
    private final RtpOutput output;
    private final ByteBuffer packet = ByteBuffer.allocate(MAX_PACKET);

    private AudioPlan plan;
    private AudioCodec codec;
    private Resampler resampler;
    private DtmfSender digits;
    private Optional<SilenceSuppressor> suppressor = Optional.empty();
    private int clockRate;
    /** Of the source; stays while there is none. */
    private int sourceRate = PcmFormat.NARROWBAND_RATE;

    private int frameUnits;
    /** A frame on the clock of the telephone events. */
    private int eventUnits;

    private short[] frame = {};
    private short[] resampled = {};

    private int ssrc;
    private int sequence;
    private int timestamp;
    private long lastTickNanos;
    private boolean talking;
    /** Of this source, as its reports say; of those before it. */
    private long packets;

    private long octets;
    private long packetsBefore;
    private long octetsBefore;
    private long lastSentNanos = NEVER;

    Sending(RtpStreamSettings settings, AudioPlan plan, Randomness random, RtpOutput output, long nowNanos) {
        this.settings = settings;
        this.random = random;
        this.output = output;
        this.plan = plan;
        this.codec = plan.sendCodec().create();
        this.clockRate = codec.name().clockRate();
        this.resampler = new Resampler(sourceRate, codec.sampleRate());
        this.digits = newDigits();
        this.ssrc = (int) random.nextLong();
        // RFC 3550 §5.1: both begin at random. The lower half keeps the first wrap some minutes away.
        this.sequence = random.nextInt(0x8000);
        this.timestamp = (int) random.nextLong();
        this.lastTickNanos = nowNanos;
        suppress(false);
        resize();
    }

    /** @param goOn whether what is known of the noise is still of use */
    private void suppress(boolean goOn) {
        boolean wanted = plan.sendNoise().isPresent() && VoiceProcessor.takes(codec.sampleRate());
        if (!wanted) {
            suppressor = Optional.empty();
        } else if (!goOn || suppressor.isEmpty()) {
            suppressor = Optional.of(new SilenceSuppressor(codec.sampleRate()));
        }
    }

    void apply(AudioPlan changed) {
        boolean sameCodec =
                changed.sendType() == plan.sendType() && changed.sendCodec().equals(plan.sendCodec());
        int eventRate = eventRate();
        plan = changed;
        // Nobody waits any more for those of before when events are taken again.
        boolean othersTaken = plan.sendEvents().isPresent() ? eventRate() != eventRate : digits.isActive();
        if (!sameCodec) {
            codec = plan.sendCodec().create();
            resampler = new Resampler(sourceRate, codec.sampleRate());
            if (codec.name().clockRate() != clockRate) {
                // RFC 7160 §4.1: another clock rate is another source.
                clockRate = codec.name().clockRate();
                othersTaken = true;
                beginSource();
            }
        }
        if (othersTaken) {
            digits = newDigits();
        }
        suppress(sameCodec);
        resize();
    }

    /** What comes from the source from now on has that rate. */
    void sourceRate(int hertz) {
        if (hertz != sourceRate) {
            sourceRate = hertz;
            resampler = new Resampler(sourceRate, codec.sampleRate());
            resize();
        }
    }

    private int eventRate() {
        return plan.sendEvents().isPresent() ? plan.sendEvents().get().clockRate() : clockRate;
    }

    private DtmfSender newDigits() {
        return new DtmfSender(eventRate(), settings.digitGap());
    }

    /** Goes on as another source: its counts begin anew. */
    void beginSource() {
        ssrc = (int) random.nextLong();
        packetsBefore += packets;
        octetsBefore += octets;
        packets = 0;
        octets = 0;
    }

    private void resize() {
        long nanos = plan.frame().toNanos();
        frameUnits = (int) (clockRate * nanos / 1_000_000_000L);
        eventUnits = (int) (eventRate() * nanos / 1_000_000_000L);
        int samples = (int) (sourceRate * nanos / 1_000_000_000L);
        if (frame.length != samples) {
            frame = new short[samples];
        }
        if (resampled.length != resampler.maxOutput(samples)) {
            resampled = new short[resampler.maxOutput(samples)];
        }
    }

    /** One frame: a packet when there is a direction and an address for it. The source is not asked otherwise. */
    void tick(PcmSource source, Optional<InetSocketAddress> to, long deadlineNanos) {
        lastTickNanos = deadlineNanos;
        if (!plan.direction().sends() || to.isEmpty()) {
            talking = false;
        } else {
            fill(source);
            if (plan.sendEvents().isPresent() && digits.tick(timestamp, eventUnits)) {
                sendEvent(to.get(), plan.sendEvents().get().payloadType());
            } else {
                sendAudio(to.get());
            }
        }
        timestamp += frameUnits;
    }

    /** Frames that will never be sent; time goes on without them. */
    void skip(long frames) {
        timestamp += (int) (frames * frameUnits);
        talking = false;
    }

    private void fill(PcmSource source) {
        int got = Math.max(0, Math.min(frame.length, source.read(frame, 0, frame.length)));
        Arrays.fill(frame, got, frame.length, (short) 0);
    }

    private void sendAudio(InetSocketAddress to) {
        int samples = resampler.process(frame, 0, frame.length, resampled, 0);
        if (suppressor.isPresent()) {
            var verdict =
                    suppressor.get().onFrame(resampled, samples, plan.frame().toNanos());
            if (verdict != SilenceSuppressor.Verdict.SPEECH) {
                talking = false;
                if (verdict == SilenceSuppressor.Verdict.NOISE) {
                    sendNoise(to, suppressor.get());
                }
                return;
            }
        }
        packet.clear();
        RtpPacket.writeHeader(packet, !talking, plan.sendType(), sequence, timestamp, ssrc);
        // RFC 3551 §4.1: the marker says that a talkspurt begins.
        talking = codec.encode(resampled, 0, samples, packet) > 0;
        if (talking) {
            send(to);
        }
    }

    /** RFC 3389 §4: without the marker. */
    private void sendNoise(InetSocketAddress to, SilenceSuppressor silence) {
        packet.clear();
        RtpPacket.writeHeader(packet, false, plan.sendNoise().orElseThrow().payloadType(), sequence, timestamp, ssrc);
        silence.write(packet);
        send(to);
    }

    private void sendEvent(InetSocketAddress to, int payloadType) {
        packet.clear();
        RtpPacket.writeHeader(packet, digits.marker(), payloadType, sequence, digits.timestamp(), ssrc);
        digits.writePayload(packet);
        talking = false;
        send(to);
    }

    private void send(InetSocketAddress to) {
        packet.flip();
        packets++;
        octets += packet.remaining() - RtpPacket.FIXED_HEADER_BYTES;
        sequence = SequenceNumbers.next(sequence);
        lastSentNanos = lastTickNanos;
        output.send(packet, to, false);
    }

    boolean sendDigit(char digit, Duration length) {
        return plan.sendEvents().isPresent() && digits.send(digit, length);
    }

    boolean startDigit(char digit) {
        return plan.sendEvents().isPresent() && digits.start(digit);
    }

    boolean startFlash() {
        return plan.sendEvents().filter(EventFormat::flash).isPresent() && digits.startFlash();
    }

    boolean sendDigits(String pressed, Duration length) {
        return plan.sendEvents().isPresent() && digits.send(pressed, length);
    }

    void stopDigit() {
        digits.stop();
    }

    int pendingDigits() {
        return digits.pending();
    }

    int ssrc() {
        return ssrc;
    }

    /** The moment on the scale of our timestamps. */
    int timestampAt(long nowNanos) {
        return timestamp + (int) ((nowNanos - lastTickNanos) * clockRate / 1_000_000_000L) - frameUnits;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }

    SentAudio statistics(long skippedFrames) {
        return new SentAudio(
                packetsBefore + packets,
                octetsBefore + octets,
                codec.name(),
                plan.frame(),
                ssrc & 0xFFFFFFFFL,
                skippedFrames);
    }

    boolean hasSent() {
        return lastSentNanos != NEVER;
    }

    boolean hasSentSince(long nanos) {
        return hasSent() && lastSentNanos >= nanos;
    }
}
