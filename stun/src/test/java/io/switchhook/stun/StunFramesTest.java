package io.switchhook.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8489 §6.2.2, RFC 8656 §12.5: messages by a stream. */
class StunFramesTest {
    private static final StunMessage REQUEST = StunMessage.builder(
                    StunKind.REQUEST, StunMethod.ALLOCATE, new TransactionId(1, 2))
            .text(StunAttribute.USERNAME, "alice")
            .fingerprint()
            .build();

    private final StunFrames frames = new StunFrames();
    private final List<ByteBuffer> found = new ArrayList<>();

    private boolean take(ByteBuffer bytes) {
        return frames.take(
                bytes,
                message -> found.add(
                        ByteBuffer.allocate(message.remaining()).put(message).flip()));
    }

    private static ByteBuffer channel(int octets) {
        var out = ByteBuffer.allocate(2_000);
        new ChannelData(0x4001, ByteBuffer.wrap(new byte[octets])).write(out, true);
        return out;
    }

    private static ByteBuffer stream() {
        return ByteBuffer.allocate(3_000)
                .put(REQUEST.write())
                .put(channel(5))
                .put(channel(0))
                .put(channel(1_400))
                .put(REQUEST.write())
                .flip();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 19, 700, 3_000})
    void messagesAreFoundHoweverTheyAreCut(int piece) {
        var bytes = stream();
        while (bytes.hasRemaining()) {
            int count = Math.min(piece, bytes.remaining());
            assertThat(take(bytes.slice(bytes.position(), count))).isTrue();
            bytes.position(bytes.position() + count);
        }
        assertThat(found).hasSize(5);
        assertThat(StunMessage.parse(found.get(0))).contains(REQUEST);
        assertThat(found).extracting(ByteBuffer::remaining).containsSubsequence(9, 4, 1_404);
        assertThat(ChannelData.parse(found.get(3)).orElseThrow().data().remaining())
                .isEqualTo(1_400);
        assertThat(StunMessage.parse(found.get(4))).contains(REQUEST);
    }

    @Test
    void theDataOfAChannelFillsUpToFourOctets() {
        assertThat(channel(5).remaining()).isEqualTo(12);
        assertThat(channel(4).remaining()).isEqualTo(8);
        var unpadded = ByteBuffer.allocate(20);
        new ChannelData(0x4001, ByteBuffer.wrap(new byte[5])).write(unpadded, false);
        assertThat(unpadded.remaining()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH_9.2", "\u0000\u0001\u0000\u0003 odd length", "\u0080\u0000RTP", "\u0050\u0000"})
    void whatIsNeitherEndsTheStream(String text) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(take(bytes)).isFalse();
        assertThat(take(REQUEST.write())).as("nothing is found any more").isFalse();
        assertThat(found).isEmpty();
    }
}
