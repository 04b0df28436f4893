package io.switchhook.testkit;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.DatagramPort;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.world.World;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A raw RTP endpoint for tests: sends a tone as G.711, 20 ms a packet, and tells which tones it hears. It owes nothing
 * to the
 * library's media code. Methods are called by the test thread, outside of any loop.
 */
public final class RtpProbe implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int SAMPLES = 160;
    private static final long PACKET_NANOS = 20_000_000L;
    private static final double LOUDNESS = 8_000;
    private static final int PCMU = 0;
    private static final int PCMA = 8;
    private static final int TELEPHONE_EVENT = 101;

    /** Without packets for so long there is nothing to hear. */
    private static final long FRESH_NANOS = 100_000_000L;

    private static final Pattern CONNECTION = Pattern.compile("(?m)^c=IN IP[46] (\\S+?)\\s*$");
    private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio (\\d{1,5}) ");

    private final Pump pump;
    private final Loop loop;
    private final DatagramPort port;
    private final Alarm pacer;
    private final G711Table muLaw = G711Table.muLaw();
    private final G711Table aLaw = G711Table.aLaw();
    private final ToneEar ear = new ToneEar();
    private final Set<InetSocketAddress> sources = new LinkedHashSet<>();
    private final Set<Long> synchronizationSources = new LinkedHashSet<>();
    private final Set<Long> eventTimestamps = new LinkedHashSet<>();
    private final List<Integer> events = new ArrayList<>();
    private final int ssrc;
    private int payloadType = PCMA;
    private int hertz;
    private Optional<InetSocketAddress> remote = Optional.empty();
    private int sequence;
    private long sentSamples;
    private long nextNanos;
    private boolean marker;
    private int received;
    private int missing;
    private int lastSequence = -1;
    private long lastNanos;
    private boolean closed;

    private RtpProbe(String name, World world, Pump pump, InetSocketAddress local) throws IOException {
        this.pump = pump;
        this.loop = world.openLoop("rtp " + name);
        this.port = world.network().openDatagramPort(loop, local, this::onPacket);
        this.pacer = loop.alarm(this::onPace);
        this.ssrc = (int) world.randomness().nextLong();
        this.sequence = world.randomness().nextInt(0x8000);
    }

    /**
     * Opens the probe.
     *
     * @param local an address of the world, not the wildcard; port 0 for any
     */
    public static RtpProbe open(String name, World world, Pump pump, InetSocketAddress local) throws IOException {
        return new RtpProbe(name, world, pump, local);
    }

    public InetSocketAddress address() {
        return port.local();
    }

    /** An offer, or an answer, of PCMA, PCMU and telephone-event for this probe. */
    public String sdp() {
        return sdp("sendrecv");
    }

    /** @param direction {@code sendrecv}, {@code sendonly}, {@code recvonly} or {@code inactive} */
    public String sdp(String direction) {
        var family = port.local().getAddress() instanceof Inet6Address ? "IP6" : "IP4";
        var host = IpLiteral.asText(port.local().getAddress());
        return String.join(
                "\r\n",
                "v=0",
                "o=probe " + (ssrc & 0xffffffffL) + " 1 IN " + family + " " + host,
                "s=-",
                "c=IN " + family + " " + host,
                "t=0 0",
                "m=audio " + port.local().getPort() + " RTP/AVP 8 0 101",
                "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:101 telephone-event/8000",
                "a=fmtp:101 0-15",
                "a=" + direction,
                "");
    }

    /**
     * Where a description wants its audio.
     *
     * @throws IllegalArgumentException when it has no address literal or audio
     * port
     */
    public static InetSocketAddress mediaAddress(String sdp) {
        int section = Math.max(0, sdp.indexOf("m=audio"));
        var own = CONNECTION.matcher(sdp.substring(section));
        var session = CONNECTION.matcher(sdp);
        var audio = AUDIO.matcher(sdp);
        if ((own.find() || session.find()) && audio.find()) {
            var host = IpLiteral.parse(own.reset(sdp.substring(section)).find() ? own.group(1) : session.group(1));
            int audioPort = Integer.parseInt(audio.group(1));
            if (host.isPresent() && audioPort < 65_536) {
                return new InetSocketAddress(host.get(), audioPort);
            }
        }
        throw new IllegalArgumentException("Expected a description with an address and an audio port:\n" + sdp);
    }

    /** Sends as PCMU instead of PCMA. */
    public RtpProbe sendPcmu() {
        payloadType = PCMU;
        return this;
    }

    /** Begins to send a tone, or changes tone and destination; 0 Hz is digital silence. */
    public void sendTone(int toneHertz, InetSocketAddress to) {
        onLoop(() -> {
            hertz = toneHertz;
            remote = Optional.of(to);
            marker = true;
            if (!pacer.isSet()) {
                nextNanos = loop.nowNanos();
                pacer.set(nextNanos);
            }
            return to;
        });
    }

    /** Stops sending. */
    public void stop() {
        onLoop(() -> {
            pacer.cancel();
            return port;
        });
    }

    private <T> T onLoop(Supplier<T> task) {
        return pump.call(loop, task);
    }

    private void onPace() {
        remote.ifPresent(to -> port.send(packet(), to));
        nextNanos += PACKET_NANOS;
        pacer.set(nextNanos);
    }

    private ByteBuffer packet() {
        var law = payloadType == PCMA ? aLaw : muLaw;
        var packet = ByteBuffer.allocate(HEADER + SAMPLES)
                .put((byte) 0x80)
                .put((byte) (payloadType | (marker ? 0x80 : 0)))
                .putShort((short) sequence++)
                .putInt((int) sentSamples)
                .putInt(ssrc);
        marker = false;
        for (int i = 0; i < SAMPLES; i++) {
            double value = hertz == 0 ? 0 : LOUDNESS * Math.sin(2 * Math.PI * hertz * sentSamples / 8_000.0);
            packet.put(law.encode((short) Math.round(value)));
            sentSamples++;
        }
        return packet.flip();
    }

    private synchronized void onPacket(ByteBuffer packet, InetSocketAddress from, long nowNanos) {
        int type = packet.remaining() < HEADER ? -1 : packet.get(1) & 0x7f;
        boolean version2 = packet.remaining() >= HEADER && (packet.get(0) & 0xc0) == 0x80;
        if (!version2 || (type != PCMU && type != PCMA && type != TELEPHONE_EVENT)) {
            return;
        }
        received++;
        sources.add(from);
        synchronizationSources.add(packet.getInt(8) & 0xffffffffL);
        int number = packet.getShort(2) & 0xffff;
        int gap = lastSequence < 0 ? 0 : (short) (number - lastSequence - 1);
        missing += Math.max(0, gap);
        lastSequence = number;
        int start = HEADER + 4 * (packet.get(0) & 0x0f);
        if (type == TELEPHONE_EVENT) {
            onEvent(packet, start);
        } else {
            listen(packet, start, type == PCMA ? aLaw : muLaw, nowNanos);
        }
    }

    private void onEvent(ByteBuffer packet, int start) {
        if (packet.limit() > start && eventTimestamps.add(packet.getInt(4) & 0xffffffffL)) {
            events.add(packet.get(start) & 0xff);
        }
    }

    private void listen(ByteBuffer packet, int start, G711Table law, long nowNanos) {
        if (nowNanos - lastNanos > FRESH_NANOS) {
            ear.forget();
        }
        lastNanos = nowNanos;
        for (int i = start; i < packet.limit(); i++) {
            ear.hear(law.decode(packet.get(i)));
        }
    }

    private boolean isFresh() {
        return loop.nowNanos() - lastNanos <= FRESH_NANOS;
    }

    /** Whether this tone is a good part of what came in during the last 160 ms. */
    public synchronized boolean hears(int toneHertz) {
        return isFresh() && ear.hears(toneHertz);
    }

    /** Whether nothing came in during the last 100 ms, or only silence. */
    public synchronized boolean hearsNothing() {
        return !isFresh() || (ear.isFull() && ear.isQuiet());
    }

    /**
     * Waits until the tone is heard.
     *
     * @throws AssertionError when it is not within that time
     */
    public void expectTone(int toneHertz, Duration atMost) {
        if (!pump.until(() -> hears(toneHertz), atMost)) {
            throw new AssertionError("Expected to hear " + toneHertz + " Hz within " + Sentences.time(atMost)
                    + ", but did not; " + packets() + " packets came from " + sources());
        }
    }

    /**
     * Waits until nothing is heard.
     *
     * @throws AssertionError when something still is after that time
     */
    public void expectSilence(Duration atMost) {
        if (!pump.until(this::hearsNothing, atMost)) {
            throw new AssertionError("Expected silence within " + Sentences.time(atMost) + ", but there was sound");
        }
    }

    /** How many RTP packets have come in. */
    public synchronized int packets() {
        return received;
    }

    /** How many sequence numbers were skipped; one that comes late is not taken back. */
    public synchronized int missingPackets() {
        return missing;
    }

    /** Where packets came from, in order of first appearance. */
    public synchronized List<InetSocketAddress> sources() {
        return List.copyOf(sources);
    }

    /** SSRCs in order of first appearance. */
    public synchronized List<Long> synchronizationSources() {
        return List.copyOf(synchronizationSources);
    }

    /** Telephone events (RFC 4733) that came in, each once: 0 to 9, 10 for star, 11 for pound, 12 to 15 for A to D. */
    public synchronized List<Integer> telephoneEvents() {
        return List.copyOf(events);
    }

    /** Stops and closes port and loop. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onLoop(() -> {
                pacer.cancel();
                port.close();
                return port;
            });
            loop.close();
        }
    }
}
