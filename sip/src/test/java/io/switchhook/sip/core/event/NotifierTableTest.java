package io.switchhook.sip.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.UsageTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The notifier, every state with every input, against the table written from RFC 6665. */
class NotifierTableTest {
    private static final List<String> STATES =
            List.of("PENDING_OUT", "PENDING", "ACTIVE_OUT", "ACTIVE", "QUEUED", "PARTING_QUEUED", "PARTING", "OVER");
    private static final List<String> ANSWERS =
            List.of("200", "500", "503", "481", "404", "405", "489", "408", "timeout", "transport error");

    @Test
    void notifierFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : STATES) {
            var inputs = new ArrayList<>(
                    List.of("change", "approve", "reject", "terminate", "SUBSCRIBE", "SUBSCRIBE 0", "SUBSCRIBE 59"));
            if (List.of("PENDING_OUT", "ACTIVE_OUT", "QUEUED", "PARTING_QUEUED", "PARTING")
                    .contains(state)) {
                inputs.addAll(ANSWERS);
            }
            if (!List.of("PARTING_QUEUED", "PARTING", "OVER").contains(state)) {
                inputs.add("EXPIRES");
            }
            inputs.forEach(input -> actual.put(state + " | " + input, new Play(state).step(input)));
        }
        assertThat(actual)
                .containsExactlyInAnyOrderEntriesOf(
                        UsageTable.read("/io/switchhook/sip/core/event/event-notifier.txt"));
    }

    private static final class Play {
        private final House house = new House();
        private final EventNotifier notifier;
        private boolean queued;

        Play(String state) {
            var pending = state.startsWith("PENDING");
            notifier = house.accept(house.subscribe("alice", 600), !pending);
            var path = switch (state) {
                case "PENDING", "ACTIVE" -> List.of("200");
                case "QUEUED" -> List.of("change");
                case "PARTING_QUEUED" -> List.of("SUBSCRIBE 0");
                case "PARTING" -> List.of("200", "SUBSCRIBE 0");
                case "OVER" -> List.of("481");
                default -> List.<String>of();
            };
            path.forEach(this::input);
            assertThat(name()).isEqualTo(state);
        }

        private String name() {
            if (!house.ends.isEmpty()) {
                return "OVER";
            }
            boolean out = !house.sent().isOver();
            boolean last = House.stateIn(house.lastNotify()).isTerminated();
            return switch (notifier.state()) {
                case TERMINATED -> last ? "PARTING" : "PARTING_QUEUED";
                case ACTIVE -> out ? (queued ? "QUEUED" : "ACTIVE_OUT") : "ACTIVE";
                case PENDING -> out ? (queued ? "PENDING_QUEUED" : "PENDING_OUT") : "PENDING";
            };
        }

        String step(String input) {
            house.host.taken();
            long before = house.host.sent.size();
            input(input);
            var timers = notifier.timers.armed().isEmpty()
                    ? "-"
                    : notifier.timers.armed().iterator().next().name();
            var log = house.host.taken();
            return name() + " | "
                    + (house.host.sent.size() > before
                            ? log.replace("NOTIFY", "NOTIFY " + House.describe(house.lastNotify()))
                            : log)
                    + " | " + timers;
        }

        private void input(String input) {
            long before = house.host.sent.size();
            boolean out = !house.sent().isOver();
            switch (input) {
                case "change" -> notifier.onStateChanged(house.now);
                case "approve" -> notifier.approve(house.now);
                case "reject" -> notifier.reject(house.now);
                case "terminate" -> notifier.terminate("noresource", Optional.empty(), house.now);
                case "SUBSCRIBE" -> house.receive(house.refresh("alice", 600));
                case "SUBSCRIBE 0" -> house.receive(house.refresh("alice", 0));
                case "SUBSCRIBE 59" -> house.receive(house.refresh("alice", 59));
                case "timeout" -> house.sent().fail(ClientFailure.TIMEOUT, house.now);
                case "transport error" -> house.sent().fail(ClientFailure.TRANSPORT_ERROR, house.now);
                case "EXPIRES" -> notifier.onTime(notifier.nextDeadlineNanos());
                default -> house.sent().answer(Integer.parseInt(input), house.now);
            }
            boolean asks = List.of("change", "approve", "SUBSCRIBE").contains(input);
            boolean tells = !(input.equals("change") && notifier.state() == EventNotifier.State.PENDING)
                    && !(input.equals("approve") && !queued && wasActive(out));
            queued = house.host.sent.size() == before && (queued || (asks && out && tells));
        }

        /** Approving what was granted from the beginning changes nothing. */
        private boolean wasActive(boolean out) {
            return out && !House.stateIn(house.lastNotify()).state().equals("pending");
        }
    }
}
