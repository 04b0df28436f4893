package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * RFC 3550 §6.4.1.
 *
 * @param ssrc who sends
 * @param ntpTime when this report was sent
 * @param rtpTimestamp the same moment on the scale of the audio's timestamps
 * @param packetCount packets sent, 32 bits, unsigned
 * @param octetCount payload bytes sent, 32 bits, unsigned
 * @param reports at most 31
 */
public record SenderReport(
        int ssrc, NtpTime ntpTime, int rtpTimestamp, long packetCount, long octetCount, List<ReceptionReport> reports)
        implements RtcpPacket {
    static final int TYPE = 200;
    static final int SENDER_BYTES = 24;

    public SenderReport {
        reports = List.copyOf(reports);
    }

    @Override
    public Kind kind() {
        return Kind.SENDER_REPORT;
    }

    static SenderReport parse(ByteBuffer in, int count) {
        return new SenderReport(
                in.getInt(),
                new NtpTime(in.getLong()),
                in.getInt(),
                in.getInt() & 0xFFFFFFFFL,
                in.getInt() & 0xFFFFFFFFL,
                ReceiverReport.parseReports(in, count));
    }

    void write(ByteBuffer out) {
        RtcpCompound.writeHeader(out, reports.size(), TYPE, SENDER_BYTES + ReceptionReport.BYTES * reports.size());
        out.putInt(ssrc).putLong(ntpTime.bits()).putInt(rtpTimestamp);
        out.putInt((int) packetCount).putInt((int) octetCount);
        reports.forEach(report -> report.write(out));
    }
}
