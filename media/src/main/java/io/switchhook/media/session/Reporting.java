package io.switchhook.media.session;

import io.switchhook.base.random.Randomness;
import io.switchhook.media.rtcp.Goodbye;
import io.switchhook.media.rtcp.NtpTime;
import io.switchhook.media.rtcp.ReceiverReport;
import io.switchhook.media.rtcp.ReceptionReport;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpPacket;
import io.switchhook.media.rtcp.RtcpSchedule;
import io.switchhook.media.rtcp.SenderReport;
import io.switchhook.media.rtcp.SourceDescription;
import io.switchhook.media.rtp.RtpReception;
import io.switchhook.media.rtp.RtpSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The RTCP half of a stream (RFC 3550 §6). */
final class Reporting {
    /** G.711 with the headers of RTP, UDP and IPv4. */
    private static final int SESSION_BITS_PER_SECOND = 80_000;

    private final String cname;
    private final Sending sending;
    private final RtpReception reception;
    private final RtpOutput output;
    private final RtcpSchedule schedule;
    private final ByteBuffer packet = ByteBuffer.allocate(1500);

    private int reportedSource;
    private int lastSenderReport;
    private long lastSenderReportNanos;
    private boolean sentAny;
    private boolean remoteLeft;
    private Optional<Duration> roundTrip = Optional.empty();
    private OptionalDouble remoteLossShare = OptionalDouble.empty();
    private Optional<Duration> remoteJitter = Optional.empty();

    Reporting(
            RtpStreamSettings settings,
            Sending sending,
            RtpReception reception,
            RtpOutput output,
            Randomness random,
            long nowNanos) {
        this.cname = settings.cname();
        this.sending = sending;
        this.reception = reception;
        this.output = output;
        this.schedule = new RtcpSchedule(random, settings.rtcpInterval(), SESSION_BITS_PER_SECOND, nowNanos);
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
                onReports(report.reports(), clockRate, nowNanos);
            } else if (part instanceof ReceiverReport report) {
                onReports(report.reports(), clockRate, nowNanos);
            } else if (part instanceof Goodbye goodbye) {
                remoteLeft |= goodbye.ssrcs().stream().anyMatch(reception::listensTo);
            }
        }
    }

    private void onReports(List<ReceptionReport> reports, int clockRate, long nowNanos) {
        for (ReceptionReport report : reports) {
            if (report.ssrc() == sending.ssrc()) {
                remoteLossShare = OptionalDouble.of(report.fractionLost() / 256.0);
                remoteJitter = Optional.of(Duration.ofNanos(report.jitter() * 1_000_000_000L / clockRate));
                NtpTime.roundTrip(NtpTime.of(nowNanos), report)
                        .ifPresent(measured -> roundTrip = Optional.of(measured));
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
        packets.addAll(more);
        packet.clear();
        new RtcpCompound(packets).write(packet);
        packet.flip();
        sentAny = true;
        output.send(packet, to, true);
    }

    private RtcpPacket ownReport(long nowNanos) {
        List<ReceptionReport> reports = reception.source().map(source -> receptionReport(source, nowNanos)).stream()
                .toList();
        // RFC 3550 §6.3.8: a sender is who sent within the last two intervals.
        if (!sending.hasSentSince(nowNanos - 2 * schedule.intervalNanos())) {
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

    boolean remoteLeft() {
        return remoteLeft;
    }

    Optional<Duration> roundTrip() {
        return roundTrip;
    }

    OptionalDouble remoteLossShare() {
        return remoteLossShare;
    }

    Optional<Duration> remoteJitter() {
        return remoteJitter;
    }
}
