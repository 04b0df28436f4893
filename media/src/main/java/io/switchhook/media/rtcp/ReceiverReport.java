package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 3550 §6.4.2.
 *
 * @param ssrc who reports
 * @param reports at most 31
 */
public record ReceiverReport(int ssrc, List<ReceptionReport> reports) implements RtcpPacket {
    static final int TYPE = 201;
    static final int FIXED_BYTES = 4;

    public ReceiverReport {
        reports = List.copyOf(reports);
    }

    @Override
    public Kind kind() {
        return Kind.RECEIVER_REPORT;
    }

    static ReceiverReport parse(ByteBuffer in, int count) {
        return new ReceiverReport(in.getInt(), parseReports(in, count));
    }

    static List<ReceptionReport> parseReports(ByteBuffer in, int count) {
        var reports = new ArrayList<ReceptionReport>(count);
        for (int i = 0; i < count; i++) {
            reports.add(ReceptionReport.parse(in));
        }
        return reports;
    }

    void write(ByteBuffer out) {
        RtcpCompound.writeHeader(out, reports.size(), TYPE, FIXED_BYTES + ReceptionReport.BYTES * reports.size());
        out.putInt(ssrc);
        reports.forEach(report -> report.write(out));
    }
}
