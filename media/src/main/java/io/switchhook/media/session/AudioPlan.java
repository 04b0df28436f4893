package io.switchhook.media.session;

import io.switchhook.base.text.Sentences;
import io.switchhook.media.codec.CodecFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What offer and answer agreed on for one audio stream.
 *
 * @param direction seen from here
 * @param sendType payload type of what we send
 * @param sendCodec its codec, as the other side wants it; one channel of PCM
 * @param receive every payload type the other side may send audio with
 * @param sendEvents how we send telephone events; absent when the other side takes none
 * @param receiveEvents how telephone events may come: with several codecs at several clock rates
 * @param sendNoise how we describe the noise around instead of sending it while nobody speaks (RFC 3389); absent for audio all the time
 * @param receiveNoise how the other side may do so: the static payload type 13 is understood unasked, where it is not given to audio
 * @param frame length of a packet, 10 to 120 ms in steps of 10
 * @param remoteRtp where the other side wants audio; absent when unknown or withheld, and as good as absent when unresolved
 * @param remoteRtcp where it wants RTCP; absent for the next port
 * @param rtcpMux whether RTCP goes through the RTP port (RFC 5761)
 * @param signallingHost where its SIP really comes from, when that may vouch for a source of audio
 * @param reports the extended reports that the other side asks for
 */
public record AudioPlan(
        MediaDirection direction,
        int sendType,
        CodecFactory sendCodec,
        Map<Integer, CodecFactory> receive,
        Optional<EventFormat> sendEvents,
        List<EventFormat> receiveEvents,
        Optional<NoiseFormat> sendNoise,
        List<NoiseFormat> receiveNoise,
        Duration frame,
        Optional<InetSocketAddress> remoteRtp,
        Optional<InetSocketAddress> remoteRtcp,
        boolean rtcpMux,
        Optional<InetAddress> signallingHost,
        WantedReports reports) {

    public AudioPlan {
        receive = Map.copyOf(receive);
        receiveEvents = List.copyOf(receiveEvents);
        receiveNoise = List.copyOf(receiveNoise);
        checkType(sendType);
        receive.keySet().forEach(AudioPlan::checkType);
        if (sendCodec.channels() != 1 || receive.values().stream().anyMatch(codec -> codec.channels() != 1)) {
            throw new IllegalArgumentException("A stream has one channel");
        }
        long millis = frame.toMillis();
        if (millis < 10 || millis > 120 || frame.toNanos() % 10_000_000 != 0) {
            throw new IllegalArgumentException(
                    "A packet lasts 10 to 120 ms in steps of 10, not " + Sentences.time(frame));
        }
    }

    static void checkType(int type) {
        if (type < 0 || type > 127) {
            throw new IllegalArgumentException("Payload type must be 0 to 127, is " + type);
        }
    }

    /** An unresolved address is the name of a place that is not known. */
    static Optional<InetSocketAddress> resolved(Optional<InetSocketAddress> address) {
        return address.isPresent() && address.get().isUnresolved() ? Optional.empty() : address;
    }

    /** A plan that sends and receives one codec in packets of 20 ms, to be changed with the builder's methods. */
    public static Builder builder(int payloadType, CodecFactory codec) {
        return new Builder(payloadType, codec);
    }

    /** A builder that starts from this plan. */
    public Builder toBuilder() {
        var builder = new Builder(sendType, sendCodec);
        builder.receive.clear();
        builder.receive.putAll(receive);
        builder.direction = direction;
        builder.sendEvents = sendEvents;
        builder.receiveEvents = receiveEvents;
        builder.sendNoise = sendNoise;
        builder.receiveNoise = receiveNoise;
        builder.frame = frame;
        builder.remoteRtp = remoteRtp;
        builder.remoteRtcp = remoteRtcp;
        builder.rtcpMux = rtcpMux;
        builder.signallingHost = signallingHost;
        builder.reports = reports;
        return builder;
    }

    /** Builds a plan. */
    public static final class Builder {
        private final Map<Integer, CodecFactory> receive = new LinkedHashMap<>();
        private int sendType;
        private CodecFactory sendCodec;
        private MediaDirection direction = MediaDirection.SEND_RECEIVE;
        private Optional<EventFormat> sendEvents = Optional.empty();
        private List<EventFormat> receiveEvents = List.of();
        private Optional<NoiseFormat> sendNoise = Optional.empty();
        private List<NoiseFormat> receiveNoise = List.of();
        private Duration frame = Duration.ofMillis(20);
        private Optional<InetSocketAddress> remoteRtp = Optional.empty();
        private Optional<InetSocketAddress> remoteRtcp = Optional.empty();
        private boolean rtcpMux;
        private Optional<InetAddress> signallingHost = Optional.empty();
        private WantedReports reports = WantedReports.NONE;

        private Builder(int payloadType, CodecFactory codec) {
            send(payloadType, codec);
            receive(payloadType, codec);
        }

        /** What we send. */
        public Builder send(int payloadType, CodecFactory codec) {
            sendType = payloadType;
            sendCodec = codec;
            return this;
        }

        /** One more payload type that may be received. */
        public Builder receive(int payloadType, CodecFactory codec) {
            receive.put(payloadType, codec);
            return this;
        }

        public Builder direction(MediaDirection value) {
            direction = value;
            return this;
        }

        /** Telephone events as we send them, and as the other side may. */
        public Builder events(Optional<EventFormat> sent, List<EventFormat> received) {
            sendEvents = sent;
            receiveEvents = received;
            return this;
        }

        /** Telephone events with one payload type both ways, at the clock rate of the codec that is sent. */
        public Builder events(int payloadType) {
            var format = new EventFormat(payloadType, sendCodec.name().clockRate());
            return events(Optional.of(format), List.of(format));
        }

        /** Comfort noise as we send it, and as the other side may. */
        public Builder noise(Optional<NoiseFormat> sent, List<NoiseFormat> received) {
            sendNoise = sent;
            receiveNoise = received;
            return this;
        }

        public Builder frame(Duration value) {
            frame = value;
            return this;
        }

        public Builder remote(InetSocketAddress rtp) {
            return remote(Optional.of(rtp), Optional.empty());
        }

        public Builder remote(Optional<InetSocketAddress> rtp, Optional<InetSocketAddress> rtcp) {
            remoteRtp = rtp;
            remoteRtcp = rtcp;
            return this;
        }

        public Builder rtcpMux(boolean value) {
            rtcpMux = value;
            return this;
        }

        public Builder signallingHost(Optional<InetAddress> value) {
            signallingHost = value;
            return this;
        }

        public Builder reports(WantedReports value) {
            reports = value;
            return this;
        }

        public AudioPlan build() {
            return new AudioPlan(
                    direction,
                    sendType,
                    sendCodec,
                    receive,
                    sendEvents,
                    receiveEvents,
                    sendNoise,
                    receiveNoise,
                    frame,
                    remoteRtp,
                    remoteRtcp,
                    rtcpMux,
                    signallingHost,
                    reports);
        }
    }
}
