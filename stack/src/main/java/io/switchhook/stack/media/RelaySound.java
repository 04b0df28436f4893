package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.MediaDirection;
import io.switchhook.media.session.RtpOutput;
import io.switchhook.media.session.RtpStream;
import io.switchhook.media.session.RtpStreamSettings;
import io.switchhook.sdp.negotiation.AgreedStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** What one side of a relay hears from us: an RTP source of its own, which reports and says goodbye (RFC 3550 §6.6). On the media loop. */
final class RelaySound {
    private final Loop loop;
    private final RtpStream stream;
    private final Supplier<Optional<InetSocketAddress>> place;
    private final Alarm alarm;

    /** @param place where the side is, as far as that is known */
    RelaySound(
            MediaEngine engine,
            AudioPlan plan,
            PcmSource source,
            Supplier<Optional<InetSocketAddress>> place,
            RtpOutput output) {
        loop = engine.loop();
        this.place = place;
        var settings = RtpStreamSettings.standard(engine.cname());
        stream = new RtpStream(settings, plan, output, engine.world().randomness(), loop.nowNanos());
        stream.attachSource(source);
        alarm = loop.alarm(this::onTime);
        alarm.set(stream.nextDeadlineNanos());
    }

    /** How to send to who agreed to that; empty when it takes nothing now, or nothing that we can encode. */
    static Optional<AudioPlan> planOf(AgreedStream agreed, MediaEngine engine) {
        if (!agreed.direction().sends()) {
            return Optional.empty();
        }
        for (var mapping : agreed.sendFormats()) {
            var codec = engine.codecOf(mapping.format());
            if (codec.isPresent()) {
                return Optional.of(AudioPlan.builder(mapping.payloadType(), codec.get())
                        .direction(MediaDirection.SEND_ONLY)
                        .frame(MediaEngine.packetOf(agreed, codec.get()))
                        .rtcpMux(agreed.rtcpMux())
                        .build());
            }
        }
        return Optional.empty();
    }

    void stop() {
        alarm.cancel();
        stream.close(loop.nowNanos());
    }

    private void onTime() {
        if (stream.remote().isEmpty()) {
            place.get().ifPresent(found -> stream.onFound(Optional.of(found), Optional.empty()));
        }
        stream.onTime(loop.nowNanos());
        alarm.set(stream.nextDeadlineNanos());
    }
}
