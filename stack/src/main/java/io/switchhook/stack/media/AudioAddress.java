package io.switchhook.stack.media;

import io.switchhook.base.net.Network;
import io.switchhook.sdp.Connection;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Optional;

/** Which of our addresses has the audio of a call that comes in: {@link MediaEngine#addressFor}. An answer has the family of its offer (RFC 6157 §4.1). */
final class AudioAddress {
    private AudioAddress() {}

    static InetAddress of(InetAddress called, Optional<String> offer, Network network) {
        return offer.flatMap(AudioAddress::wanted)
                .filter(there -> there.getClass() != called.getClass())
                .flatMap(there -> towards(there, network))
                .orElse(called);
    }

    private static Optional<InetAddress> towards(InetAddress there, Network network) {
        var ours = network.localAddressTowards(there);
        boolean leadsThere = ours.getClass() == there.getClass()
                && !ours.isAnyLocalAddress()
                && ours.isLoopbackAddress() == there.isLoopbackAddress();
        return leadsThere ? Optional.of(ours) : Optional.empty();
    }

    /** Where the first line that is not off wants to be sent to. */
    private static Optional<InetAddress> wanted(String offer) {
        try {
            var description = SessionDescription.parse(offer);
            for (int i = 0; i < description.media().size(); i++) {
                if (description.media().get(i).port() != 0) {
                    return description
                            .connectionOf(i)
                            .flatMap(Connection::ip)
                            .filter(ip -> !ip.isAnyLocalAddress() && !ip.isMulticastAddress());
                }
            }
            return Optional.empty();
        } catch (SdpFormatException e) {
            return Optional.empty();
        }
    }
}
