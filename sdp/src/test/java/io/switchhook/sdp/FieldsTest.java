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

    /** A tab is a blank as a space is, and keeps a line from being read in the quick way. */
    @Test
    void mediaLinesAreReadInTheQuickWayAsInTheOther() {
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var line = mutated("audio 40012 RTP/AVP 8 0 101 08");
            var quick = MediaLine.parse(new SdpText(line), 0, line.length(), 5).map(FieldsTest::partsOf);
            var other = line.replaceFirst(" ", "\t");
            assertThat(quick)
                    .as(line)
                    .isEqualTo(MediaLine.parse(new SdpText(other), 0, other.length(), 5)
                            .map(FieldsTest::partsOf));
            read += quick.isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(MUTATIONS / 10, MUTATIONS - MUTATIONS / 10);
    }

    private static List<Object> partsOf(MediaLine line) {
        return List.of(line.mediaType(), line.port(), line.portCount(), line.protocol(), line.formats());
    }

    @Test
    void singleFieldsAreThoseBetweenSingleSpaces() {
        var ends = new int[3];
        assertThat(Fields.areSingle(new SdpText("c=IN IP4 h t"), 2, 10, ends)).isTrue();
        assertThat(ends).containsExactly(4, 8, 10);
        for (var other :
                List.of("IN IP4", "IN IP4 ", " IN IP4 h", "IN  IP4 h", "IN IP4 h 2", "IN IP4 h ", "IN \t h", "")) {
            assertThat(Fields.areSingle(new SdpText("\n" + other + "\na b"), 1, 1 + other.length(), ends))
                    .as(other)
                    .isFalse();
        }
    }
}
