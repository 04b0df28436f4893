package io.switchhook.stack.media;

import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.dtmf.TelephoneEvent;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.EventFormat;
import io.switchhook.media.session.MediaDirection;
import io.switchhook.media.session.NoiseFormat;
import io.switchhook.media.session.WantedReports;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtcpXrAttribute;
import io.switchhook.sdp.negotiation.AgreedStream;
import java.util.List;
import java.util.Optional;

/** From what two descriptions come to to what a stream does. */
final class AgreedPlan {
    private AgreedPlan() {}

    /**
     * A stream with all codecs of the engine that were agreed on.
     *
     * @param agreed what is sent is one of them
     * @param sendsNoise whether silence is described instead of sent, where the other side takes that
     */
    static AudioPlan.Builder of(AgreedStream agreed, boolean sendsNoise, MediaEngine engine) {
        var send = agreed.sendFormat();
        var codec = codecOf(send, engine);
        var builder = AudioPlan.builder(send.payloadType(), codec);
        for (var mapping : agreed.receiveFormats()) {
            if (!mapping.format().isAuxiliary()) {
                engine.codecOf(mapping.format()).ifPresent(found -> builder.receive(mapping.payloadType(), found));
            }
        }
        return builder.direction(directionOf(agreed.direction()))
                .events(
                        agreed.telephoneEventToSend().map(AgreedPlan::eventOf),
                        eventsIn(agreed.telephoneEventsToReceive()))
                .noise(
                        agreed.comfortNoiseToSend().filter(taken -> sendsNoise).map(AgreedPlan::noiseOf),
                        noiseIn(agreed.comfortNoiseToReceive()))
                .frame(MediaEngine.packetOf(agreed, codec))
                .remote(agreed.remoteRtp().destination(), agreed.remoteRtcp().flatMap(MediaAddress::destination))
                .rtcpMux(agreed.rtcpMux())
                .reports(reportsOf(agreed.reports()));
    }

    /** RFC 3611 §5.1. */
    private static WantedReports reportsOf(RtcpXrAttribute wanted) {
        var answerers = wanted.roundTripMode()
                .map(mode -> mode.equals("all") ? WantedReports.Answerers.ALL : WantedReports.Answerers.SENDERS)
                .orElse(WantedReports.Answerers.NOBODY);
        return new WantedReports(wanted.wantsVoipMetrics(), answerers);
    }

    /**
     * What may come before our offer is answered.
     *
     * @param offered codecs of the engine, and what goes with them
     */
    static AudioPlan expecting(List<PayloadMapping> offered, MediaEngine engine) {
        var codecs = offered.stream()
                .filter(mapping -> !mapping.format().isAuxiliary())
                .toList();
        var builder = AudioPlan.builder(codecs.get(0).payloadType(), codecOf(codecs.get(0), engine));
        codecs.forEach(mapping -> builder.receive(mapping.payloadType(), codecOf(mapping, engine)));
        return builder.direction(MediaDirection.RECEIVE_ONLY)
                .events(Optional.empty(), eventsIn(offered))
                .noise(Optional.empty(), noiseIn(offered))
                .build();
    }

    private static CodecFactory codecOf(PayloadMapping mapping, MediaEngine engine) {
        return engine.codecOf(mapping.format()).orElseThrow();
    }

    private static EventFormat eventOf(PayloadMapping mapping) {
        return new EventFormat(
                mapping.payloadType(),
                mapping.format().clockRate(),
                mapping.format().takesEvent(TelephoneEvent.FLASH));
    }

    private static NoiseFormat noiseOf(PayloadMapping mapping) {
        return new NoiseFormat(mapping.payloadType(), mapping.format().clockRate());
    }

    private static List<EventFormat> eventsIn(List<PayloadMapping> formats) {
        return formats.stream()
                .filter(mapping -> mapping.format().isTelephoneEvent())
                .map(AgreedPlan::eventOf)
                .toList();
    }

    private static List<NoiseFormat> noiseIn(List<PayloadMapping> formats) {
        return formats.stream()
                .filter(mapping -> mapping.format().isComfortNoise())
                .map(AgreedPlan::noiseOf)
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
