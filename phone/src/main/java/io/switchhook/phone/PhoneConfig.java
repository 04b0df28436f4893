package io.switchhook.phone;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.phone.internal.engine.PhonePlan;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.stack.media.InstalledCodecs;
import io.switchhook.stack.media.PortRange;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of a phone. {@link #DEFAULT} fits most; the {@code with} methods change one thing each.
 *
 * @param listen where to take SIP; port 0 means any free port. By default UDP and TCP on all IPv4 addresses.
 * @param streams what secure connections need: whom we believe, by default the authorities that Java knows, and who we are, where that is asked
 * @param rtpPorts the range that audio ports are taken from
 * @param codecs what to offer and accept, the preferred first: by default PCMU, PCMA and G722
 * @param product the text of User-Agent and Server; some networks block names that begin with "VoIP" or "PBX"
 * @param closePatience how long {@link SoftPhone#close} waits for the other sides before it closes all the same; 4 ms more for each line, since lines
 *     unregister one after the other
 * @param byePatience how long it waits for the answers to its last BYEs
 * @param timers the timers of SIP; for tests and unusual networks
 * @param trace gets everything that goes over the wire
 * @param dtls what has DTLS for the keys of calls; empty, the default, for the add-on {@code switchhook-media-dtls} where that is there
 */
public record PhoneConfig(
        List<ListenPoint> listen,
        StreamSettings streams,
        PortRange rtpPorts,
        List<MediaFormat> codecs,
        String product,
        Duration closePatience,
        Duration byePatience,
        TimerValues timers,
        TraceSink trace,
        Optional<DtlsProvider> dtls) {

    public static final PhoneConfig DEFAULT = new PhoneConfig(
            List.of(new ListenPoint(TransportKind.UDP, any()), new ListenPoint(TransportKind.TCP, any())),
            StreamSettings.DEFAULT,
            PortRange.of(10_000, 20_000),
            List.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722),
            "Switchhook",
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            TimerValues.DEFAULT,
            TraceSink.NONE,
            Optional.empty());

    public PhoneConfig {
        listen = List.copyOf(listen);
        codecs = List.copyOf(codecs);
        Objects.requireNonNull(streams, "streams");
        Objects.requireNonNull(rtpPorts, "rtpPorts");
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(closePatience, "closePatience");
        Objects.requireNonNull(byePatience, "byePatience");
        Objects.requireNonNull(timers, "timers");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(dtls, "dtls");
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException("A phone needs at least one codec, PCMU for example");
        }
        codecs.forEach(PhoneConfig::requireCodec);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("A phone needs an address to listen on, for example udp:0.0.0.0:0");
        }
        if (product.isBlank() || !Printable.isClean(product)) {
            throw new IllegalArgumentException(
                    "The product must be a text without line ends and other control characters, but is \""
                            + Printable.escape(product) + "\"");
        }
        if (isNoPatience(closePatience) || isNoPatience(byePatience)) {
            throw new IllegalArgumentException("The patience to close with is 0 to 1 day, but not "
                    + Sentences.time(closePatience) + " and " + Sentences.time(byePatience));
        }
    }

    private static void requireCodec(MediaFormat format) {
        if (!InstalledCodecs.has(format)) {
            throw new IllegalArgumentException("There is no codec " + Printable.escape(format.rtpmap())
                    + "; this phone has "
                    + InstalledCodecs.formats().stream()
                            .map(MediaFormat::rtpmap)
                            .collect(Collectors.joining(", "))
                    + "; add-ons on its class path bring more, switchhook-opus for one");
        }
    }

    private static boolean isNoPatience(Duration time) {
        return time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0;
    }

    private static InetSocketAddress any() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 bytes are always an address", e);
        }
    }

    public PhoneConfig withListen(ListenPoint... points) {
        return new PhoneConfig(
                List.of(points), streams, rtpPorts, codecs, product, closePatience, byePatience, timers, trace, dtls);
    }

    public PhoneConfig withStreams(StreamSettings settings) {
        return new PhoneConfig(
                listen, settings, rtpPorts, codecs, product, closePatience, byePatience, timers, trace, dtls);
    }

    /** Believes these on secure connections, and nobody else. */
    public PhoneConfig withTrust(TlsTrust trust) {
        return withStreams(streams.withTrust(Objects.requireNonNull(trust, "trust")));
    }

    /** The bounds and the Pings of connections over WebSocket, and the path that servers are asked for when their account gives no URL. */
    public PhoneConfig withWebSocket(WebSocketSettings settings) {
        return withStreams(streams.withWebSocket(Objects.requireNonNull(settings, "settings")));
    }

    public PhoneConfig withRtpPorts(int min, int max) {
        return new PhoneConfig(
                listen,
                streams,
                PortRange.of(min, max),
                codecs,
                product,
                closePatience,
                byePatience,
                timers,
                trace,
                dtls);
    }

    /**
     * What to offer and accept, the preferred first: {@link InstalledCodecs#formats} tells what there is. Who answers mostly takes the first that it has, and we take the first of
     * theirs that we have (RFC 3264 §6.1).
     *
     * @throws IllegalArgumentException when there are none, or one that this phone has not
     */
    public PhoneConfig withCodecs(List<MediaFormat> formats) {
        return new PhoneConfig(
                listen, streams, rtpPorts, formats, product, closePatience, byePatience, timers, trace, dtls);
    }

    /**
     * The best sound first: Opus where its add-on is there, G722, then the others. By default the telephone's own come first, which everybody has and which cost next to nothing:
     * who offers G722 first to us gets it all the same.
     */
    public PhoneConfig withWideband() {
        var first = new ArrayList<MediaFormat>();
        InstalledCodecs.named(MediaFormat.OPUS.encoding()).ifPresent(first::add);
        first.add(MediaFormat.G722);
        codecs.stream()
                .filter(format -> first.stream().noneMatch(format::isSameEncoding))
                .forEach(first::add);
        return withCodecs(first);
    }

    public PhoneConfig withProduct(String text) {
        return new PhoneConfig(
                listen, streams, rtpPorts, codecs, text, closePatience, byePatience, timers, trace, dtls);
    }

    /** How long {@link SoftPhone#close} waits for the other sides before it closes all the same, 0 to 1 day; 4 s by default. */
    public PhoneConfig withClosePatience(Duration time) {
        return new PhoneConfig(listen, streams, rtpPorts, codecs, product, time, byePatience, timers, trace, dtls);
    }

    /** How long {@link SoftPhone#close} waits for the answers to its last BYEs, 0 to 1 day; half a second by default. */
    public PhoneConfig withByePatience(Duration time) {
        return new PhoneConfig(listen, streams, rtpPorts, codecs, product, closePatience, time, timers, trace, dtls);
    }

    public PhoneConfig withTimers(TimerValues values) {
        return new PhoneConfig(
                listen, streams, rtpPorts, codecs, product, closePatience, byePatience, values, trace, dtls);
    }

    public PhoneConfig withTrace(TraceSink sink) {
        return new PhoneConfig(
                listen, streams, rtpPorts, codecs, product, closePatience, byePatience, timers, sink, dtls);
    }

    /** Takes DTLS from there instead of the add-on that is installed: from another library, or in tests. */
    public PhoneConfig withDtls(DtlsProvider provider) {
        return new PhoneConfig(
                listen,
                streams,
                rtpPorts,
                codecs,
                product,
                closePatience,
                byePatience,
                timers,
                trace,
                Optional.of(provider));
    }

    PhonePlan plan() {
        var stack = StackConfig.listeningOn(listen)
                .withStreams(streams)
                .withProduct(product)
                .withTimers(timers)
                .withTrace(trace);
        return new PhonePlan(stack, rtpPorts, codecs, trace, dtls, closePatience, byePatience);
    }
}
