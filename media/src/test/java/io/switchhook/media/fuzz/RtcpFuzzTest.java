package io.switchhook.media.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.media.rtcp.RtcpCompound;
import io.switchhook.media.rtcp.RtcpParse;
import io.switchhook.media.rtcp.UnknownRtcp;
import java.nio.ByteBuffer;

/** RTCP as anybody can send it: read or refused, written, and read again as the same. */
class RtcpFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void reportsAreReadOrRefusedAndWrittenBack(byte[] data) {
        var datagram = ByteBuffer.wrap(data);
        var read = RtcpCompound.parse(datagram);
        assertThat(datagram.position()).isZero();
        assertThat(datagram.limit()).isEqualTo(data.length);
        if (read instanceof RtcpParse.Malformed refused) {
            assertThat(refused.reason()).isNotBlank();
            return;
        }
        var compound = ((RtcpParse.Parsed) read).compound();
        assertThat(compound.toString()).isNotEmpty();
        compound.packets().forEach(packet -> assertThat(packet).isEqualTo(packet));
        compound.isFrom(0x11223344);
        if (compound.packets().stream().anyMatch(UnknownRtcp.class::isInstance)) {
            // Only its length is kept.
            return;
        }
        var written = ByteBuffer.allocate(2 * data.length + 64);
        compound.write(written);
        written.flip();
        assertThat(RtcpCompound.parse(written)).isEqualTo(new RtcpParse.Parsed(compound));
    }
}
