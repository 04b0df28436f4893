package io.switchhook.sip.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class TapeTest {
    private static final int LENGTH = 1_000;
    private static final int RECORDS = 10_000;

    private final Tape tape = new Tape();

    private void fillAndForget() {
        var positions = new ArrayDeque<Long>();
        for (int i = 0; i < RECORDS; i++) {
            positions.add(tape.append(LENGTH));
        }
        for (long position : positions) {
            assertThat(tape.first()).isEqualTo(position);
            tape.dropFirst(LENGTH);
        }
        assertThat(tape.isEmpty()).isTrue();
    }

    @Test
    void aSecondBusyTimeTakesNoMemoryOfItsOwn() {
        fillAndForget();
        int size = tape.size();
        assertThat(size).isEqualTo((RECORDS - 1) / (Tape.REEL / LENGTH) + 1);
        fillAndForget();
        assertThat(tape.size()).isEqualTo(size);
    }
}
