package io.switchhook.stack.conference;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.stack.conference.ConferenceEndpoint.JoiningMethod;
import io.switchhook.stack.conference.ConferenceTable.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 4575 §4: the documents of a notifier")
class ConferenceTellerTest {
    private static final String ROOM = "sip:800@192.0.2.1";

    private final ConferenceTeller teller = new ConferenceTeller();

    private static ConferenceUser user(String number, boolean muted) {
        var entity = "sip:" + number + "@192.0.2.1";
        return new ConferenceUser(
                entity,
                Optional.of("<" + number + "> & \"Söhne\"\u0001"),
                List.of("moderator"),
                List.of(ConferenceEndpoint.connected(entity + ";seat=1", JoiningMethod.DIALED_IN, muted)));
    }

    @Test
    @DisplayName("§3.2, §5.2: the first is whole, with a description and users")
    void whole() {
        var state =
                teller.tell(ConferenceInfo.of(ROOM, List.of(user("858", false))).withMaximumUserCount(32), false);
        assertThat(state.type().is("application", "conference-info+xml")).isTrue();
        assertThat(state.text()).isEqualTo("""
                <?xml version="1.0" encoding="UTF-8"?>
                <conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:800@192.0.2.1" state="full" version="1">
                 <conference-description>
                  <maximum-user-count>32</maximum-user-count>
                 </conference-description>
                 <conference-state>
                  <user-count>1</user-count>
                  <active>true</active>
                 </conference-state>
                 <users>
                  <user entity="sip:858@192.0.2.1">
                   <display-text>&lt;858&gt; &amp; &quot;Söhne&quot;?</display-text>
                   <roles>
                    <entry>moderator</entry>
                   </roles>
                   <endpoint entity="sip:858@192.0.2.1;seat=1">
                    <status>connected</status>
                    <joining-method>dialed-in</joining-method>
                    <media id="1">
                     <type>audio</type>
                     <status>sendrecv</status>
                    </media>
                   </endpoint>
                  </user>
                 </users>
                </conference-info>
                """);
    }

    @Test
    @DisplayName("§4.4: what follows tells what has changed, one version higher; the answer to a SUBSCRIBE tells all")
    void partial() {
        teller.tell(ConferenceInfo.of(ROOM, List.of(user("858", false), user("853", false))), true);
        var muted = ConferenceInfo.of(ROOM, List.of(user("858", true)));
        assertThat(teller.tell(muted, false).text())
                .contains("state=\"partial\" version=\"2\"")
                .contains("<user-count>1</user-count>")
                .contains("<users state=\"partial\">")
                .contains("<user entity=\"sip:858@192.0.2.1\" state=\"full\">")
                .contains("<status>muted-via-focus</status>")
                .contains("<status>recvonly</status>")
                .contains("<user entity=\"sip:853@192.0.2.1\" state=\"deleted\"/>")
                .doesNotContain("conference-description");
        assertThat(teller.tell(muted, true).text()).contains("state=\"full\" version=\"3\"");
        assertThat(teller.tellOver(ROOM).text()).endsWith("state=\"deleted\" version=\"4\">\n</conference-info>\n");
    }

    @Test
    @DisplayName(
            "Whatever changes, who has all documents knows what is; who misses one knows when the next whole one has come")
    void anyChanges() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var told = new ConferenceTeller();
            var known = new ConferenceTable();
            var missing = new ConferenceTable();
            for (int step = 0; step < 20; step++) {
                var users = new ArrayList<ConferenceUser>();
                for (int number = 850; number < 856; number++) {
                    if (random.nextBoolean()) {
                        users.add(user(String.valueOf(number), random.nextBoolean()));
                    }
                }
                var now = ConferenceInfo.of(ROOM, users).withLocked(random.nextBoolean());
                boolean whole = random.nextInt(5) == 0;
                var document = told.tell(now, whole).text();
                assertThat(known.take(document)).isEqualTo(Taken.TAKEN);
                assertSame(known, now);
                if (random.nextInt(4) != 0 && missing.take(document) == Taken.TAKEN) {
                    assertSame(missing, now);
                }
            }
        }
    }

    /** Order apart: who is told anew stays where he was. */
    private static void assertSame(ConferenceTable table, ConferenceInfo expected) {
        var info = table.info().orElseThrow();
        assertThat(info.users())
                .extracting(ConferenceUser::entity)
                .containsExactlyInAnyOrderElementsOf(
                        expected.users().stream().map(ConferenceUser::entity).toList());
        assertThat(info.users())
                .extracting(ConferenceUser::isMuted)
                .containsExactlyInAnyOrderElementsOf(
                        expected.users().stream().map(ConferenceUser::isMuted).toList());
        assertThat(info.locked()).isEqualTo(expected.locked());
        assertThat(info.count()).isEqualTo(expected.count());
    }
}
