package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 3550 §6.6. A reason text is skipped.
 *
 * @param ssrcs the sources that leave, at most 31
 */
public record Goodbye(List<Integer> ssrcs) implements RtcpPacket {
    static final int TYPE = 203;

    public Goodbye {
        ssrcs = List.copyOf(ssrcs);
    }

    @Override
    public Kind kind() {
        return Kind.GOODBYE;
    }

    static Goodbye parse(ByteBuffer in, int count) {
        var ssrcs = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(in.getInt());
        }
        return new Goodbye(ssrcs);
    }

    void write(ByteBuffer out) {
        RtcpCompound.writeHeader(out, ssrcs.size(), TYPE, 4 * ssrcs.size());
        ssrcs.forEach(out::putInt);
    }
}
