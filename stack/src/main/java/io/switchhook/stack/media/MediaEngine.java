package io.switchhook.stack.media;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.ice.IcePace;
import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.Codecs;
import io.switchhook.media.codec.G722;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.sdp.Fingerprint;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sdp.negotiation.OwnDtls;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** The media of one phone or PBX: its loop, its range of ports and its codecs. */
public final class MediaEngine implements AutoCloseable {
    private static final int SHORTEST_PACKET_MILLIS = 10;
    private static final int LONGEST_PACKET_MILLIS = 120;
    /** Of 36 signs each: 124 bits. */
    private static final int TLS_ID_LENGTH = 24;

    private final World world;
    private final Loop loop;
    private final PortRange range;
    private final Codecs codecs;
    private final List<MediaFormat> formats;
    private final TraceSink trace;
    private final String cname;
    private final Set<PortPair> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean saidKeysAreReadable = new AtomicBoolean();
    private final Optional<DtlsProvider> dtlsProvider;
    private Optional<DtlsEndpoint> dtls = Optional.empty();
    private boolean closed;
    private final IcePace icePace = new IcePace();
    private int nextPair;

    /**
     * @param formats what to offer and accept, the preferred first
     * @throws IllegalArgumentException when there is no codec for one of them
     */
    public MediaEngine(World world, PortRange range, List<MediaFormat> formats, TraceSink trace) {
        this(world, range, formats, trace, Optional.empty());
    }

    /**
     * @param formats what to offer and accept, the preferred first
     * @param dtls what has DTLS; empty for the add-on that is installed, if there is one
     * @throws IllegalArgumentException when there is no codec for one of them
     */
    public MediaEngine(
            World world, PortRange range, List<MediaFormat> formats, TraceSink trace, Optional<DtlsProvider> dtls) {
        this.dtlsProvider = dtls;
        this.world = world;
        this.range = range;
        this.formats = List.copyOf(formats);
        this.codecs = InstalledCodecs.only(formats);
        this.trace = trace;
        this.loop = world.openLoop("switchhook-media");
        this.cname = world.randomness().nextToken(16);
        this.nextPair = world.randomness().nextInt(Math.max(1, range.pairs()));
    }

    public List<MediaFormat> formats() {
        return formats;
    }

    /** Whether one of the codecs carries more than the telephone does. */
    public boolean hasWideband() {
        // RFC 3551 §4.5.2: the clock of G.722 says nothing of its rate.
        return codecs.names().stream()
                .anyMatch(codec -> codec.clockRate() > PcmFormat.NARROWBAND_RATE || codec.equals(G722.WIDEBAND.name()));
    }

    /**
     * Opens the ports of an audio stream that ends here. From any thread.
     *
     * @throws IOException when no port of the range is free; the message says so
     */
    public AudioSession openAudio(InetAddress local) throws IOException {
        return new AudioSession(this, local);
    }

    /**
     * Which of our addresses the audio of a call that comes in is to have: the one that was called; but where the caller wants its audio at an address of the other family, as
     * behind a gateway between IPv4 and IPv6, the one of ours that leads there, if there is one.
     *
     * @param called our end of the signalling
     * @param offer the caller's description; one that cannot be read changes nothing here
     */
    public InetAddress addressFor(InetAddress called, Optional<String> offer) {
        return AudioAddress.of(called, offer, world.network());
    }

    /** A stream that is passed on between two sides; it opens ports as somebody on a side has to be told of one. From any thread. */
    public RelaySession openRelay() {
        return new RelaySession(this);
    }

    /** A room in which several sides hear each other; it costs nothing while nobody is in it. From any thread. */
    public MixSession openMix() {
        return new MixSession(this);
    }

    /** Says once in the log that whoever can read the signalling can decrypt the media (RFC 4568 §8.3): its keys went over that transport. From any thread. */
    public void onReadableKeys(TransportKind kind) {
        if (!saidKeysAreReadable.getAndSet(true)) {
            LoggerFactory.getLogger(MediaEngine.class)
                    .warn(
                            "Keys of encrypted audio go over {}: whoever can read that can decrypt the audio; use TLS (this is said once)",
                            kind);
        }
    }

    /**
     * What we have for DTLS on one more media line, under a name of its own. The first time a certificate is made for it, which takes some tenths of a second and serves until
     * this is closed. From any thread.
     */
    public OwnDtls ownDtls() {
        return dtls().map(found -> OwnDtls.of(
                        List.of(Fingerprint.of(Fingerprint.SHA_256, found.certificate())),
                        world.randomness().nextToken(TLS_ID_LENGTH)))
                .orElseGet(() -> OwnDtls.missing(InstalledDtls.MISSING));
    }

    /** What {@link #dtls} has made, if it has. */
    synchronized Optional<DtlsEndpoint> dtlsInUse() {
        return dtls;
    }

    /** Makes that certificate now, beside all loops, where calls that need it are to be expected; does nothing without the add-on. From any thread. */
    public void prepareDtls() {
        world.openLane("switchhook-dtls").submit(this::dtls);
    }

    synchronized Optional<DtlsEndpoint> dtls() {
        if (dtls.isEmpty() && !closed) {
            dtls = dtlsProvider.or(InstalledDtls::find).map(DtlsProvider::open);
        }
        return dtls;
    }

    /** Closes the loop and with it what is still open. From any thread. */
    @Override
    public void close() {
        loop.post(() -> List.copyOf(open).forEach(this::closePorts));
        loop.close();
        synchronized (this) {
            closed = true;
            dtls.ifPresent(DtlsEndpoint::close);
            dtls = Optional.empty();
        }
    }

    World world() {
        return world;
    }

    Loop loop() {
        return loop;
    }

    /** On the media loop. */
    IcePace icePace() {
        return icePace;
    }

    String cname() {
        return cname;
    }

    /**
     * How long our packets are: as the other side would like them (RFC 3264 §5.1, §6.1), in whole tens of milliseconds that the codec can make, and no longer than goes into a
     * datagram of any network.
     */
    static Duration packetOf(AgreedStream agreed, CodecFactory codec) {
        int tens = agreed.sendPtimeMillis() / SHORTEST_PACKET_MILLIS;
        int most = LONGEST_PACKET_MILLIS / SHORTEST_PACKET_MILLIS;
        return codec.packet(Duration.ofMillis((long) SHORTEST_PACKET_MILLIS * Math.max(1, Math.min(most, tens))));
    }

    /** The codec of a format that both sides have, as who has described it wants it. */
    Optional<CodecFactory> codecOf(MediaFormat format) {
        return codecs.find(InstalledCodecs.nameOf(format)).map(codec -> codec.towards(format.fmtp()));
    }

    /** Takes the next free pair after the last one taken, so that a port rests after use and late packets of an old call meet nobody. */
    PortPair openPorts(InetAddress local, PortReceiver receiver) throws IOException {
        IOException last = new IOException("the range is too small");
        for (int tried = 0; tried < range.pairs(); tried++) {
            int port = range.rtpPort(takePair());
            if (range.usable(port)) {
                try {
                    var pair = PortPair.open(world, loop, local, port, receiver, trace);
                    open.add(pair);
                    return pair;
                } catch (IOException e) {
                    last = e;
                }
            }
        }
        throw new IOException(
                "No RTP port is free between " + range.min() + " and " + range.max()
                        + "; widen the range or end calls (" + last.getMessage() + ")",
                last);
    }

    /** On the media loop. */
    void closePorts(PortPair pair) {
        if (open.remove(pair)) {
            pair.close();
        }
    }

    private synchronized int takePair() {
        int pair = nextPair;
        nextPair = (nextPair + 1) % range.pairs();
        return pair;
    }
}
