package io.switchhook.stack.media;

import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.EventFormat;
import io.switchhook.media.session.MediaDirection;
import io.switchhook.media.session.NoiseFormat;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.negotiation.AgreedStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** From descriptions to the plan of a stream. */
final class AudioPlans {
    private AudioPlans() {}

    /**
     * What offer and answer have agreed on.
     *
     * @param sendsNoise whether silence is described instead of sent, where the other side takes that
     */
    static AudioPlan of(
            AgreedStream agreed, Optional<InetAddress> signallingHost, boolean sendsNoise, MediaEngine engine) {
        var send = agreed.sendFormat();
        var codec = engine.codecOf(send.format()).orElseThrow();
        return receiving(AudioPlan.builder(send.payloadType(), codec), agreed.receiveFormats(), engine)
                .direction(directionOf(agreed.direction()))
                .events(
                        agreed.telephoneEventToSend().map(AudioPlans::eventOf),
                        eventsIn(agreed.telephoneEventsToReceive()))
                .noise(
                        agreed.comfortNoiseToSend().filter(taken -> sendsNoise).map(AudioPlans::noiseOf),
                        noiseIn(agreed.comfortNoiseToReceive()))
                .frame(MediaEngine.packetOf(agreed, codec))
                .remote(agreed.remoteRtp().destination(), agreed.remoteRtcp().flatMap(MediaAddress::destination))
                .rtcpMux(agreed.rtcpMux())
                .signallingHost(signallingHost)
                .build();
    }

    /** What may come before our offer is answered. */
    static AudioPlan expecting(List<PayloadMapping> offered, MediaEngine engine) {
        var first = offered.stream()
                .filter(mapping -> !mapping.format().isAuxiliary())
                .findFirst()
                .orElseThrow();
        return receiving(AudioPlan.builder(first.payloadType(), codecOf(first, engine)), offered, engine)
                .direction(MediaDirection.RECEIVE_ONLY)
                .events(Optional.empty(), eventsIn(offered))
                .noise(Optional.empty(), noiseIn(offered))
                .build();
    }

    private static AudioPlan.Builder receiving(
            AudioPlan.Builder builder, List<PayloadMapping> formats, MediaEngine engine) {
        formats.stream()
                .filter(mapping -> !mapping.format().isAuxiliary())
                .forEach(mapping -> builder.receive(mapping.payloadType(), codecOf(mapping, engine)));
        return builder;
    }

    private static CodecFactory codecOf(PayloadMapping mapping, MediaEngine engine) {
        return engine.codecOf(mapping.format()).orElseThrow();
    }

    private static EventFormat eventOf(PayloadMapping mapping) {
        return new EventFormat(mapping.payloadType(), mapping.format().clockRate());
    }

    private static NoiseFormat noiseOf(PayloadMapping mapping) {
        return new NoiseFormat(mapping.payloadType(), mapping.format().clockRate());
    }

    private static List<EventFormat> eventsIn(List<PayloadMapping> formats) {
        return formats.stream()
                .filter(mapping -> mapping.format().isTelephoneEvent())
                .map(AudioPlans::eventOf)
                .toList();
    }

    private static List<NoiseFormat> noiseIn(List<PayloadMapping> formats) {
        return formats.stream()
                .filter(mapping -> mapping.format().isComfortNoise())
                .map(AudioPlans::noiseOf)
                .toList();
    }

    private static MediaDirection directionOf(Direction direction) {
        return switch (direction) {
            case SENDRECV -> MediaDirection.SEND_RECEIVE;
            case SENDONLY -> MediaDirection.SEND_ONLY;
            case RECVONLY -> MediaDirection.RECEIVE_ONLY;
            case INACTIVE -> MediaDirection.INACTIVE;
        };
    }
}
