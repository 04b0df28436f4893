package io.switchhook.phone.internal.call;

import io.switchhook.base.text.Printable;
import io.switchhook.media.codec.CodecName;
import io.switchhook.media.jitter.JitterSettings;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.internal.media.CallMedia;
import io.switchhook.sdp.negotiation.AgreedStream;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.quality.MediaEnd;
import io.switchhook.stack.quality.QualityMetrics;
import io.switchhook.stack.quality.QualityParameter;
import io.switchhook.stack.quality.QualityReport;
import io.switchhook.stack.quality.SessionInfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What a collector is told of a call that is over (RFC 6035 §4.6). On the signalling loop. */
public final class CallReport {
    /** The reduced E-model that our estimates are made by. */
    private static final String ALGORITHM = "G.107";

    private final CallEngine call;
    private final Optional<StreamStatistics> audio;
    private final Instant stop;

    private CallReport(CallEngine call, Optional<StreamStatistics> audio, Instant stop) {
        this.call = call;
        this.audio = audio;
        this.stop = stop;
    }

    /**
     * @param audio what was counted up to its end
     * @return empty for a call that was never answered
     */
    public static Optional<QualityReport> of(CallEngine call, Optional<StreamStatistics> audio, Instant stop) {
        var report = new CallReport(call, audio, stop);
        return call.session()
                .flatMap(InviteSession::dialog)
                .flatMap(dialog -> call.answeredAt().map(start -> report.of(dialog, start)));
    }

    private QualityReport of(Dialog dialog, Instant start) {
        var id = dialog.id();
        var to = dialog.isCaller() ? id.remoteTag() : id.localTag();
        var from = dialog.isCaller() ? id.localTag() : id.remoteTag();
        var named = Printable.escape(id.callId() + ";to-tag=" + to + ";from-tag=" + from);
        return QualityReport.ofSession(session(dialog), local(start), remote(start), Optional.of(named));
    }

    private SessionInfo session(Dialog dialog) {
        var local = Printable.escape(dialog.local().toString());
        var remote = Printable.escape(dialog.remote().toString());
        return new SessionInfo(
                Printable.escape(dialog.id().callId()),
                Optional.of(local),
                Optional.of(remote),
                Optional.of(dialog.isCaller() ? local : remote),
                call.media()
                        .map(CallMedia::audio)
                        .flatMap(ours -> end(
                                Optional.of(ours.rtp()),
                                audio.map(known -> OptionalLong.of(known.sent().ssrc()))
                                        .orElse(OptionalLong.empty()))),
                agreed().map(AgreedStream::remoteRtp)
                        .flatMap(theirs -> end(
                                theirs.socketAddress(),
                                audio.map(known -> known.received().ssrc()).orElse(OptionalLong.empty()))),
                groupOf(dialog.local()),
                groupOf(dialog.remote()),
                Optional.empty(),
                Optional.empty());
    }

    private Optional<AgreedStream> agreed() {
        return call.media().flatMap(CallMedia::agreed);
    }

    /** A name that DNS knows is none of the media. */
    private static Optional<MediaEnd> end(Optional<InetSocketAddress> address, OptionalLong ssrc) {
        return address.filter(known -> !known.isUnresolved())
                .map(known -> new MediaEnd(known.getAddress(), known.getPort(), ssrc));
    }

    /** What collectors put together: the domain. */
    private static Optional<String> groupOf(NameAddress who) {
        return who.uri() instanceof SipUri uri ? Optional.of(Printable.escape(uri.host())) : Optional.empty();
    }

    private QualityMetrics local(Instant start) {
        var metrics = QualityMetrics.builder().start(start).stop(stop);
        audio.ifPresent(known -> {
            describe(metrics, known);
            known.metrics(JitterSettings.standard()).ifPresent(metrics::with);
            var losses = known.received().losses();
            if (losses.expected() > 0) {
                // Finer than the 1/256 of RTCP.
                metrics.with(QualityParameter.NETWORK_PACKET_LOSS_RATE, 100.0 * losses.lost() / losses.expected());
                metrics.with(
                        QualityParameter.JITTER_BUFFER_DISCARD_RATE, 100.0 * losses.discarded() / losses.expected());
            }
            known.received().jitter().ifPresent(time -> jitter(metrics, time));
            known.quality().ifPresent(estimate -> metrics.with(QualityParameter.QOE_EST_ALG, ALGORITHM));
        });
        return metrics.build();
    }

    /** Of what was heard, or else of what was sent. */
    private void describe(QualityMetrics.Builder metrics, StreamStatistics known) {
        var codec = known.received().codec().orElse(known.sent().codec());
        var length = known.received().codec().isPresent()
                ? known.received().packetLength()
                : known.sent().packetLength();
        agreed().flatMap(stream -> payloadType(stream, codec))
                .ifPresent(number -> metrics.with(QualityParameter.PAYLOAD_TYPE, number));
        metrics.with(QualityParameter.PAYLOAD_DESC, codec.encoding());
        metrics.with(QualityParameter.SAMPLE_RATE, codec.clockRate());
        if (!length.isZero()) {
            metrics.with(QualityParameter.PACKETS_PER_SECOND, 1e9 / length.toNanos());
            metrics.with(QualityParameter.FRAME_DURATION, length.toNanos() / 1e6);
        }
    }

    private static Optional<Integer> payloadType(AgreedStream stream, CodecName codec) {
        return stream.receiveFormats().stream()
                .filter(mapping -> mapping.format().encoding().equalsIgnoreCase(codec.encoding())
                        && mapping.format().clockRate() == codec.clockRate())
                .map(mapping -> mapping.payloadType())
                .findFirst();
    }

    private static void jitter(QualityMetrics.Builder metrics, Duration time) {
        metrics.with(QualityParameter.INTERARRIVAL_JITTER, time.toNanos() / 1e6);
    }

    /** What the other side has said by RTCP XR; an RFC 3611 report is asked for with CallSettings. */
    private Optional<QualityMetrics> remote(Instant start) {
        return audio.map(StreamStatistics::remote)
                .flatMap(heard -> heard.metrics().map(told -> {
                    var metrics =
                            QualityMetrics.builder().start(start).stop(stop).with(told);
                    heard.jitter().ifPresent(time -> jitter(metrics, time));
                    return metrics.build();
                }));
    }
}
