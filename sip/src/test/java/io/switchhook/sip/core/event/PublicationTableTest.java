package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.FakeUsageHost;
import io.switchhook.sip.core.usage.UsageTable;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.MinExpiresHeader;
import io.switchhook.sip.message.header.SipEtagHeader;
import io.switchhook.sip.message.header.SipIfMatchHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The publication agent, every state with every input, against the table written from RFC 3903; and what a table cannot show. */
class PublicationTableTest {
    private static final List<String> STATES = List.of(
            "IDLE",
            "FIRST",
            "FIRST+",
            "PUBLISHED",
            "MODIFYING",
            "REFRESHING",
            "REFRESHING+",
            "LEAVING",
            "REMOVING",
            "WAITING_TO_RETRY");

    @Test
    void publicationFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : STATES) {
            var inputs = new ArrayList<>(List.of("publish", "remove"));
            if (!List.of("IDLE", "PUBLISHED", "WAITING_TO_RETRY").contains(state)) {
                inputs.addAll(List.of("200", "412", "423", "403", "503", "timeout"));
            }
            if (state.equals("PUBLISHED")) {
                inputs.add("REFRESH");
            }
            if (state.equals("WAITING_TO_RETRY")) {
                inputs.add("RETRY");
            }
            inputs.forEach(input -> actual.put(state + " | " + input, new Play(state).step(input)));
        }
        assertThat(actual)
                .containsExactlyInAnyOrderEntriesOf(
                        UsageTable.read("/io/switchhook/sip/core/event/event-publication.txt"));
    }

    private static final class Play implements PublicationUser {
        private final FakeUsageHost host = new FakeUsageHost();
        private final EventPublication publication = new EventPublication(
                host,
                new PublicationPlan(
                        SipUri.parse("sip:house@biloxi.com"),
                        Follower.address("sip:house@biloxi.com"),
                        "x-doors",
                        Duration.ofHours(1)),
                this);
        private long now = 1_000_000_000L;
        private int states;
        private boolean waits;
        private boolean leaves;
        private Optional<EventState> told = Optional.empty();

        Play() {}

        Play(String state) {
            var path = switch (state) {
                case "IDLE" -> List.<String>of();
                case "FIRST" -> List.of("publish");
                case "FIRST+" -> List.of("publish", "publish");
                case "PUBLISHED" -> List.of("publish", "200");
                case "MODIFYING" -> List.of("publish", "200", "publish");
                case "REFRESHING" -> List.of("publish", "200", "REFRESH");
                case "REFRESHING+" -> List.of("publish", "200", "REFRESH", "publish");
                case "LEAVING" -> List.of("publish", "200", "REFRESH", "remove");
                case "REMOVING" -> List.of("publish", "200", "remove");
                default -> List.of("publish", "503");
            };
            path.forEach(this::input);
            assertThat(name()).isEqualTo(state);
        }

        private SipRequest last() {
            return host.last(SipMethod.PUBLISH).latest();
        }

        private String name() {
            boolean tagged = publication.state() != EventPublication.State.IDLE && last().has(SipIfMatchHeader.TYPE);
            return switch (publication.state()) {
                case PUBLISHING -> {
                    if (leaves) {
                        yield tagged ? "LEAVING" : "LEAVING_FIRST";
                    }
                    yield tagged ? (waits ? "REFRESHING+" : "MODIFYING") : waits ? "FIRST+" : "FIRST";
                }
                case REFRESHING -> leaves ? "LEAVING" : waits ? "REFRESHING+" : "REFRESHING";
                case REMOVING -> waits ? "RETURNING" : "REMOVING";
                case IDLE, PUBLISHED, WAITING_TO_RETRY -> publication.state().name();
            };
        }

        String step(String input) {
            host.taken();
            long before = host.sent.size();
            input(input);
            var log = host.taken();
            var timers = publication.timers.armed().isEmpty()
                    ? "-"
                    : publication.timers.armed().iterator().next().name();
            var actions = host.sent.size() > before ? log.replaceFirst("PUBLISH( 0)?", "P " + operation(last())) : log;
            return name() + " | " + actions + " | " + timers;
        }

        /** RFC 3903 §4.1, table 1. */
        private static String operation(SipRequest publish) {
            boolean body = publish.bodyLength() > 0;
            boolean match = publish.has(SipIfMatchHeader.TYPE);
            long expires = publish.first(ExpiresHeader.TYPE).orElseThrow().seconds();
            if (expires == 0) {
                return match && !body ? "remove" : "nonsense";
            }
            if (match) {
                return body ? "modify" : "refresh";
            }
            return body ? "initial" : "nonsense";
        }

        private void input(String input) {
            long before = host.sent.size();
            boolean out =
                    !host.sent.isEmpty() && !host.sent.get(host.sent.size() - 1).isOver();
            switch (input) {
                case "publish" -> publication.publish(EventState.of("text/plain", "state " + ++states), now);
                case "remove" -> publication.remove(now);
                case "timeout" -> host.last(SipMethod.PUBLISH).fail(ClientFailure.TIMEOUT, now);
                case "REFRESH", "RETRY" -> {
                    now = publication.nextDeadlineNanos();
                    publication.onTime(now);
                }
                default -> answer(Integer.parseInt(input), Optional.empty());
            }
            boolean sent = host.sent.size() > before;
            waits = !sent && out && (input.equals("publish") || (waits && !input.equals("remove")));
            leaves = !sent && out && (input.equals("remove") || (leaves && !input.equals("publish")));
        }

        void answer(int status, Optional<Long> granted) {
            var answer = SipResponse.answering(last(), status);
            if (status == 200) {
                answer.set(SipEtagHeader.TYPE, new SipEtagHeader("tag" + host.sent.size()));
                answer.set(ExpiresHeader.TYPE, new ExpiresHeader(granted.orElse(3_600L)));
            } else if (status == 423) {
                answer.set(MinExpiresHeader.TYPE, new MinExpiresHeader(7_200));
            }
            host.last(SipMethod.PUBLISH).answer(answer.build(), now);
        }

        @Override
        public void onPublished(EventState state, Duration granted, long nowNanos) {
            told = Optional.of(state);
            host.log.add("published");
        }

        @Override
        public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
            host.log.add("refused " + response.status() + (retryIn.isPresent() ? " later" : " for good"));
        }

        @Override
        public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
            host.log.add("unreachable");
        }

        @Override
        public void onRemoved(long nowNanos) {
            host.log.add("removed");
        }
    }

    @Test
    @DisplayName("RFC 3903 §15, M1 to M14: each answer has a new tag, and the next PUBLISH names it")
    void newestTagIsNamed() {
        var play = new Play("PUBLISHED");
        for (int i = 0; i < 3; i++) {
            play.input(i == 1 ? "publish" : "REFRESH");
            assertThat(play.last().first(SipIfMatchHeader.TYPE))
                    .contains(new SipIfMatchHeader("tag" + (play.host.sent.size() - 1)));
            play.input("200");
        }
        assertThat(play.host.sent)
                .extracting(sent -> sent.latest().cseq().number())
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void ofStatesThatComeMeanwhileTheNewestFollows() {
        var play = new Play();
        for (int i = 0; i < 5; i++) {
            play.input("publish");
        }
        assertThat(play.last().bodyText()).isEqualTo("state 1");
        play.input("200");
        assertThat(play.last().bodyText()).isEqualTo("state 5");
        play.input("200");
        assertThat(play.told.orElseThrow().text()).isEqualTo("state 5");
        assertThat(play.host.count(SipMethod.PUBLISH)).isEqualTo(2);
    }

    @Test
    @DisplayName("§5: after 412 the newest state is published, without a tag")
    void forgottenStateIsPublishedAnew() {
        var play = new Play("REFRESHING+");
        play.input("412");
        assertThat(play.last().bodyText()).isEqualTo("state 2");
        assertThat(play.last().has(SipIfMatchHeader.TYPE)).isFalse();
    }

    @Test
    @DisplayName("§4.2: refreshed within the lifetime that the answer grants")
    void refreshesInTime() {
        var play = new Play("FIRST");
        play.answer(200, Optional.of(600L));
        assertThat(play.publication.nextDeadlineNanos() - play.now)
                .isEqualTo(Duration.ofSeconds(560).toNanos());
        play.input("REFRESH");
        play.answer(200, Optional.of(30L));
        assertThat(play.publication.nextDeadlineNanos() - play.now)
                .isEqualTo(Duration.ofSeconds(15).toNanos());
    }
}
