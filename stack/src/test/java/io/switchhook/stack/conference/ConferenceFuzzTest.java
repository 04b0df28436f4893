package io.switchhook.stack.conference;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Documents of a conference as any focus can send them, one after the other: taken or not, and never more than is bounded. */
class ConferenceFuzzTest {
    private static final int MOST_DOCUMENTS = 8;

    @FuzzTest(maxDuration = "1m")
    void documentsAreTakenOrDiscarded(byte[] data) {
        var table = new ConferenceTable();
        var documents = new String(data, StandardCharsets.UTF_8).split("\0", MOST_DOCUMENTS);
        for (var document : documents) {
            var before = table.info();
            var taken = table.take(document);
            switch (taken) {
                case TAKEN -> assertThat(table.info()).isPresent();
                case OVER -> assertThat(table.info()).isEmpty();
                case MISSED, DISCARDED -> assertThat(table.info()).isEqualTo(before);
            }
            table.info().ifPresent(ConferenceFuzzTest::look);
        }
        // What was taken once is old.
        var known = table.info();
        if (known.isPresent()) {
            assertThat(table.take(documents[documents.length - 1])).isNotEqualTo(ConferenceTable.Taken.TAKEN);
            assertThat(table.info().isEmpty() || table.info().equals(known)).isTrue();
        }
    }

    /** Whoever shows it, and whoever tells it on, reads all of it. */
    private static void look(ConferenceInfo info) {
        assertThat(info.count()).isGreaterThanOrEqualTo(0);
        for (var user : info.users()) {
            assertThat(user.entity()).isNotNull();
            user.isIn();
            user.isMuted();
            user.isAnonymous();
            assertThat(user.toString()).isNotEmpty();
        }
        var told = new ConferenceTeller().tell(info, true);
        assertThat(new ConferenceTable().take(told.text())).isEqualTo(ConferenceTable.Taken.TAKEN);
    }
}
