package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.Publication;
import io.switchhook.phone.PublicationChange;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.event.PublicationOutcome;
import io.switchhook.phone.event.PublicationState;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3903: a line publishes a state at its server")
class PublicationTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer server;
    private Telephone phone;
    private Publication publication;

    @BeforeEach
    void line() {
        server = stage.peerAsPbx("pbx");
        phone = stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("secret")
                        .build());
        publication = phone.line().createPublication("x-door");
    }

    private static EventState door(String text) {
        return EventState.of("text/plain", text);
    }

    private void grant(WireMessage publish, String tag, int seconds) {
        server.respond(
                publish, 200, draft -> draft.header("SIP-ETag", tag).header("Expires", Integer.toString(seconds)));
    }

    private void remove(String tag) {
        var removed = publication.remove();
        var last = server.expectRequest("PUBLISH");
        assertThat(last.header("Expires")).contains("0");
        assertThat(last.header("SIP-If-Match")).contains(tag);
        assertThat(last.body()).isEmpty();
        grant(last, "gone", 0);
        stage.await(removed);
    }

    @Test
    @DisplayName("§4: initial, refresh, modify, remove")
    void stateIsPublishedKeptChangedAndRemoved() {
        var published = publication.publish(door("open"));
        var initial = server.expectRequest("PUBLISH");
        assertThat(initial.requestUri()).isEqualTo("sip:858@" + Stage.PBX_ADDRESS);
        assertThat(initial.header("Event")).contains("x-door");
        assertThat(initial.header("SIP-If-Match")).isEmpty();
        assertThat(initial.body()).isEqualTo("open");
        grant(initial, "one", 600);
        assertThat(stage.await(published)).isEqualTo(new PublicationOutcome.Published(Duration.ofSeconds(600)));
        var refresh = server.expectRequest("PUBLISH", Duration.ofSeconds(561));
        assertThat(refresh.header("SIP-If-Match")).contains("one");
        assertThat(refresh.body()).isEmpty();
        grant(refresh, "two", 600);
        stage.seconds(1);
        var changed = publication.publish(door("shut"));
        var modify = server.expectRequest("PUBLISH");
        assertThat(modify.header("SIP-If-Match")).contains("two");
        assertThat(modify.body()).isEqualTo("shut");
        grant(modify, "three", 600);
        assertThat(stage.await(changed).isPublished()).isTrue();
        remove("three");
    }

    @Test
    @DisplayName("§5: 412: published anew, without the tag")
    void forgottenStateIsPublishedAnew() {
        publication.publish(door("open"));
        grant(server.expectRequest("PUBLISH"), "one", 100);
        server.respond(server.expectRequest("PUBLISH", Duration.ofSeconds(61)), 412);
        var anew = server.expectRequest("PUBLISH");
        assertThat(anew.header("SIP-If-Match")).isEmpty();
        assertThat(anew.body()).isEqualTo("open");
        grant(anew, "two", 600);
        stage.seconds(1);
        remove("two");
    }

    @Test
    void stateThatIsPublishedWhileTheOneBeforeIsRemovedEndsTheWaitForBoth() {
        publication.publish(door("open"));
        grant(server.expectRequest("PUBLISH"), "one", 600);
        stage.seconds(1);
        var removed = publication.remove();
        var removal = server.expectRequest("PUBLISH");
        var published = publication.publish(door("shut"));
        stage.seconds(0.1);
        grant(removal, "gone", 0);
        var anew = server.expectRequest("PUBLISH");
        assertThat(anew.header("SIP-If-Match")).isEmpty();
        assertThat(anew.body()).isEqualTo("shut");
        grant(anew, "two", 600);
        assertThat(stage.await(published).isPublished()).isTrue();
        stage.await(removed);
        remove("two");
    }

    @Test
    void challengeIsAnswered() {
        var published = publication.publish(door("open"));
        var digest = new PeerDigest("switchhook", "a-nonce", "MD5");
        grant(server.challenge("PUBLISH", digest, "secret"), "one", 600);
        assertThat(stage.await(published).isPublished()).isTrue();
        remove("one");
    }

    @Test
    void serverThatDoesNotKnowThePackageEndsIt() {
        var published = publication.publish(door("open"));
        server.respond(server.expectRequest("PUBLISH"), 489);
        assertThat(stage.await(published))
                .isEqualTo(new PublicationOutcome.Refused(489, "Bad Event", Optional.empty()));
        server.expectNothing(Duration.ofMinutes(2));
    }

    private List<PublicationState> watch() {
        var states = new CopyOnWriteArrayList<PublicationState>();
        publication.onStateChanged(change -> states.add(change.state()));
        return states;
    }

    @Test
    @DisplayName("a state that stood and is refused at its refresh is lost, and whoever published it hears so")
    void lossIsTold() {
        var changes = new CopyOnWriteArrayList<PublicationChange>();
        publication.onStateChanged(changes::add);
        publication.publish(door("open"));
        grant(server.expectRequest("PUBLISH"), "one", 100);
        stage.seconds(1);
        assertThat(publication.state()).isEqualTo(PublicationState.PUBLISHED);
        server.respond(server.expectRequest("PUBLISH", Duration.ofSeconds(61)), 403);
        stage.seconds(1);
        assertThat(publication.state()).isEqualTo(PublicationState.REFUSED);
        assertThat(changes)
                .extracting(PublicationChange::state)
                .containsExactly(PublicationState.PUBLISHING, PublicationState.PUBLISHED, PublicationState.REFUSED);
        var last = changes.get(2);
        assertThat(last.status()).contains(403);
        assertThat(last.reason()).isEqualTo("Forbidden");
        assertThat(last.retryIn()).isEmpty();
        // It may be published again.
        var again = publication.publish(door("shut"));
        grant(server.expectRequest("PUBLISH"), "two", 600);
        assertThat(stage.await(again).isPublished()).isTrue();
        stage.seconds(1);
        remove("two");
        stage.seconds(1);
        assertThat(changes)
                .extracting(PublicationChange::state)
                .endsWith(PublicationState.PUBLISHED, PublicationState.REMOVING, PublicationState.NOT_PUBLISHED);
    }

    @Test
    @DisplayName("one that is away for a while is told too, and that it is back; a refresh that goes well is not")
    void lossForAWhileIsTold() {
        var states = watch();
        publication.publish(door("open"));
        grant(server.expectRequest("PUBLISH"), "one", 100);
        grant(server.expectRequest("PUBLISH", Duration.ofSeconds(61)), "two", 100);
        var refresh = server.expectRequest("PUBLISH", Duration.ofSeconds(61));
        server.respond(refresh, 503, draft -> draft.header("Retry-After", "20"));
        stage.seconds(1);
        assertThat(publication.state()).isEqualTo(PublicationState.RETRYING);
        var anew = server.expectRequest("PUBLISH", Duration.ofSeconds(60));
        assertThat(anew.body()).isEqualTo("open");
        grant(anew, "three", 600);
        stage.seconds(1);
        assertThat(states)
                .containsExactly(
                        PublicationState.PUBLISHING,
                        PublicationState.PUBLISHED,
                        PublicationState.RETRYING,
                        PublicationState.PUBLISHED);
        remove("three");
    }

    @Test
    void phoneThatClosesRemovesItsState() {
        publication.publish(door("open"));
        grant(server.expectRequest("PUBLISH"), "one", 600);
        stage.seconds(1);
        var closed = phone.phone().closeAsync();
        var last = server.expectRequest("PUBLISH");
        assertThat(last.header("Expires")).contains("0");
        grant(last, "gone", 0);
        stage.await(closed);
    }
}
