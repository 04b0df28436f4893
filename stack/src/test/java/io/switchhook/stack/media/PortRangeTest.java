package io.switchhook.stack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.stack.flow.ListenPoint;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortRangeTest {

    @ParameterizedTest
    @CsvSource({
        "5000,  10000, 2500, 5000, 9998",
        "5001,  10000, 2499, 5002, 9998",
        "5000,  5001,  1,    5000, 5000",
        "65534, 65535, 1,    65534, 65534",
        "1024,  65535, 32256, 1024, 65534"
    })
    void holdsEvenPairsWithinItsBounds(int min, int max, int pairs, int first, int last) {
        var range = PortRange.of(min, max);
        assertThat(range.pairs()).isEqualTo(pairs);
        assertThat(range.rtpPort(0)).isEqualTo(first);
        assertThat(range.rtpPort(pairs - 1)).isEqualTo(last);
        assertThat(range.rtpPort(pairs - 1) + 1).isLessThanOrEqualTo(max);
    }

    @ParameterizedTest
    @CsvSource({"1023, 2000", "5000, 65536", "5000, 5000", "6000, 5000", "5001, 5002", "65535, 65535"})
    void aRangeWithoutRoomForOnePairIsRefused(int min, int max) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.of(min, max))
                .withMessageContaining("for example 5000 to 10000")
                .withMessageContaining(min + " to " + max);
    }

    @Test
    void pairsThatTouchASipPortAreNotUsed() {
        var range = PortRange.of(5050, 5080)
                .avoiding(List.of(
                        ListenPoint.parse("udp:127.0.0.1:5071", 0), ListenPoint.parse("udp:127.0.0.1:5054", 0)));
        var unused = IntStream.range(0, range.pairs()).map(range::rtpPort).filter(port -> !range.usable(port));
        assertThat(unused).containsExactly(5054, 5060, 5070);
    }
}
