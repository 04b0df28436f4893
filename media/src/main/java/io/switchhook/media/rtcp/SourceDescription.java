package io.switchhook.media.rtcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RFC 3550 §6.5. Of the items only CNAME is kept. */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
    static final int TYPE = 202;
    private static final int CNAME = 1;
    private static final int MAX_TEXT_BYTES = 255;

    /**
     * What is said of one source.
     *
     * @param cname the canonical name; absent when the chunk has none
     */
    public record Chunk(int ssrc, Optional<String> cname) {
        public Chunk {
            if (cname.isPresent() && cname.get().getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
                throw new IllegalArgumentException("A CNAME has at most " + MAX_TEXT_BYTES + " bytes of UTF-8");
            }
        }
    }

    public SourceDescription {
        chunks = List.copyOf(chunks);
    }

    /** The description that every report of ours carries. */
    public static SourceDescription ofCname(int ssrc, String cname) {
        return new SourceDescription(List.of(new Chunk(ssrc, Optional.of(cname))));
    }

    boolean describes(int ssrc) {
        for (Chunk chunk : chunks) {
            if (chunk.ssrc() == ssrc) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Kind kind() {
        return Kind.SOURCE_DESCRIPTION;
    }

    /**
     * Reads the chunks; empty when an item or chunk does not fit. The buffer is limited to this packet and starts at a
     * multiple of four.
     */
    static Optional<SourceDescription> parse(ByteBuffer in, int count) {
        int start = in.position();
        var chunks = new ArrayList<Chunk>(count);
        for (int i = 0; i < count; i++) {
            if (in.remaining() < 8) {
                return Optional.empty();
            }
            int ssrc = in.getInt();
            Optional<String> cname = Optional.empty();
            while (true) {
                if (!in.hasRemaining()) {
                    return Optional.empty();
                }
                int type = in.get();
                if (type == 0) {
                    break;
                }
                if (!in.hasRemaining() || (in.get(in.position()) & 0xFF) > in.remaining() - 1) {
                    return Optional.empty();
                }
                var text = new byte[in.get() & 0xFF];
                in.get(text);
                if (type == CNAME && cname.isEmpty()) {
                    cname = asText(text);
                }
            }
            int padding = -(in.position() - start) & 3;
            if (in.remaining() < padding) {
                return Optional.empty();
            }
            in.position(in.position() + padding);
            chunks.add(new Chunk(ssrc, cname));
        }
        return Optional.of(new SourceDescription(chunks));
    }

    /** Text that is not UTF-8 is no name: replaced characters could outgrow the limit. */
    private static Optional<String> asText(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') >= 0 ? Optional.empty() : Optional.of(text);
    }

    void write(ByteBuffer out) {
        int header = out.position();
        RtcpCompound.writeHeader(out, chunks.size(), TYPE, 0);
        for (Chunk chunk : chunks) {
            int start = out.position();
            out.putInt(chunk.ssrc());
            if (chunk.cname().isPresent()) {
                byte[] text = chunk.cname().get().getBytes(StandardCharsets.UTF_8);
                out.put((byte) CNAME).put((byte) text.length).put(text);
            }
            do {
                out.put((byte) 0);
            } while ((out.position() - start) % 4 != 0);
        }
        out.putShort(header + 2, (short) ((out.position() - header) / 4 - 1));
    }
}
