package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.UsageTable;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The subscriber, every state with every input, against the table written from RFC 6665. */
class SubscriberTableTest {
    private static final List<String> STATES = List.of(
            "SUBSCRIBING",
            "GRANTED",
            "EARLY",
            "PENDING",
            "ACTIVE",
            "REFRESHING",
            "REFRESHED",
            "NOTIFIED",
            "UNSUBSCRIBING",
            "WAITING_TO_RETRY",
            "ENDED");
    private static final List<String> ANSWERS =
            List.of("200", "423", "403", "481", "489", "503", "503 Retry-After 300", "timeout");
    private static final List<String> ANSWERED =
            List.of("SUBSCRIBING", "EARLY", "REFRESHING", "NOTIFIED", "UNSUBSCRIBING");

    private static List<String> notifications() {
        var all = new ArrayList<>(List.of("NOTIFY active", "NOTIFY pending", "NOTIFY terminated"));
        for (var reason : List.of(
                "rejected",
                "noresource",
                "invariant",
                "deactivated",
                "timeout",
                "probation",
                "giveup",
                "strange",
                "probation 300",
                "giveup 300",
                "strange 300",
                "invariant 300",
                "rejected 300",
                "deactivated 300")) {
            all.add("NOTIFY terminated " + reason);
        }
        return all;
    }

    @Test
    void subscriberFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : STATES) {
            var inputs = new ArrayList<>(List.of("unsubscribe", "refresh"));
            if (ANSWERED.contains(state)) {
                inputs.addAll(ANSWERS);
            }
            if (!List.of("WAITING_TO_RETRY", "ENDED").contains(state)) {
                inputs.addAll(notifications());
            }
            for (var timer : new Play(state).follower.subscription.armed()) {
                // What can only come after another timer has a test of its own.
                if (!timer.equals("EXPIRES") && !(timer.equals("REFRESH") && state.equals("REFRESHED"))) {
                    inputs.add(timer);
                }
            }
            inputs.forEach(input -> actual.put(state + " | " + input, new Play(state).step(input)));
        }
        assertThat(actual)
                .containsExactlyInAnyOrderEntriesOf(
                        UsageTable.read("/io/switchhook/sip/core/event/event-subscription.txt"));
    }

    private static final class Play {
        private final Follower follower = new Follower();

        Play(String state) {
            var path = switch (state) {
                case "SUBSCRIBING" -> List.<String>of();
                case "GRANTED" -> List.of("200");
                case "EARLY" -> List.of("NOTIFY active");
                case "PENDING" -> List.of("200", "NOTIFY pending");
                case "ACTIVE" -> List.of("200", "NOTIFY active");
                case "REFRESHING" -> List.of("200", "NOTIFY active", "REFRESH");
                case "REFRESHED" -> List.of("200", "NOTIFY active", "REFRESH", "200");
                case "NOTIFIED" -> List.of("200", "NOTIFY active", "REFRESH", "NOTIFY active");
                case "UNSUBSCRIBING" -> List.of("200", "NOTIFY active", "unsubscribe");
                case "WAITING_TO_RETRY" -> List.of("503");
                default -> List.of("403");
            };
            path.forEach(this::input);
            assertThat(name()).isEqualTo(state);
        }

        private String name() {
            var state = follower.subscription.state();
            boolean answered = follower.subscribe().isOver();
            boolean awaitsNotify = follower.subscription.armed().contains("N");
            boolean willRefresh = follower.subscription.armed().contains("REFRESH");
            return switch (state) {
                case SUBSCRIBING -> answered ? "GRANTED" : "SUBSCRIBING";
                case PENDING, ACTIVE -> {
                    if (awaitsNotify) {
                        yield answered ? "REFRESHED" : "REFRESHING";
                    }
                    yield answered ? state.name() : willRefresh ? "EARLY" : "NOTIFIED";
                }
                case WAITING_TO_RETRY, UNSUBSCRIBING, ENDED -> state.name();
            };
        }

        String step(String input) {
            follower.host.taken();
            input(input);
            var timers = String.join(" ", follower.subscription.armed());
            return name() + " | " + follower.host.taken() + " | " + (timers.isEmpty() ? "-" : timers);
        }

        private void input(String input) {
            if (input.startsWith("NOTIFY ")) {
                follower.receive(state(input.substring(7)));
                return;
            }
            switch (input) {
                case "unsubscribe" -> follower.subscription.unsubscribe(follower.now);
                case "refresh" -> follower.subscription.refresh(follower.now);
                case "timeout" -> follower.fail(ClientFailure.TIMEOUT);
                case "N", "REFRESH", "RETRY" -> follower.tick();
                case "503 Retry-After 300" ->
                    follower.host
                            .last(SipMethod.SUBSCRIBE)
                            .answer(
                                    SipResponse.answering(follower.subscribe().latest(), 503)
                                            .set(RetryAfterHeader.TYPE, RetryAfterHeader.of(300))
                                            .build(),
                                    follower.now);
                default -> follower.answer(Integer.parseInt(input));
            }
        }

        /** {@code terminated probation 300} and the like. */
        private static String state(String words) {
            var word = words.split(" ");
            if (!word[0].equals("terminated")) {
                return words + ";expires=3600";
            }
            return "terminated"
                    + (word.length > 1 ? ";reason=" + word[1] : "")
                    + (word.length > 2 ? ";retry-after=" + word[2] : "");
        }
    }
}
