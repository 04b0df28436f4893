package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IceSettings;
import io.switchhook.media.dtmf.DtmfDigit;
import io.switchhook.media.dtmf.DtmfListener;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.rtp.PacketKind;
import io.switchhook.media.rtp.RtpPacket;
import io.switchhook.media.rtp.RtpParse;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.MediaDirection;
import io.switchhook.media.session.RtpStream;
import io.switchhook.media.session.RtpStreamSettings;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.media.srtp.Protection;
import io.switchhook.media.srtp.SrtpCounters;
import io.switchhook.media.srtp.SrtpPath;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.negotiation.AgreedStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The audio of one call that ends here: two ports and, once something is agreed, a stream on the media loop. Its
 * methods may be called from any thread. A source or sink that throws is
 * asked no more, and the stream goes on without it.
 */
public final class AudioSession {
    private final MediaEngine engine;
    private final Loop loop;
    /** The path between the stream and the world. */
    private final MediaPath door;

    private final Alarm alarm;
    private final RemoteNames names;
    /** Between the ports and the stream; on the media loop. */
    private final SrtpPath path = new SrtpPath();
    /** Where its keys may come from; on the media loop. */
    private Optional<DtlsKeying> keying = Optional.empty();

    private Consumer<KeysOutcome> keysListener = outcome -> {};
    private Optional<InetSocketAddress> remoteReports = Optional.empty();

    private Consumer<String> troubleListener = text -> {};
    private Optional<AudioPlan> expected = Optional.empty();
    private Optional<RtpStream> stream = Optional.empty();
    private Optional<PcmSource> source = Optional.empty();
    private Optional<PcmSink> sink = Optional.empty();
    private Optional<DtmfListener> digitListener = Optional.empty();
    private final List<SendingDigits> sendingDigits = new ArrayList<>();
    /** The telephone events that the other side takes. */
    private Optional<MediaFormat> events = Optional.empty();
    /** How many digits were ever to be sent. */
    private long digitsTaken;

    private volatile boolean sendsNoise;
    /** What is left of it when it is closed. */
    private volatile Optional<StreamStatistics> last = Optional.empty();

    private boolean paused;
    private boolean closed;

    /** Who waits for digits, up to that one. */
    private record SendingDigits(long last, Consumer<DigitsOutcome> result) {}

    AudioSession(MediaEngine engine, InetAddress local) throws IOException {
        this.engine = engine;
        this.loop = engine.loop();
        this.door = new MediaPath(engine, local, this::onDatagram);
        this.alarm = loop.alarm(this::onTime);
        this.names = new RemoteNames(engine, text -> troubleListener.accept(text));
    }

    /** Where we want audio. */
    public InetSocketAddress rtp() {
        return door.rtpAddress();
    }

    /** Tells in a sentence, on the media loop, when the other side names a host for its audio that leads nowhere. */
    public void listenForTrouble(Consumer<String> listener) {
        loop.post(() -> troubleListener = listener);
    }

    /** Tells, on the media loop, what became of a handshake that the keys come from (RFC 5763). */
    public void listenForKeys(Consumer<KeysOutcome> listener) {
        loop.post(() -> keysListener = listener);
    }

    /**
     * Finds addresses by ICE, and goes through NATs with it where the other side does so too. Once, before anything is agreed on.
     *
     * @param components 1 where it is known that RTCP will share the port of RTP, else 2
     * @param user told on the media loop, first what was found
     */
    public void useIce(IceSettings settings, int components, IceUser user) {
        loop.post(() -> {
            if (!closed) {
                var link = new IceLink(engine, door, false, components, user);
                door.use(link);
                link.gather(settings);
            }
        });
    }

    /** Looks for addresses anew, to begin ICE anew with them; they are told as the first were. Does nothing without ICE. */
    public void gatherIce(IceSettings settings) {
        loop.post(() -> door.ice().filter(link -> !closed).ifPresent(link -> link.gather(settings)));
    }

    /** Our description with that is about to leave: checks of the other side may come before its description does. */
    public void expectIce(IceCredentials ours) {
        loop.post(() -> door.ice().filter(link -> !closed).ifPresent(link -> link.expect(ours)));
    }

    /** As {@link #run(AgreedStream, Optional, Optional)}, where neither side speaks of ICE. */
    public void run(AgreedStream agreed, Optional<InetAddress> signallingHost) {
        run(agreed, signallingHost, Optional.empty());
    }

    /**
     * Runs, or goes on, as agreed; where keys come by DTLS, as soon as there are some. Where the other side names a host for its audio (RFC 8866 §5.7), audio is sent as soon as
     * DNS has said where that is, or as soon as something comes from it.
     *
     * @param signallingHost where the peer's SIP comes from: audio from there is believed before audio from elsewhere
     * @param ice what the two make of ICE, which then knows where the other side is; empty where they do without
     */
    public void run(AgreedStream agreed, Optional<InetAddress> signallingHost, Optional<IceSession> ice) {
        var plan = AgreedPlan.of(agreed, sendsNoise, engine)
                .signallingHost(signallingHost)
                .build();
        var protection = agreed.crypto().map(MediaKeys::protection).orElse(Protection.NONE);
        var taken = agreed.telephoneEventToSend().map(PayloadMapping::format);
        loop.post(() -> {
            if (!closed) {
                if (agreed.dtls().isEmpty()) {
                    endKeying();
                    path.use(protection, loop.nowNanos());
                } else if (keying.filter(DtlsKeying::isInUse).isEmpty()) {
                    path.use(Protection.CLOSED, loop.nowNanos());
                }
                var found = useIce(ice, plan);
                apply(found, taken);
                agreed.dtls().ifPresent(dtls -> keying().use(dtls, agreed.rtcpMux(), found.remoteRtp()));
            }
        });
    }

    /**
     * What we have offered may come before the answer does, and is heard from its first packets on (RFC 3264 §5.1). Nothing is sent until {@link #run}. Ends a
     * {@link #pause}; does nothing where a stream runs.
     *
     * @param offered the formats of our offer under our numbers, codecs of the engine among them
     * @param keyed whether our offer has keys: nothing is heard then before the answer has said which keys, if any, the other side has (RFC 4568 §5.1.1), since what is encrypted
     *     would be taken for sound
     * @param dtls whether it has a fingerprint: the other side may begin its handshake before we have its answer (RFC 5763 §5), and what comes of it is kept till then
     */
    public void expect(List<PayloadMapping> offered, boolean keyed, boolean dtls) {
        var plan = AgreedPlan.expecting(offered, engine);
        loop.post(() -> {
            if (keyed && (paused || stream.isEmpty())) {
                path.use(Protection.CLOSED, loop.nowNanos());
            }
            if (dtls && !closed) {
                endKeying();
                keying();
            }
            expected = Optional.of(plan);
            if (paused) {
                paused = false;
                stream.ifPresent(running -> running.apply(plan));
            }
        });
    }

    /**
     * The stream is off: nothing is sent, RTCP neither, and what arrives is discarded (RFC 3264 §8.2). Its ports stay, and {@link #run} begins it again; digits that
     * are to be sent wait for that. Does nothing where none has run.
     */
    public void pause() {
        loop.post(() -> {
            paused = true;
            names.stop();
            stream.ifPresent(running -> running.apply(running.plan().toBuilder()
                    .direction(MediaDirection.INACTIVE)
                    .remote(Optional.empty(), Optional.empty())
                    .build()));
        });
    }

    /** Whether silence is described (RFC 3389) instead of sent where the other side takes that, from the next {@link #run} on; it is not, unless this says so. */
    public void sendComfortNoise(boolean wish) {
        sendsNoise = wish;
    }

    /**
     * Sends what the source gives, at the rate that it says.
     *
     * @throws IllegalArgumentException when that is no multiple of 100 from 8000 to 48000
     */
    public void attachSource(PcmSource attached) {
        PcmFormat.requireCallRate(attached.sampleRate());
        var guarded = Guarded.source(attached);
        loop.post(() -> {
            source = Optional.of(guarded);
            stream.ifPresent(s -> s.attachSource(guarded));
        });
    }

    public void detachSource() {
        loop.post(() -> {
            source = Optional.empty();
            stream.ifPresent(RtpStream::detachSource);
        });
    }

    /**
     * Gives what is heard to the sink, at the rate that it says.
     *
     * @throws IllegalArgumentException when that is no multiple of 100 from 8000 to 48000
     */
    public void attachSink(PcmSink attached) {
        PcmFormat.requireCallRate(attached.sampleRate());
        var guarded = Guarded.sink(attached);
        loop.post(() -> {
            sink = Optional.of(guarded);
            stream.ifPresent(s -> s.attachSink(guarded));
        });
    }

    public void detachSink() {
        loop.post(() -> {
            sink = Optional.empty();
            stream.ifPresent(RtpStream::detachSink);
        });
    }

    /** Tells each digit that comes as telephone event, on the media loop, when it begins. */
    public void listenForDigits(Consumer<Character> listener) {
        var hears = new DtmfListener() {
            @Override
            public void onDigitStarted(char digit) {
                listener.accept(digit);
            }

            @Override
            public void onDigitEnded(char digit, Duration length) {
                // Its beginning was told.
            }
        };
        loop.post(() -> {
            digitListener = Optional.of(hears);
            stream.ifPresent(s -> s.listenForDigits(hears));
        });
    }

    /** Sends digits as telephone events; the result is told on the media loop, when the last has been sent or none can be. */
    public void sendDigits(String digits, Duration length, Consumer<DigitsOutcome> result) {
        if (!loop.post(() -> sendOnLoop(digits, length, result))) {
            result.accept(DigitsOutcome.ENDED);
        }
    }

    private void sendOnLoop(String digits, Duration length, Consumer<DigitsOutcome> result) {
        if (closed || stream.isEmpty()) {
            result.accept(DigitsOutcome.ENDED);
        } else if (!isTaken(digits)) {
            result.accept(DigitsOutcome.NOT_SUPPORTED);
        } else if (!stream.get().sendDigits(digits, length)) {
            result.accept(DigitsOutcome.TOO_MANY);
        } else {
            digitsTaken += digits.length();
            sendingDigits.add(new SendingDigits(digitsTaken, result));
        }
    }

    /** RFC 4733 §2.5.1.1: no event is sent that the other side has not listed. */
    private boolean isTaken(String digits) {
        return events.filter(taken -> digits.chars().allMatch(digit -> taken.takesEvent(DtmfDigit.event((char) digit))))
                .isPresent();
    }

    private void settleDigits(long last, DigitsOutcome outcome) {
        while (!sendingDigits.isEmpty() && sendingDigits.get(0).last() <= last) {
            sendingDigits.remove(0).result().accept(outcome);
        }
    }

    /**
     * Gives the statistics so far, of an audio that is closed those of its end, on the media loop or, where there is none any more, at once; nothing when no stream has run.
     */
    public void statistics(Consumer<Optional<StreamStatistics>> receiver) {
        if (!loop.post(() -> receiver.accept(stream.map(s -> s.statistics(loop.nowNanos()))))) {
            receiver.accept(last);
        }
    }

    /** Gives what became of encrypted packets so far, on the media loop. */
    public void keyCounters(Consumer<SrtpCounters> receiver) {
        if (!loop.post(() -> receiver.accept(path.counters()))) {
            receiver.accept(SrtpCounters.NONE);
        }
    }

    /** Ends the stream and frees the ports. Closing twice does nothing. */
    public void close() {
        loop.post(() -> {
            if (!closed) {
                closed = true;
                alarm.cancel();
                names.stop();
                settleDigits(digitsTaken, DigitsOutcome.ENDED);
                stream.ifPresent(s -> s.close(loop.nowNanos()));
                last = stream.map(s -> s.statistics(loop.nowNanos()));
                endKeying();
                path.close();
                door.close();
            }
        });
    }

    /** Where ICE is used, the stream is told one place and no other, whatever path is in use. */
    private AudioPlan useIce(Optional<IceSession> session, AudioPlan plan) {
        if (door.ice().isEmpty()) {
            return plan;
        }
        var link = door.ice().get();
        session.ifPresentOrElse(agreed -> link.run(agreed, plan.rtcpMux() ? 1 : 2), link::doWithout);
        return session.isEmpty()
                ? plan
                : plan.toBuilder().remote(link.place(false), link.place(true)).build();
    }

    // --- on the media loop ----------------------------------------------------------------------------------------

    private DtlsKeying keying() {
        if (keying.isEmpty()) {
            var begun = new DtlsKeying(engine.dtls().orElseThrow(), loop, new KeyedStream());
            keying = Optional.of(begun);
            door.listenForDtls((datagram, from, overRtcp, now) -> begun.onDatagram(datagram, from, overRtcp));
        }
        return keying.get();
    }

    private void endKeying() {
        keying.ifPresent(DtlsKeying::close);
        keying = Optional.empty();
        path.shareWithReports();
    }

    /** What the handshakes of its keys see of this stream. */
    private final class KeyedStream implements DtlsKeying.Stream {
        @Override
        public void send(ByteBuffer datagram, InetSocketAddress to, boolean rtcp) {
            door.send(datagram, to, rtcp);
        }

        @Override
        public Optional<InetSocketAddress> place(boolean rtcp) {
            return rtcp ? remoteReports : stream.flatMap(RtpStream::remote);
        }

        @Override
        public boolean hasOnePlace() {
            return door.ice().filter(IceLink::isInUse).isPresent();
        }

        @Override
        public SrtpPath path() {
            return path;
        }

        @Override
        public void onOutcome(KeysOutcome outcome) {
            keysListener.accept(outcome);
        }
    }

    private void apply(AudioPlan plan, Optional<MediaFormat> taken) {
        paused = false;
        events = taken;
        if (taken.isEmpty()) {
            settleDigits(digitsTaken, DigitsOutcome.NOT_SUPPORTED);
        }
        var there = plan.remoteRtp();
        var reports = plan.remoteRtcp();
        names.ask(
                List.of(there, reports),
                rtp().getAddress(),
                () -> stream.ifPresent(running -> running.onFound(names.known(there), names.known(reports))));
        remoteReports = names.known(reports);
        var now = plan.toBuilder().remote(names.known(there), remoteReports).build();
        stream.ifPresentOrElse(running -> running.apply(now), () -> begin(now));
        alarm.set(stream.orElseThrow().nextDeadlineNanos());
    }

    private void begin(AudioPlan plan) {
        var started = new RtpStream(
                RtpStreamSettings.standard(engine.cname()),
                plan,
                this::send,
                engine.world().randomness(),
                loop.nowNanos());
        source.ifPresent(started::attachSource);
        sink.ifPresent(started::attachSink);
        digitListener.ifPresent(started::listenForDigits);
        stream = Optional.of(started);
    }

    private void send(ByteBuffer packet, InetSocketAddress to, boolean rtcp) {
        if (path.seal(packet)) {
            door.send(path.sealed(), to, rtcp);
        }
    }

    private void onTime() {
        stream.ifPresent(running -> {
            running.onTime(loop.nowNanos());
            settleDigits(digitsTaken - running.pendingDigits(), DigitsOutcome.SENT);
            alarm.set(running.nextDeadlineNanos());
        });
    }

    private void onDatagram(ByteBuffer datagram, InetSocketAddress from, long nowNanos) {
        // What is not authentic does not come as far as to be learned from (RFC 4568 §6.4.1).
        if (paused || closed || !path.open(datagram, nowNanos)) {
            return;
        }
        var packet = path.opened();
        if (stream.isEmpty() && expected.filter(plan -> isAudio(packet, plan)).isPresent()) {
            begin(expected.get());
            alarm.set(stream.orElseThrow().nextDeadlineNanos());
        }
        stream.ifPresent(running -> running.onPacket(packet, from, nowNanos));
    }

    private static boolean isAudio(ByteBuffer packet, AudioPlan plan) {
        var rtp = new RtpPacket();
        return PacketKind.of(packet) == PacketKind.RTP
                && rtp.parse(packet) == RtpParse.VALID
                && plan.receive().containsKey(rtp.payloadType());
    }
}
