package io.switchhook.stun.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.stun.ChannelData;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunKey;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A datagram as anybody can send it: read or refused, looked at from all sides, answered and written back. */
class StunFuzzTest {
    private static final StunKey KEY = StunKey.shortTerm("VOkJxbRl1RmTxUk/WvJxBt");
    private static final InetSocketAddress SOURCE =
            new InetSocketAddress(IpLiteral.parse("192.0.2.1").orElseThrow(), 5060);

    @FuzzTest(maxDuration = "1m")
    void stunIsReadOrRefusedAndWrittenBack(byte[] data) {
        var datagram = ByteBuffer.wrap(data);
        var read = StunMessage.parse(datagram);
        assertThat(datagram.position()).isZero();
        ChannelData.parse(datagram)
                .ifPresent(channel -> assertThat(channel.data().remaining()).isLessThanOrEqualTo(data.length - 4));
        if (read.isEmpty()) {
            return;
        }
        var message = read.get();
        assertThat(message.write()).isEqualTo(datagram);
        for (var attribute : StunAttribute.values()) {
            message.text(attribute);
            message.number(attribute);
            message.longNumber(attribute);
            message.address(attribute);
        }
        message.isSignedWith(KEY);
        assertThat(message.unknown(StunAttribute.OF_RELAYS)).hasSizeLessThanOrEqualTo(16);
        if (message.kind() == StunKind.REQUEST) {
            assertThat(StunMessage.parse(message.answerTo(SOURCE).write())).isPresent();
        }
    }
}
