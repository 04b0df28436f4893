package io.switchhook.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.header.PathHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of one name are found wherever they stand: lines are looked through eight at a time, and those behind the sixteenth one by one. */
class LinesOfOneNameTest {
    /** Lines of {@link Wire#options}, and Content-Length is not among them. */
    private static final int AHEAD = 6;

    private static final int MOST = 20;

    private static SipMessage withRoutesAt(List<Integer> places, int count) {
        return Wire.message(Wire.options(lines("Record-Route: <sip:p%d.example.com;lr>", places, count)));
    }

    private static String[] lines(String wanted, List<Integer> places, int count) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add(places.contains(i) ? wanted.formatted(i) : "Subject: " + i);
        }
        return lines.toArray(String[]::new);
    }

    private static List<String> hosts(SipMessage message) {
        return message.all(RecordRouteHeader.TYPE).stream()
                .map(route -> route.address().toString())
                .toList();
    }

    private static List<String> expected(List<Integer> places) {
        return places.stream().map("<sip:p%d.example.com;lr>"::formatted).toList();
    }

    @Test
    void oneLineIsFoundAtEachPlaceAndNoOtherName() {
        for (int count = 1; count <= MOST; count++) {
            for (int place = 0; place < count; place++) {
                var message = withRoutesAt(List.of(place), count);
                assertThat(hosts(message)).as("line %d of %d", place, count).isEqualTo(expected(List.of(place)));
                assertThat(message.all(PathHeader.TYPE)).isEmpty();
            }
        }
    }

    @Test
    void twoLinesAreFoundAtEachTwoPlaces() {
        for (int first = 0; first < MOST; first++) {
            for (int second = first + 1; second < MOST; second++) {
                for (int count : new int[] {second + 1, MOST}) {
                    var places = List.of(first, second);
                    assertThat(hosts(withRoutesAt(places, count))).isEqualTo(expected(places));
                }
            }
        }
    }

    @Test
    void aSecondLineOfWhatMayStandOnceIsRefusedAtEachPlace() {
        for (var line : List.of("Call-ID: b@h", "CSeq: 2 OPTIONS", "Max-Forwards: 69", "To: <sip:carol@example.com>")) {
            for (int count = 1; count <= MOST; count++) {
                for (int place = 0; place < count; place++) {
                    var text = Wire.options(lines(line, List.of(place), count));
                    assertThat(Wire.verdict(text))
                            .as("%s as line %d", line, AHEAD + place)
                            .isEqualTo("400 More than one " + line.substring(0, line.indexOf(':')));
                }
            }
        }
    }
}
