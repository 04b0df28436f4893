package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.rtcp.ExtendedReport;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.NtpTime;
import io.switchhook.media.rtcp.ReceiverReport;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.ReferenceDelay;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpPacket;
import io.switchhook.media.rtcp.RtcpSchedule;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtcp.SourceDescription;
import io.switchhook.media.rtcp.VoipMetrics;
import io.switchhook.media.rtp.RtpReception;
import io.switchhook.media.rtp.RtpSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** The RTCP half of a stream (RFC 3550 §6). */
final class Reporting {
    /** G.711 with the headers of RTP, UDP and IPv4. */
    private static final int SESSION_BITS_PER_SECOND = 80_000;

    private final String cname;
    private final Sending sending;
    private final RtpReception reception;
    private final RtpOutput output;
    private final RtcpSchedule schedule;
    private final LongFunction<Optional<VoipMetrics>> ownMetrics;
    private final ByteBuffer packet = ByteBuffer.allocate(1500);
    private WantedReports wanted = WantedReports.NONE;

    private int reportedSource;
    private int lastSenderReport;
    private long lastSenderReportNanos;
    private boolean sentAny;
    private boolean remoteLeft;
    /** The reference time that waits for its answer, and from whom; RFC 3611 §4.5. */
    private Optional<NtpTime> reference = Optional.empty();

    private int referenceSource;
    private long referenceNanos;
    /** No report can answer one of ours that is older. */
    private long firstNanos;

    private Optional<Duration> roundTrip = Optional.empty();
    private OptionalDouble remoteLossShare = OptionalDouble.empty();
    private Optional<Duration> remoteJitter = Optional.empty();
    private Optional<VoipMetrics> remoteMetrics = Optional.empty();
    /** What has been missed of the source that is reported on by the one who reports, and before either was another one. */
    private int lossesOf;

    private int lossesBy;
    private OptionalLong remoteLost = OptionalLong.empty();
    private long remoteLostBefore;

    /** @param ownMetrics how well we hear the other side at a moment */
    Reporting(
            RtpStreamSettings settings,
            Sending sending,
            RtpReception reception,
            RtpOutput output,
            Randomness random,
            LongFunction<Optional<VoipMetrics>> ownMetrics,
            long nowNanos) {
        this.cname = settings.cname();
        this.sending = sending;
        this.reception = reception;
        this.output = output;
        this.ownMetrics = ownMetrics;
        this.schedule = new RtcpSchedule(random, settings.rtcpInterval(), SESSION_BITS_PER_SECOND, nowNanos);
    }

    /** What the other side asks for from now on. */
    void apply(WantedReports changed) {
        wanted = changed;
    }

    void onCompound(RtcpCompound compound, int bytes, int clockRate, long nowNanos) {
        schedule.onReceived(bytes);
        for (RtcpPacket part : compound.packets()) {
            if (part instanceof SenderReport report) {
                if (reception.listensTo(report.ssrc())) {
                    reportedSource = report.ssrc();
                    lastSenderReport = report.ntpTime().middle();
                    lastSenderReportNanos = nowNanos;
                }
                onReports(report.ssrc(), report.reports(), clockRate, nowNanos);
            } else if (part instanceof ReceiverReport report) {
                onReports(report.ssrc(), report.reports(), clockRate, nowNanos);
            } else if (part instanceof Goodbye goodbye) {
                remoteLeft |= goodbye.ssrcs().stream().anyMatch(reception::listensTo);
            } else if (part instanceof ExtendedReport report) {
                onExtended(report, nowNanos);
            }
        }
    }

    private void onExtended(ExtendedReport report, long nowNanos) {
        if (report.referenceTime().isPresent()) {
            reference = report.referenceTime();
            referenceSource = report.ssrc();
            referenceNanos = nowNanos;
        }
        for (ReferenceDelay delay : report.delays()) {
            if (delay.ssrc() == sending.ssrc()) {
                onRoundTrip(delay.roundTrip(NtpTime.of(nowNanos)), nowNanos);
            }
        }
        for (VoipMetrics metrics : report.metrics()) {
            if (metrics.ssrc() == sending.ssrc()) {
                remoteMetrics = Optional.of(metrics);
            }
        }
    }

    private void onRoundTrip(Optional<Duration> measured, long nowNanos) {
        if (measured.isPresent() && sentAny && measured.get().toNanos() <= nowNanos - firstNanos) {
            roundTrip = measured;
        }
    }

    private void onReports(int by, List<ReceptionReport> reports, int clockRate, long nowNanos) {
        for (ReceptionReport report : reports) {
            if (report.ssrc() == sending.ssrc()) {
                remoteLossShare = OptionalDouble.of(report.fractionLost() / 256.0);
                remoteJitter = Optional.of(Duration.ofNanos(report.jitter() * 1_000_000_000L / clockRate));
                if (lossesOf != report.ssrc() || lossesBy != by) {
                    lossesOf = report.ssrc();
                    lossesBy = by;
                    remoteLostBefore = remoteLost.orElse(0);
                }
                remoteLost = OptionalLong.of(remoteLostBefore + report.cumulativeLost());
                onRoundTrip(NtpTime.roundTrip(NtpTime.of(nowNanos), report), nowNanos);
            }
        }
    }

    /** RTP is heard again. */
    void onHeard() {
        remoteLeft = false;
    }

    boolean isDue(long nowNanos) {
        return schedule.isDue(nowNanos);
    }

    void report(Optional<InetSocketAddress> to, long nowNanos) {
        if (to.isEmpty() || !sending.hasSent() && reception.source().isEmpty()) {
            // Nobody to tell, or nothing: wait for another interval as if it had been told.
            schedule.onSent(0, nowNanos);
            return;
        }
        send(to.get(), List.of(), nowNanos);
        schedule.onSent(packet.limit(), nowNanos);
    }

    /** RFC 3550 §6.3.7: who never sent anything does not say BYE. */
    void leave(Optional<InetSocketAddress> to, long nowNanos) {
        if (to.isPresent() && (sentAny || sending.hasSent())) {
            send(to.get(), List.of(new Goodbye(List.of(sending.ssrc()))), nowNanos);
        }
    }

    private void send(InetSocketAddress to, List<RtcpPacket> more, long nowNanos) {
        var packets = new ArrayList<RtcpPacket>();
        packets.add(ownReport(nowNanos));
        packets.add(SourceDescription.ofCname(sending.ssrc(), cname));
        var extended = extendedReport(nowNanos);
        if (!extended.isEmpty()) {
            packets.add(extended);
        }
        packets.addAll(more);
        packet.clear();
        new RtcpCompound(packets).write(packet);
        packet.flip();
        firstNanos = sentAny ? firstNanos : nowNanos;
        sentAny = true;
        output.send(packet, to, true);
    }

    /** RFC 3550 §6.3.8: a sender is who sent within the last two intervals. */
    private boolean isSender(long nowNanos) {
        return sending.hasSentSince(nowNanos - 2 * schedule.intervalNanos());
    }

    /** What the other side has asked for and no more (RFC 3611 §5.1). Who sends audio measures the round trip by its sender reports. */
    private ExtendedReport extendedReport(long nowNanos) {
        boolean sends = isSender(nowNanos);
        boolean answers = switch (wanted.referenceTimes()) {
            case NOBODY -> false;
            case SENDERS -> sends;
            case ALL -> true;
        };
        var delays = reference.filter(time -> answers).stream()
                .map(time ->
                        new ReferenceDelay(referenceSource, time.middle(), NtpTime.units(nowNanos - referenceNanos)))
                .toList();
        reference = Optional.empty();
        boolean asks = !sends && wanted.referenceTimes() != WantedReports.Answerers.NOBODY;
        return new ExtendedReport(
                sending.ssrc(),
                asks ? Optional.of(NtpTime.of(nowNanos)) : Optional.empty(),
                delays,
                wanted.voipMetrics() ? ownMetrics.apply(nowNanos).stream().toList() : List.of());
    }

    private RtcpPacket ownReport(long nowNanos) {
        List<ReceptionReport> reports = reception.source().map(source -> receptionReport(source, nowNanos)).stream()
                .toList();
        if (!isSender(nowNanos)) {
            return new ReceiverReport(sending.ssrc(), reports);
        }
        return new SenderReport(
                sending.ssrc(),
                NtpTime.of(nowNanos),
                sending.timestampAt(nowNanos),
                sending.packets(),
                sending.octets(),
                reports);
    }

    private ReceptionReport receptionReport(RtpSource source, long nowNanos) {
        boolean known = lastSenderReport != 0 && reportedSource == source.ssrc();
        return ReceptionReport.of(
                source, known ? lastSenderReport : 0, known ? NtpTime.units(nowNanos - lastSenderReportNanos) : 0);
    }

    Optional<Duration> roundTrip() {
        return roundTrip;
    }

    RemoteView remote() {
        return new RemoteView(remoteLossShare, remoteLost, remoteJitter, remoteMetrics, remoteLeft);
    }
}
