package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3263 §4.4: draws that depend on a key alone")
class KeyedDrawsTest {
    private static final int KEYS = 10_000;

    @Test
    @DisplayName("one order for one key, whatever order the values come in")
    void orderDependsOnTheKeyAlone() {
        for (int key = 0; key < 100; key++) {
            assertThat(new KeyedDraws("key" + key).order(List.of("a", "b", "c")))
                    .isEqualTo(new KeyedDraws("key" + key).order(List.of("c", "a", "b")))
                    .containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    @DisplayName("over many keys each value is first as often as the others")
    void keysShareTheValues() {
        int first = 0;
        for (int key = 0; key < KEYS; key++) {
            first += new KeyedDraws("key" + key)
                            .order(List.of("a", "b", "c"))
                            .get(0)
                            .equals("b")
                    ? 1
                    : 0;
        }
        assertThat(first / (double) KEYS).isCloseTo(1 / 3.0, within(0.03));
    }
}
