package io.switchhook.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.sip.core.stun.StunMessage;
import java.nio.ByteBuffer;

class StunFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void stunIsReadOrRefusedAndWrittenBack(byte[] data) {
        var datagram = ByteBuffer.wrap(data);
        var read = StunMessage.parse(datagram);
        assertThat(datagram.position()).isZero();
        if (read.isEmpty()) {
            return;
        }
        var message = read.get();
        if (message.kind() == StunMessage.Kind.SUCCESS || message.unknown().isEmpty()) {
            var again = StunMessage.parse(message.write()).orElseThrow();
            assertThat(again.id()).isEqualTo(message.id());
            assertThat(again.mapped()).isEqualTo(message.mapped());
            assertThat(again.errorCode()).isEqualTo(message.errorCode());
        }
        if (message.kind() == StunMessage.Kind.REQUEST) {
            var answer = message.answerTo(message.mapped().orElse(new java.net.InetSocketAddress(5060)));
            assertThat(StunMessage.parse(answer.write())).isPresent();
        }
    }
}
