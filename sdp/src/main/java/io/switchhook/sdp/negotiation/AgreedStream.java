package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.Direction;
import io.switchhook.sdp.MediaAddress;
import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.RtcpXrAttribute;
import java.util.List;
import java.util.Optional;

/**
 * How to run one media line that both sides use.
 *
 * @param direction ours: what we may do now, with the holds of both sides and a peer at 0.0.0.0 taken into account
 * @param peerDirection as the peer's description says, from its side
 * @param sendFormats what the peer understands and we have, the preferred first, under the <em>peer's</em> numbers
 * @param receiveFormats what the peer may send to us, under <em>our</em> numbers
 * @param remoteRtp where to send RTP
 * @param remoteRtcp where to send RTCP; the RTP address with rtcp-mux; empty when there is none
 * @param rtcpMux whether RTCP shares the RTP port, which both sides must want (RFC 5761 §5.1.1)
 * @param sendPtimeMillis milliseconds of media to put into each packet
 * @param crypto the keys, where they stand in the descriptions (RFC 4568); empty when the media is plain, or protected in another way
 * @param dtls the association that gives the keys (RFC 5763); empty when the media is plain, or protected in another way
 * @param reports the extended reports that the peer asks for (RFC 3611 §5)
 */
public record AgreedStream(
        Direction direction,
        Direction peerDirection,
        List<PayloadMapping> sendFormats,
        List<PayloadMapping> receiveFormats,
        MediaAddress remoteRtp,
        Optional<MediaAddress> remoteRtcp,
        boolean rtcpMux,
        int sendPtimeMillis,
        Optional<AgreedCrypto> crypto,
        Optional<AgreedDtls> dtls,
        RtcpXrAttribute reports) {

    public AgreedStream {
        sendFormats = List.copyOf(sendFormats);
        receiveFormats = List.copyOf(receiveFormats);
    }

    /** The codec to send with: the first that is one. Chosen also while the direction forbids sending. */
    public PayloadMapping sendFormat() {
        return codecOf(sendFormats);
    }

    /** The first of the formats that is a codec, else the first. */
    static PayloadMapping codecOf(List<PayloadMapping> formats) {
        for (int i = 0; i < formats.size(); i++) {
            if (!formats.get(i).format().isAuxiliary()) {
                return formats.get(i);
            }
        }
        return formats.get(0);
    }

    /** DTMF towards the peer: at the clock rate of {@link #sendFormat} if the peer has that, else any it has. */
    public Optional<PayloadMapping> telephoneEventToSend() {
        int rate = sendFormat().format().clockRate();
        PayloadMapping first = null;
        for (var each : sendFormats) {
            if (each.format().isTelephoneEvent()) {
                if (each.format().clockRate() == rate) {
                    return Optional.of(each);
                }
                first = first == null ? each : first;
            }
        }
        return Optional.ofNullable(first);
    }

    /** DTMF from the peer can come under any of these numbers. */
    public List<PayloadMapping> telephoneEventsToReceive() {
        return receiveFormats.stream()
                .filter(p -> p.format().isTelephoneEvent())
                .toList();
    }

    /** Comfort noise (RFC 3389) towards the peer: at the clock rate of {@link #sendFormat}, since it stands in one row of packets with it; empty when the peer takes none. */
    public Optional<PayloadMapping> comfortNoiseToSend() {
        int rate = sendFormat().format().clockRate();
        return sendFormats.stream()
                .filter(p -> p.format().isComfortNoise() && p.format().clockRate() == rate)
                .findFirst();
    }

    /** Comfort noise from the peer can come under any of these numbers. */
    public List<PayloadMapping> comfortNoiseToReceive() {
        return receiveFormats.stream().filter(p -> p.format().isComfortNoise()).toList();
    }

    /** The peer does not want our media now: sendonly, inactive, or the old 0.0.0.0 (RFC 3264 §8.4), where no ICE leads to it. */
    public boolean isHeldByPeer() {
        return !peerDirection.receives() || remoteRtp.isUnspecified() && !direction.sends();
    }
}
