package io.switchhook.stack.media;

import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.EventFormat;
import io.switchhook.media.session.MediaDirection;
import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.negotiation.AgreedStream;
import java.util.List;

/** From what two descriptions come to to what a stream does. */
final class AgreedPlan {
    private AgreedPlan() {}

    /**
     * A stream with all codecs of the engine that were agreed on.
     *
     * @param agreed what is sent is one of them
     */
    static AudioPlan.Builder of(AgreedStream agreed, MediaEngine engine) {
        var send = agreed.sendFormat();
        var codec = codecOf(send, engine);
        var builder = AudioPlan.builder(send.payloadType(), codec);
        for (var mapping : agreed.receiveFormats()) {
            if (!mapping.format().isAuxiliary()) {
                engine.codecOf(mapping.format()).ifPresent(found -> builder.receive(mapping.payloadType(), found));
            }
        }
        return builder.direction(directionOf(agreed.direction()))
                .events(agreed.telephoneEventToSend().map(AgreedPlan::eventOf), eventsIn(agreed.receiveFormats()))
                .frame(MediaEngine.packetOf(agreed, codec))
                .remote(agreed.remoteRtp().destination(), agreed.remoteRtcp().flatMap(MediaAddress::destination))
                .rtcpMux(agreed.rtcpMux());
    }

    static CodecFactory codecOf(PayloadMapping mapping, MediaEngine engine) {
        return engine.codecOf(mapping.format()).orElseThrow();
    }

    private static EventFormat eventOf(PayloadMapping mapping) {
        return new EventFormat(mapping.payloadType(), mapping.format().clockRate());
    }

    /** The telephone events among them. */
    static List<EventFormat> eventsIn(List<PayloadMapping> formats) {
        return formats.stream()
                .filter(mapping -> mapping.format().isTelephoneEvent())
                .map(AgreedPlan::eventOf)
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
