package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RFC 3611: what reports leave out. Report blocks of other types than these are skipped, and so is one that does not fit with all that follows it.
 *
 * @param ssrc who reports
 * @param referenceTime when this was sent, to be answered with a {@link ReferenceDelay}
 * @param delays answers to reference times
 * @param metrics how well calls are heard
 */
public record ExtendedReport(
        int ssrc, Optional<NtpTime> referenceTime, List<ReferenceDelay> delays, List<VoipMetrics> metrics)
        implements RtcpPacket {
    static final int TYPE = 207;
    static final int FIXED_BYTES = 4;

    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int REFERENCE_TIME = 4;
    private static final int REFERENCE_TIME_BYTES = 8;

    public ExtendedReport {
        delays = List.copyOf(delays);
        metrics = List.copyOf(metrics);
    }

    @Override
    public Kind kind() {
        return Kind.EXTENDED_REPORT;
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return referenceTime.isEmpty() && delays.isEmpty() && metrics.isEmpty();
    }

    static ExtendedReport parse(ByteBuffer in) {
        int ssrc = in.getInt();
        Optional<NtpTime> referenceTime = Optional.empty();
        var delays = new ArrayList<ReferenceDelay>();
        var metrics = new ArrayList<VoipMetrics>();
        while (in.remaining() >= BLOCK_HEADER_BYTES) {
            int type = in.get() & 0xFF;
            in.get();
            int length = 4 * (in.getShort() & 0xFFFF);
            if (length > in.remaining()) {
                break;
            }
            ByteBuffer block = in.slice(in.position(), length);
            in.position(in.position() + length);
            if (type == REFERENCE_TIME && length == REFERENCE_TIME_BYTES) {
                referenceTime = Optional.of(new NtpTime(block.getLong()));
            } else if (type == VoipMetrics.TYPE && length == VoipMetrics.BYTES) {
                metrics.add(VoipMetrics.parse(block));
            } else if (type == ReferenceDelay.TYPE) {
                while (block.remaining() >= ReferenceDelay.BYTES) {
                    delays.add(ReferenceDelay.parse(block));
                }
            }
        }
        return new ExtendedReport(ssrc, referenceTime, delays, metrics);
    }

    void write(ByteBuffer out) {
        int header = out.position();
        RtcpCompound.writeHeader(out, 0, TYPE, 0);
        out.putInt(ssrc);
        referenceTime.ifPresent(
                time -> writeBlock(out, REFERENCE_TIME, REFERENCE_TIME_BYTES).putLong(time.bits()));
        if (!delays.isEmpty()) {
            writeBlock(out, ReferenceDelay.TYPE, ReferenceDelay.BYTES * delays.size());
            delays.forEach(delay -> delay.write(out));
        }
        metrics.forEach(each -> each.write(writeBlock(out, VoipMetrics.TYPE, VoipMetrics.BYTES)));
        out.putShort(header + 2, (short) ((out.position() - header) / 4 - 1));
    }

    private static ByteBuffer writeBlock(ByteBuffer out, int type, int bytes) {
        return out.put((byte) type).put((byte) 0).putShort((short) (bytes / 4));
    }
}
