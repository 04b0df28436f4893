package io.switchhook.stun.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.stun.StunFrames;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/** What a server sends by a stream. */
class StunFramesFuzzTest {

    /** However a stream is cut, the same is found in it; and no more is kept than one message. */
    @FuzzTest(maxDuration = "1m")
    void messagesAreFoundInAStreamHoweverItIsCut(byte[] data) {
        var whole = new ArrayList<ByteBuffer>();
        boolean sound = new StunFrames().take(ByteBuffer.wrap(data), message -> whole.add(copy(message)));
        var cut = new ArrayList<ByteBuffer>();
        var frames = new StunFrames();
        boolean soundToo = true;
        for (int at = 0; at < data.length; at++) {
            soundToo = frames.take(ByteBuffer.wrap(data, at, 1), message -> cut.add(copy(message)));
        }
        assertThat(cut).isEqualTo(whole);
        assertThat(soundToo).isEqualTo(sound);
        assertThat(whole.stream().mapToInt(ByteBuffer::remaining).sum()).isLessThanOrEqualTo(data.length);
    }

    private static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining()).put(message).flip();
    }
}
