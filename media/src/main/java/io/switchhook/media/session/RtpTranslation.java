package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.media.dtmf.DtmfListener;
import io.switchhook.media.pcm.ElasticBuffer;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Two sides of a relay that have no codec in common: a stream towards each, and what one hears the other says. Each side sees one RTP source of ours, with the packet length it
 * wishes for, and reports that are about itself and that source alone (RFC 3550 §7.2: one who makes new packets takes part itself). Digits are made anew at the clock of the
 * other side. Pure: whoever owns it gives it the time. Touched by the relay's loop only; allocates nothing for a packet.
 */
public final class RtpTranslation implements RelayTranslator, Timed {
    /** Where both streams believe to send to: the relay knows better, and lets in nobody else. */
    private static final InetSocketAddress RELAY = new InetSocketAddress(0);

    /** A loop that is late by more leaves frames out, in both streams alike. */
    private static final long LATE_NANOS = Duration.ofMillis(120).toNanos();

    private final RtpRelay relay;
    private final Half a;
    private final Half b;

    /** The stream towards one side. */
    private final class Half {
        private final RelaySide side;
        private final RtpStream stream;
        private boolean placed;

        Half(RelaySide side, AudioPlan plan, RtpStreamSettings settings, Randomness random, long nowNanos) {
            this.side = side;
            this.stream = new RtpStream(
                    settings, located(plan), (packet, to, rtcp) -> relay.say(side, packet, rtcp), random, nowNanos);
        }

        AudioPlan located(AudioPlan plan) {
            placed = relay.remote(side).isPresent();
            return plan.toBuilder().remote(place(), Optional.empty()).build();
        }

        void lookForPlace() {
            if (placed != relay.remote(side).isPresent()) {
                placed = !placed;
                stream.onFound(place(), Optional.empty());
            }
        }

        private Optional<InetSocketAddress> place() {
            return placed ? Optional.of(RELAY) : Optional.empty();
        }
    }

    /** What one side says on its way to the other, at the rate of the other's codec. */
    private static final class Pipe implements PcmSource, PcmSink {
        private final int rate;
        private final ElasticBuffer waiting;

        /** Both streams have one clock, so no more has to wait than lies between their packets. */
        Pipe(AudioPlan from, AudioPlan to) {
            rate = to.sendCodec().create().sampleRate();
            long in = from.frame().toMillis();
            long out = to.frame().toMillis();
            waiting = new ElasticBuffer((int) ((in == out ? out : in + out - 10) * rate / 1_000));
        }

        @Override
        public int sampleRate() {
            return rate;
        }

        @Override
        public int read(short[] target, int offset, int length) {
            return waiting.take(target, offset, length);
        }

        @Override
        public void write(short[] samples, int offset, int length) {
            waiting.put(samples, offset, length);
        }
    }

    /** Digits go across as they come: one that sounds here sounds there. So does a hook flash, to who takes it. */
    private static final class Digits implements DtmfListener {
        private final RtpStream to;
        private boolean flashes;

        Digits(RtpStream to) {
            this.to = to;
        }

        @Override
        public void onFlashStarted() {
            flashes = to.startFlash();
        }

        @Override
        public void onFlashEnded() {
            if (flashes) {
                to.stopDigit();
            }
        }

        @Override
        public void onDigitStarted(char digit) {
            to.startDigit(digit);
        }

        @Override
        public void onDigitEnded(char digit, Duration length) {
            to.stopDigit();
        }
    }

    /**
     * Begins to translate what comes to the relay.
     *
     * @param settings of both streams
     * @param planA what was agreed on with that side; its addresses do not count, the relay's do
     */
    public RtpTranslation(
            RtpRelay relay,
            RtpStreamSettings settings,
            AudioPlan planA,
            AudioPlan planB,
            Randomness random,
            long nowNanos) {
        this.relay = relay;
        this.a = new Half(RelaySide.A, planA, settings, random, nowNanos);
        this.b = new Half(RelaySide.B, planB, settings, random, nowNanos);
        a.stream.listenForDigits(new Digits(b.stream));
        b.stream.listenForDigits(new Digits(a.stream));
        join(planA, planB);
        relay.translate(Optional.of(this));
    }

    /** What was newly agreed on with one of them or both: a hold, another codec or packet length. */
    public void apply(AudioPlan planA, AudioPlan planB) {
        boolean joined = isJoinedAs(a.stream.plan(), planA) && isJoinedAs(b.stream.plan(), planB);
        a.stream.apply(a.located(planA));
        b.stream.apply(b.located(planB));
        if (!joined) {
            join(planA, planB);
        }
    }

    private static boolean isJoinedAs(AudioPlan before, AudioPlan now) {
        return before.frame().equals(now.frame()) && before.sendCodec().equals(now.sendCodec());
    }

    private void join(AudioPlan planA, AudioPlan planB) {
        join(a.stream, planA, b.stream, planB);
        join(b.stream, planB, a.stream, planA);
    }

    private static void join(RtpStream from, AudioPlan fromPlan, RtpStream to, AudioPlan toPlan) {
        var pipe = new Pipe(fromPlan, toPlan);
        from.attachSink(pipe);
        to.attachSource(pipe);
    }

    @Override
    public void onPacket(RelaySide from, ByteBuffer packet, long nowNanos) {
        (from == RelaySide.A ? a : b).stream.onPacket(packet, RELAY, nowNanos);
    }

    @Override
    public long nextDeadlineNanos() {
        return Math.min(a.stream.nextDeadlineNanos(), b.stream.nextDeadlineNanos());
    }

    @Override
    public void onTime(long nowNanos) {
        a.lookForPlace();
        b.lookForPlace();
        // Frame by frame in turn, so that a loop that is a little late finds in the pipes what it needs.
        while (nextDeadlineNanos() <= nowNanos) {
            long due = nextDeadlineNanos();
            long at = nowNanos - due > LATE_NANOS ? nowNanos : due;
            a.stream.onTime(at);
            b.stream.onTime(at);
        }
    }

    /** Both hear goodbye from the source that spoke to them, and the relay passes packets on again. Closing twice does nothing. */
    public void close(long nowNanos) {
        relay.translate(Optional.empty());
        a.stream.close(nowNanos);
        b.stream.close(nowNanos);
    }
}
