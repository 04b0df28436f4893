package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final int MUTATIONS = 20_000;
    private static final String MATERIAL = " \t-aIN4\u00a0\u2003é/";

    private final SplittableRandom random = new SplittableRandom(8866);

    private String mutated(String text) {
        var changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(changed.length());
            char c = MATERIAL.charAt(random.nextInt(MATERIAL.length()));
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, c);
                case 1 -> changed.insert(at, c);
                default -> changed.deleteCharAt(at);
            }
        }
        return changed.toString();
    }

    /** White space at the end counts for nothing, but keeps a text from being read in the quick way. */
    @Test
    void originsAndConnectionsAreReadInTheQuickWayAsInTheOther() {
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var origin = mutated("jdoe 3724394400 3724394405 IN IP4 198.51.100.1");
            assertThat(Origin.parse(origin)).as(origin).isEqualTo(Origin.parse(origin + " "));
            var connection = mutated("IN IP4 198.51.100.1/127");
            var quick = Connection.parse(connection);
            assertThat(quick).as(connection).isEqualTo(Connection.parse(connection + " "));
            read += quick.isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(MUTATIONS / 10, MUTATIONS - MUTATIONS / 10);
    }

    @Test
    void singleFieldsAreThoseBetweenSingleSpaces() {
        var ends = new int[3];
        assertThat(Fields.areSingle("IN IP4 h", ends)).isTrue();
        assertThat(ends).containsExactly(2, 6, 8);
        for (var other :
                List.of("IN IP4", "IN IP4 ", " IN IP4 h", "IN  IP4 h", "IN IP4 h 2", "IN IP4 h ", "IN \t h", "")) {
            assertThat(Fields.areSingle(other, ends)).as(other).isFalse();
        }
    }
}
