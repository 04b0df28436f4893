package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.media.dtmf.DtmfListener;
import io.switchhook.media.dtmf.DtmfReceiver;
import io.switchhook.media.dtmf.TelephoneEvent;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.RtpParse;
import io.switchhook.media.rtp.RtpReception;
import io.switchhook.media.rtp.RtpSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One audio stream of a call: encodes and paces what a source gives, plays what arrives to a sink, with RTCP,
 * telephone events and symmetric RTP. Pure: whoever owns it gives it datagrams and
 * the time, and sends what it puts out. Every frame has an absolute deadline, so that pacing does not drift; when the
 * owner comes too late by more than a few frames, they are skipped and not sent as
 * a burst. With no source it sends silence, so that packets keep flowing and NAT bindings stay open, unless the
 * direction forbids it; where comfort noise is agreed on, silence is a short packet a second (RFC 3389). Touched by one loop only.
 */
public final class RtpStream implements Timed {
    private static final PcmSource SILENCE = (target, offset, length) -> 0;

    private static final PcmSink NOWHERE = (samples, offset, length) -> {};

    private static final DtmfListener NOBODY = new DtmfListener() {
        @Override
        public void onDigitStarted(char digit) {}

        @Override
        public void onDigitEnded(char digit, Duration length) {}
    };

    private final RtpStreamSettings settings;
    private final RtpPacket packet = new RtpPacket();
    private final RtpReception reception = new RtpReception();
    private final RtpLatch latch;
    private final RtcpPath rtcpPath;
    private final Sending sending;
    private final Playing playing;
    private final Reporting reporting;

    private AudioPlan plan;
    private PcmSource source = SILENCE;
    private PcmSink sink = NOWHERE;
    private DtmfListener digitListener = NOBODY;
    private DtmfReceiver digits;
    private int digitClockRate;
    private int sentClockRate;
    private Optional<InetSocketAddress> collided = Optional.empty();
    /** The same of RTCP, whose ports may be others (RFC 3550 §8.2). */
    private Optional<InetSocketAddress> collidedReports = Optional.empty();

    private boolean closed;
    private long nextTickNanos;
    private boolean heard;
    private long lastHeardNanos;
    private long skippedFrames;
    private long unknownTypePackets;
    private long malformedPackets;
    private long octetsReceived;
    /** Of a stream that is closed. */
    private Optional<StreamStatistics> last = Optional.empty();

    /**
     * @param output where packets go; called within {@link #onTime} and {@link #close}
     * @param nowNanos the loop's time; the first frame is due at once
     */
    public RtpStream(RtpStreamSettings settings, AudioPlan plan, RtpOutput output, Randomness random, long nowNanos) {
        this.settings = settings;
        this.plan = plan;
        latch = new RtpLatch(settings.latch());
        rtcpPath = new RtcpPath(latch);
        sending = new Sending(settings, plan, random, output, nowNanos);
        playing = new Playing(settings, plan);
        RtpOutput reports = (report, to, rtcp) -> output.send(report, to, !rtcpPath.isMuxed());
        reporting = new Reporting(
                settings,
                sending,
                reception,
                reports,
                random,
                at -> OwnMetrics.of(statistics(at), settings.jitter()),
                nowNanos);
        reporting.apply(plan.reports());
        sentClockRate = plan.sendCodec().name().clockRate();
        digitClockRate = sentClockRate;
        digits = newDigits();
        nextTickNanos = nowNanos;
        applyRemote();
    }

    /**
     * What was newly agreed on: direction, codecs, address. Takes effect with the next frame; sequence numbers,
     * timestamps and the learned address go on where they may.
     */
    public void apply(AudioPlan changed) {
        boolean deaf = plan.direction().receives() && !changed.direction().receives();
        plan = Objects.requireNonNull(changed);
        sending.apply(changed);
        playing.apply(changed);
        reporting.apply(changed.reports());
        if (deaf) {
            playing.silence();
        }
        sentClockRate = changed.sendCodec().name().clockRate();
        applyRemote();
    }

    private void applyRemote() {
        latch.onRemote(AudioPlan.resolved(plan.remoteRtp()), plan.signallingHost());
        rtcpPath.onRemote(plan.rtcpMux(), AudioPlan.resolved(plan.remoteRtcp()));
    }

    /** The addresses of the host names that the other side's description gave are known now; audio goes there unless its sender has been heard from elsewhere meanwhile. */
    public void onFound(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
        plan = plan.toBuilder().remote(rtp, rtcp).build();
        latch.onFound(rtp);
        rtcpPath.onRemote(plan.rtcpMux(), rtcp);
    }

    private DtmfReceiver newDigits() {
        return new DtmfReceiver(digitClockRate, new DtmfListener() {
            @Override
            public void onDigitStarted(char digit) {
                digitListener.onDigitStarted(digit);
            }

            @Override
            public void onDigitEnded(char digit, Duration length) {
                digitListener.onDigitEnded(digit, length);
            }

            @Override
            public void onFlashStarted() {
                digitListener.onFlashStarted();
            }

            @Override
            public void onFlashEnded() {
                digitListener.onFlashEnded();
            }
        });
    }

    public AudioPlan plan() {
        return plan;
    }

    /**
     * Sends what the source gives, in place of any source before. It is not asked while the direction or a missing
     * address keeps us from sending.
     *
     * @throws IllegalArgumentException when its rate is none of a call
     */
    public void attachSource(PcmSource newSource) {
        sending.sourceRate(PcmFormat.requireCallRate(newSource.sampleRate()));
        source = newSource;
    }

    /** Sends silence. */
    public void detachSource() {
        source = SILENCE;
    }

    /**
     * Gives what is heard to the sink, a frame at a time; silence while nothing is received. In place of any sink
     * before.
     *
     * @throws IllegalArgumentException when its rate is none of a call
     */
    public void attachSink(PcmSink newSink) {
        playing.sinkRate(PcmFormat.requireCallRate(newSink.sampleRate()));
        sink = newSink;
    }

    public void detachSink() {
        sink = NOWHERE;
    }

    /** Hears of the digits that come as telephone events. */
    public void listenForDigits(DtmfListener listener) {
        digitListener = Objects.requireNonNull(listener);
    }

    /**
     * Sends a digit as telephone event, after those that wait.
     *
     * @param length 40 ms to 60 s
     * @return false when the other side takes no telephone events or too many digits wait
     */
    public boolean sendDigit(char digit, Duration length) {
        return !closed && sending.sendDigit(digit, length);
    }

    /**
     * Sends digits one after the other, each as long, after those that wait: all of them or none.
     *
     * @param length 40 ms to 60 s
     * @return false when the other side takes no telephone events or too many digits wait
     */
    public boolean sendDigits(String digits, Duration length) {
        return !closed && sending.sendDigits(digits, length);
    }

    /** As {@link #sendDigit}, but until {@link #stopDigit}. */
    public boolean startDigit(char digit) {
        return !closed && sending.startDigit(digit);
    }

    /** As {@link #startDigit} for a hook flash; false also when the other side has not said that it takes one. */
    public boolean startFlash() {
        return !closed && sending.startFlash();
    }

    public void stopDigit() {
        sending.stopDigit();
    }

    /** Whether a digit is being sent or waits. */
    public boolean isSendingDigits() {
        return pendingDigits() > 0;
    }

    /** How many digits are being sent or wait; those that wait when the other side takes no telephone events any more are forgotten. */
    public int pendingDigits() {
        return sending.pendingDigits();
    }

    /**
     * Takes a datagram of the RTP or the RTCP port. Whatever is in it, nothing is thrown; what is neither RTP nor
     * RTCP is counted as malformed, so the owner takes STUN and DTLS out first.
     *
     * @param datagram from position to limit; not kept
     */
    public void onPacket(ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        if (closed) {
            return;
        }
        switch (PacketKind.of(datagram)) {
            case RTP -> onRtp(datagram, from, nowNanos);
            case RTCP -> onRtcp(datagram, from, nowNanos);
            case STUN, DTLS, ZRTP, TURN_CHANNEL, UNKNOWN -> malformedPackets++;
        }
    }

    private void onRtp(ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        if (packet.parse(datagram) != RtpParse.VALID) {
            malformedPackets++;
            return;
        }
        int type = packet.payloadType();
        boolean audio = playing.isAudio(type);
        boolean event = isEvent(type);
        if (!audio && !event && !playing.isNoise(type)) {
            unknownTypePackets++;
            if (!latch.isLearned(from) || !reception.listensTo(packet.ssrc())) {
                return;
            }
            // Nobody understands it, but it is no packet that the network has lost.
        }
        if (!latch.onPacket(from, packet.ssrc(), packet.sequence(), nowNanos)) {
            return;
        }
        if (packet.ssrc() == sending.ssrc() && collided.filter(from::equals).isEmpty()) {
            collided = Optional.of(from);
            onCollision(nowNanos);
        }
        RtpReception.Verdict verdict = reception.onPacket(packet.ssrc(), packet.sequence());
        if (verdict == RtpReception.Verdict.IGNORED) {
            return;
        }
        heard = true;
        lastHeardNanos = nowNanos;
        octetsReceived += packet.payloadLength();
        reporting.onHeard();
        if (verdict == RtpReception.Verdict.STARTS) {
            playing.restart();
            digits.restart();
        }
        if (audio) {
            reception.onTiming(packet.timestamp(), playing.clockRate(type), nowNanos);
        }
        if (plan.direction().receives()) {
            deliver(audio, event, nowNanos);
        }
    }

    /**
     * RFC 3550 §8.2: another one has our SSRC, so we say goodbye to it and take another. Once for each address: our own packets that come back from there have the next one
     * too. They are played all the same, since a peer that sends back what it gets is a test of the line.
     */
    private void onCollision(long nowNanos) {
        reporting.leave(rtcpPath.remote(), nowNanos);
        sending.beginSource();
    }

    private boolean isEvent(int type) {
        for (int i = 0; i < plan.receiveEvents().size(); i++) {
            if (plan.receiveEvents().get(i).payloadType() == type) {
                return true;
            }
        }
        return false;
    }

    /** One source may change its codec, and with that the clock of its events (RFC 4733 §2.1). */
    private void followClockOf(int type) {
        for (int i = 0; i < plan.receiveEvents().size(); i++) {
            var format = plan.receiveEvents().get(i);
            if (format.payloadType() == type && format.clockRate() != digitClockRate) {
                digitClockRate = format.clockRate();
                digits.restart();
                digits = newDigits();
            }
        }
    }

    private void deliver(boolean audio, boolean event, long nowNanos) {
        if (audio) {
            if (!playing.onAudio(packet, nowNanos)) {
                reception.onDiscarded(packet.sequence());
            }
            return;
        }
        if (playing.isNoise(packet.payloadType()) && !event) {
            playing.onNoise(packet, nowNanos);
            return;
        }
        playing.onOther(packet, nowNanos);
        if (event) {
            Optional<TelephoneEvent> report = TelephoneEvent.parse(packet);
            if (report.isEmpty()) {
                malformedPackets++;
                return;
            }
            followClockOf(packet.payloadType());
            digits.onEvent(packet.marker(), packet.sequence(), packet.timestamp(), report.get(), nowNanos);
        }
    }

    private void onRtcp(ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        if (!(RtcpCompound.parse(datagram) instanceof RtcpParse.Parsed parsed)) {
            malformedPackets++;
            return;
        }
        if (!rtcpPath.onPacket(from)) {
            return;
        }
        if (parsed.compound().isFrom(sending.ssrc())) {
            if (collidedReports.filter(from::equals).isPresent()) {
                // Our own reports come back: they say nothing of the other side.
                return;
            }
            collidedReports = Optional.of(from);
            onCollision(nowNanos);
        }
        reporting.onCompound(parsed.compound(), datagram.remaining(), sentClockRate, nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return closed ? NEVER : nextTickNanos;
    }

    @Override
    public void onTime(long nowNanos) {
        if (closed || nowNanos < nextTickNanos) {
            return;
        }
        long frame = plan.frame().toNanos();
        long late = (nowNanos - nextTickNanos) / frame;
        if (late > settings.maxLateFrames()) {
            sending.skip(late);
            skippedFrames += late;
            nextTickNanos += late * frame;
        }
        while (nextTickNanos <= nowNanos && !closed) {
            long deadline = nextTickNanos;
            nextTickNanos += frame;
            sending.tick(source, latch.remote(), deadline);
            playing.tick(sink, plan.direction().receives(), deadline);
        }
        digits.onTime(nowNanos);
        if (reporting.isDue(nowNanos)) {
            reporting.report(rtcpPath.remote(), nowNanos);
        }
    }

    /**
     * Says BYE to the other side's RTCP and ends: no packet and no audio after it. A digit being received ends. Closing
     * twice does nothing.
     */
    public void close(long nowNanos) {
        if (!closed) {
            digits.restart();
            reporting.leave(rtcpPath.remote(), nowNanos);
            last = Optional.of(statistics(nowNanos));
            closed = true;
            detachSource();
            detachSink();
        }
    }

    /** Where audio is sent now; absent when no address is known. */
    public Optional<InetSocketAddress> remote() {
        return latch.remote();
    }

    /** What was counted and measured so far; of a closed stream, until it was closed. */
    public StreamStatistics statistics(long nowNanos) {
        return last.orElseGet(() -> new StreamStatistics(
                sending.statistics(skippedFrames), received(nowNanos), reporting.remote(), reporting.roundTrip()));
    }

    private ReceivedAudio received(long nowNanos) {
        Optional<RtpSource> listened = reception.source();
        return new ReceivedAudio(
                reception.packets(),
                octetsReceived,
                playing.codec(),
                playing.packetLength(),
                listened.isPresent() ? OptionalLong.of(listened.get().ssrc() & 0xFFFFFFFFL) : OptionalLong.empty(),
                reception.losses(),
                playing.counters(),
                playing.concealed(),
                listened.flatMap(RtpSource::jitter),
                playing.jitter().delay(),
                heard ? Optional.of(Duration.ofNanos(nowNanos - lastHeardNanos)) : Optional.empty(),
                latch.rejected(),
                unknownTypePackets,
                malformedPackets);
    }
}
