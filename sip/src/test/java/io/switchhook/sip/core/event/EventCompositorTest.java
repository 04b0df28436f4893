package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.Timed;
import io.switchhook.simulation.SeededRandomness;
import io.switchhook.sip.core.event.PublishOutcome.Done;
import io.switchhook.sip.core.event.PublishOutcome.Refused;
import io.switchhook.sip.message.SipRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 3903 §6, step by step. */
class EventCompositorTest {
    private static final CompositorLimits LIMITS =
            new CompositorLimits(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2), 2, 2, 100);

    private final List<String> expired = new ArrayList<>();
    private final EventCompositor compositor =
            new EventCompositor("x-doors", LIMITS, new SeededRandomness(1), (resource, now) -> expired.add(resource));
    private final House house = new House();
    private long now = 1_000_000_000L;

    private SipRequest.Builder publish(String body) {
        var template = house.subscribe("alice", 600).build();
        var publish = SipRequest.builder(io.switchhook.sip.message.header.SipMethod.PUBLISH, template.uri());
        for (var name : List.of("Via", "Max-Forwards", "From", "To", "Call-ID", "Event", "Expires")) {
            publish.header(name, template.value(name).orElseThrow());
        }
        publish.header("CSeq", "1 PUBLISH");
        return body.isEmpty()
                ? publish.noBody()
                : publish.body(EventState.of("text/plain", body).type(), body);
    }

    private SipRequest.Builder again(String body, String entityTag) {
        return publish(body).header("SIP-If-Match", entityTag);
    }

    private PublishOutcome at(String resource, SipRequest.Builder publish) {
        return compositor.onPublish(resource, publish.build(), now);
    }

    private Done done(String resource, SipRequest.Builder publish) {
        return (Done) at(resource, publish);
    }

    private String state() {
        return compositor.stateOf("front").map(EventState::text).orElse("none");
    }

    @Test
    @DisplayName("§4.1, table 1: initial, refresh, modify, remove; each success has a new tag (§6 step 6)")
    void allFourOperations() {
        var first = done("front", publish("open"));
        assertThat(first.changed()).isTrue();
        assertThat(first.granted()).isEqualTo(Duration.ofMinutes(10));
        var refreshed = done("front", again("", first.entityTag()));
        assertThat(refreshed.changed()).isFalse();
        assertThat(state()).isEqualTo("open");
        var modified = done("front", again("shut", refreshed.entityTag()));
        assertThat(modified.changed()).isTrue();
        assertThat(state()).isEqualTo("shut");
        var removed = done(
                "front", again("", modified.entityTag()).removeAll("Expires").header("Expires", "0"));
        assertThat(removed.granted()).isZero();
        assertThat(state()).isEqualTo("none");
        assertThat(new HashSet<>(
                        List.of(first.entityTag(), refreshed.entityTag(), modified.entityTag(), removed.entityTag())))
                .hasSize(4);
        assertThat(compositor.size()).isZero();
    }

    @Test
    void answerTellsTagAndLifetime() {
        var request = publish("open").build();
        var answer = compositor.onPublish("front", request, now).answer(request).build();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("SIP-ETag")).isPresent();
        assertThat(answer.value("Expires")).contains("600");
        var brief = publish("open").removeAll("Expires").header("Expires", "30").build();
        assertThat(compositor
                        .onPublish("front", brief, now)
                        .answer(brief)
                        .build()
                        .value("Min-Expires"))
                .contains("60");
    }

    @Test
    @DisplayName("§6 step 2: another package, or none: 489")
    void foreignPackageIsRefused() {
        assertThat(at("front", publish("open").removeAll("Event"))).isEqualTo(new Refused(489, "Bad Event"));
        assertThat(at("front", publish("open").removeAll("Event").header("Event", "presence")))
                .isEqualTo(new Refused(489, "Bad Event"));
    }

    @Test
    @DisplayName("§6 step 3: a tag that is not known, old, or of another resource: 412; more than one: 400")
    void tagsAreChecked() {
        var first = done("front", publish("open"));
        var second = done("front", again("", first.entityTag()));
        var conditional = new Refused(412, "Conditional Request Failed");
        assertThat(at("front", again("", first.entityTag()))).isEqualTo(conditional);
        assertThat(at("front", again("shut", "invented"))).isEqualTo(conditional);
        assertThat(at("back", again("shut", second.entityTag()))).isEqualTo(conditional);
        var two = again("shut", second.entityTag()).header("SIP-If-Match", "other");
        assertThat(((Refused) at("front", two)).status()).isEqualTo(400);
        assertThat(state()).isEqualTo("open");
    }

    @Test
    @DisplayName("§6 step 4: cut to the longest, the usual when none is asked for, 423 when too short")
    void lifetimesAreBounded() {
        var none = done("front", publish("open").removeAll("Expires"));
        assertThat(none.granted()).isEqualTo(Duration.ofHours(1));
        var generous = done("back", publish("open").removeAll("Expires").header("Expires", "100000"));
        assertThat(generous.granted()).isEqualTo(Duration.ofHours(2));
        var brief = at("front", publish("shut").removeAll("Expires").header("Expires", "59"));
        assertThat(brief).isEqualTo(new PublishOutcome.TooBrief(Duration.ofMinutes(1)));
        assertThat(state()).isEqualTo("open");
    }

    @Test
    @DisplayName("§6 step 5: an initial publication needs a body; one without a type is not understood")
    void bodiesAreChecked() {
        assertThat(((Refused) at("front", publish(""))).status()).isEqualTo(400);
        assertThat(((Refused) at("front", publish("open").removeAll("Content-Type"))).status())
                .isEqualTo(415);
        assertThat(((Refused) at("front", publish("x".repeat(101)))).status()).isEqualTo(413);
        assertThat(compositor.size()).isZero();
    }

    @Test
    @DisplayName(
            "§10.3: several publish for one resource; the newest is its state, and one that goes leaves the others")
    void severalSourcesAreKeptApart() {
        var phone = done("front", publish("open"));
        var other = done("front", publish("ajar"));
        assertThat(state()).isEqualTo("ajar");
        var refreshed = done("front", again("", phone.entityTag()));
        assertThat(refreshed.changed()).isFalse();
        assertThat(state()).isEqualTo("ajar");
        done("front", again("", other.entityTag()).removeAll("Expires").header("Expires", "0"));
        assertThat(state()).isEqualTo("open");
        done("front", publish("third"));
        assertThat(((Refused) at("front", publish("fourth"))).status()).isEqualTo(403);
        assertThat(compositor.statesOf("front")).extracting(EventState::text).containsExactly("open", "third");
    }

    @Test
    void resourcesAreBounded() {
        done("front", publish("open"));
        done("back", publish("open"));
        assertThat(((Refused) at("garden", publish("open"))).status()).isEqualTo(503);
    }

    @Test
    @DisplayName("§4.2: what is not refreshed expires, and is told")
    void stateExpires() {
        var first = done("front", publish("open"));
        now += Duration.ofMinutes(9).toNanos();
        var kept = done("front", again("", first.entityTag()));
        done("back", publish("open"));
        now += Duration.ofMinutes(9).toNanos();
        compositor.onTime(now);
        assertThat(expired).isEmpty();
        now += Duration.ofMinutes(2).toNanos();
        compositor.onTime(now);
        assertThat(expired).containsExactly("front", "back");
        assertThat(((Refused) at("front", again("", kept.entityTag()))).status())
                .isEqualTo(412);
        assertThat(compositor.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }
}
