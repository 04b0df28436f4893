package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Both sides of REFER, every state with every input, against the tables written from the RFCs. */
class ReferTableTest {

    @Test
    void senderFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        var inputs = List.of(
                "100",
                "202",
                "200",
                "200 Refer-Sub false",
                "603",
                "481",
                "timeout",
                "transport-error",
                "NOTIFY 100",
                "NOTIFY 180",
                "NOTIFY 200 terminated",
                "NOTIFY 200 active",
                "NOTIFY 486 terminated",
                "NOTIFY 180 terminated",
                "NOTIFY without body",
                "NOTIFY nothing terminated",
                "stop",
                "BYE");
        for (var state : List.of("SENT", "ACCEPTED", "LEFT", "OVER")) {
            for (var input : inputs) {
                actual.put(state + " | " + input, new Sender(state).step(input));
            }
            if (List.of("SENT", "ACCEPTED").contains(state)) {
                actual.put(state + " | PATIENCE", new Sender(state).step("PATIENCE"));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("refer-subscription.txt"));
    }

    private static final class Sender implements ReferSubscription.User {
        private final SessionFixture call = SessionFixture.talking();
        private final ReferSubscription refer =
                ReferSubscription.send(call.session, request -> {}, Duration.ofSeconds(60), this, call.now);
        private boolean heard;

        Sender(String state) {
            switch (state) {
                case "ACCEPTED" -> input("202");
                case "OVER" -> input("NOTIFY 200 terminated");
                case "LEFT" -> input("stop");
                default -> heard = false;
            }
        }

        String step(String input) {
            call.host.taken();
            input(input);
            var over = refer.isGone() ? "OVER" : "LEFT";
            var state = refer.isEnded() ? over : heard ? "ACCEPTED" : "SENT";
            boolean timer = refer.nextDeadlineNanos() != io.switchhook.base.timer.Timed.NEVER;
            return state + " | " + call.host.taken() + " | " + (timer ? "PATIENCE" : "-");
        }

        private void input(String input) {
            var sent = call.host.last(SipMethod.REFER);
            switch (input) {
                case "100" -> sent.answer(100, call.now);
                case "202", "200", "603", "481" -> answer(sent, Integer.parseInt(input));
                case "200 Refer-Sub false" -> {
                    heard = true;
                    sent.answer(
                            SipResponse.answering(sent.latest(), 200)
                                    .set(ReferSubHeader.TYPE, new ReferSubHeader(false))
                                    .build(),
                            call.now);
                }
                case "timeout" -> sent.fail(ClientFailure.TIMEOUT, call.now);
                case "transport-error" -> sent.fail(ClientFailure.TRANSPORT_ERROR, call.now);
                case "stop" -> refer.stop(call.now);
                case "BYE" -> call.receive(SipMethod.BYE);
                case "PATIENCE" -> refer.onTime(refer.nextDeadlineNanos());
                default -> notify(input.substring(7));
            }
        }

        private void answer(FakeUsageHost.Sent sent, int status) {
            heard |= status < 300;
            sent.answer(status, call.now);
        }

        private void notify(String what) {
            heard = true;
            call.receive(notification(call, what));
        }

        @Override
        public void onAccepted(SipResponse response, long nowNanos) {
            call.host.log.add("accepted");
        }

        @Override
        public void onReport(StatusFragment report, long nowNanos) {
            call.host.log.add("report " + report.status());
        }

        @Override
        public void onOutcome(ReferOutcome outcome, long nowNanos) {
            var status = outcome instanceof ReferOutcome.Reported reported ? " " + reported.status() : "";
            call.host.log.add("outcome " + outcome.getClass().getSimpleName() + status);
        }
    }

    /** {@code 180}, {@code 200 active}, {@code nothing terminated} and so on. */
    static SipRequest.Builder notification(SessionFixture call, String what) {
        var words = what.split(" ");
        boolean terminated = words[words.length - 1].equals("terminated");
        var notify = call.peer
                .request(SipMethod.NOTIFY)
                .set(EventHeader.TYPE, EventHeader.of("refer"))
                .set(
                        SubscriptionStateHeader.TYPE,
                        terminated
                                ? SubscriptionStateHeader.terminated("noresource")
                                : SubscriptionStateHeader.active(60));
        return Character.isDigit(words[0].charAt(0))
                ? notify.body(ContentTypeHeader.SIPFRAG, "SIP/2.0 " + words[0] + " Reason")
                : notify;
    }

    @Test
    void receiverFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        var expected = UsageTable.read("refer-notifier.txt");
        var always = List.of("accept", "decline", "progress", "final");
        for (var state : List.of("ASKED", "SENDING", "QUIET", "QUEUED", "PARTING", "OVER")) {
            always.forEach(input -> actual.put(state + " | " + input, new Receiver(state).step(input)));
            if (List.of("SENDING", "QUEUED", "PARTING").contains(state)) {
                List.of("200", "481", "timeout")
                        .forEach(input -> actual.put(state + " | " + input, new Receiver(state).step(input)));
            }
            if (!List.of("ASKED", "OVER").contains(state)) {
                List.of("SUBSCRIBE", "SUBSCRIBE 0", "BYE")
                        .forEach(input -> actual.put(state + " | " + input, new Receiver(state).step(input)));
            }
            if (List.of("SENDING", "QUIET").contains(state)) {
                actual.put(state + " | EXPIRES", new Receiver(state).step("EXPIRES"));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static final class Receiver {
        private final SessionFixture call = SessionFixture.talking();
        private final FakeServerTransaction refer = call.receive(SipMethod.REFER);
        private final ReferNotifier notifier = new ReferNotifier(call.session, refer);
        private boolean decided;
        private boolean out;
        private boolean last;

        Receiver(String state) {
            var path = switch (state) {
                case "ASKED" -> List.<String>of();
                case "SENDING" -> List.of("accept");
                case "QUIET" -> List.of("accept", "200");
                case "QUEUED" -> List.of("accept", "final");
                case "PARTING" -> List.of("accept", "200", "final");
                default -> List.of("decline");
            };
            path.forEach(this::input);
            assertThat(name()).isEqualTo(state);
        }

        private String name() {
            if (notifier.isEnded()) {
                return "OVER";
            }
            if (!decided) {
                return "ASKED";
            }
            if (!out) {
                return "QUIET";
            }
            boolean lastIsOut = call.host
                    .last(SipMethod.NOTIFY)
                    .latest()
                    .first(SubscriptionStateHeader.TYPE)
                    .orElseThrow()
                    .isTerminated();
            return lastIsOut ? "PARTING" : last ? "QUEUED" : "SENDING";
        }

        String step(String input) {
            call.host.taken();
            int before = call.host.sent.size();
            input(input);
            boolean timer = notifier.nextDeadlineNanos() != io.switchhook.base.timer.Timed.NEVER;
            var notified = call.host.sent.size() > before
                    ? Optional.of(call.host.last(SipMethod.NOTIFY).latest())
                    : Optional.<SipRequest>empty();
            var log = call.host.taken();
            var actions = notified.map(notify -> log.replace("NOTIFY", describe(notify)))
                    .orElse(log);
            return name() + " | " + actions + " | " + (timer ? "EXPIRES" : "-");
        }

        private static String describe(SipRequest notify) {
            var state = notify.first(SubscriptionStateHeader.TYPE).orElseThrow();
            return "NOTIFY "
                    + StatusFragment.parse(notify.bodyText()).orElseThrow().status() + " " + state.state()
                    + state.reason().map(reason -> " " + reason).orElse("");
        }

        private void input(String input) {
            int before = call.host.sent.size();
            boolean answered = false;
            switch (input) {
                case "accept" -> {
                    decided = true;
                    notifier.accept(202, call.now);
                }
                case "decline" -> notifier.decline(603, "Decline", call.now);
                case "progress" -> notifier.report(new StatusFragment(180, "Ringing"), call.now);
                case "final" -> {
                    last = true;
                    notifier.report(new StatusFragment(200, "OK"), call.now);
                }
                case "200", "481" -> {
                    answered = true;
                    call.host.last(SipMethod.NOTIFY).answer(Integer.parseInt(input), call.now);
                }
                case "timeout" -> call.host.last(SipMethod.NOTIFY).fail(ClientFailure.TIMEOUT, call.now);
                case "BYE" -> call.receive(SipMethod.BYE);
                case "EXPIRES" -> {
                    last = true;
                    notifier.onTime(notifier.nextDeadlineNanos());
                }
                default -> subscribe(input.endsWith(" 0") ? 0 : 60);
            }
            out = call.host.sent.size() > before || (out && !answered);
        }

        private void subscribe(long expires) {
            last |= expires == 0;
            var request = call.peer
                    .request(SipMethod.SUBSCRIBE)
                    .set(EventHeader.TYPE, EventHeader.of("refer"))
                    .set(ExpiresHeader.TYPE, new ExpiresHeader(expires))
                    .build();
            assertThat(notifier.matches(request)).isTrue();
            notifier.onSubscribe(new FakeServerTransaction(request, call.host.log), request, call.now);
        }
    }
}
