package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random inputs in random order, thousands of calls from printed seeds: each ends once, and leaves neither a timer nor a dialog behind. */
class RandomLivesTest {
    private static final int LIVES = 4_000;
    private static final List<String> FORKS = List.of("bob", "carol", "dave");
    private static final List<Integer> STATUSES =
            List.of(100, 180, 183, 200, 200, 302, 404, 408, 481, 486, 487, 488, 491, 500, 603);
    private static final List<SipMethod> METHODS = List.of(
            SipMethod.INVITE,
            SipMethod.UPDATE,
            SipMethod.BYE,
            SipMethod.INFO,
            SipMethod.NOTIFY,
            SipMethod.REFER,
            SipMethod.SUBSCRIBE);

    @Test
    void everyCallEndsOnceAndLeavesNothing() {
        for (long seed = 1; seed <= LIVES; seed++) {
            try {
                new Life(seed).live();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Life implements ReferSubscription.User {
        private final Random random;
        private final SessionFixture call;
        private final Map<FakeUsageHost.Sent, Boolean> finals = new HashMap<>();
        private final List<Timed> timed = new ArrayList<>();
        private final List<ReferNotifier> notifiers = new ArrayList<>();
        private final List<FakeServerTransaction> received = new ArrayList<>();
        private int refers;
        private int outcomes;
        private int changesAsked;

        Life(long seed) {
            random = new Random(seed);
            var host = new FakeUsageHost(seed);
            Optional<String> offer = random.nextBoolean() ? Optional.of(SessionFixture.OURS) : Optional.empty();
            call = random.nextBoolean() ? SessionFixture.calling(host, offer) : SessionFixture.called(host, offer);
            timed.add(call.session);
        }

        void live() {
            int steps = 5 + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                step();
                check();
            }
            end();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> answerOne();
                case 3, 4 -> receiveOne();
                case 5 -> ours();
                case 6 -> call.ack(random.nextBoolean());
                case 7 -> advance(random.nextInt(40_000));
                case 8 -> refer();
                case 9 -> decide();
                case 10 -> call.invite.ifPresent(this::cancelIfOpen);
                default -> advance(random.nextInt(2_000));
            }
        }

        private void cancelIfOpen(FakeServerTransaction invite) {
            if (!invite.finalSent()) {
                call.cancel(invite);
            }
        }

        /** Answers as a transaction would tell them: one final only, but a 2xx of an INVITE any number of times. */
        private void answerOne() {
            if (call.host.sent.isEmpty()) {
                return;
            }
            var sent = call.host.sent.get(random.nextInt(call.host.sent.size()));
            int status = STATUSES.get(random.nextInt(STATUSES.size()));
            boolean invite = sent.method().equals(SipMethod.INVITE);
            if (sent.isOver() && !(invite && status == 200 && finals.getOrDefault(sent, false))) {
                return;
            }
            if (random.nextInt(12) == 0 && !sent.isOver()) {
                sent.fail(ClientFailure.values()[random.nextInt(2)], call.now);
                return;
            }
            if (status >= 200) {
                finals.put(sent, status < 300);
            }
            var tag = sent == call.host.sent.get(0) && invite ? FORKS.get(random.nextInt(3)) : Peer.TAG;
            call.respond(sent, status, tag, random.nextBoolean());
        }

        private void receiveOne() {
            if (call.host.dialogs.isEmpty()) {
                return;
            }
            var open = call.openDialogs();
            var tag = open.get(random.nextInt(open.size()));
            var method = METHODS.get(random.nextInt(METHODS.size()));
            SipRequest.Builder request = method.equals(SipMethod.NOTIFY)
                    ? ReferTableTest.notification(
                            call,
                            List.of("100", "180", "200 terminated", "486 active")
                                    .get(random.nextInt(4)))
                    : call.peer.request(method, tag);
            if (random.nextBoolean() && !method.equals(SipMethod.NOTIFY)) {
                request.body(ContentTypeHeader.SDP, Peer.SDP);
            }
            int asked = call.user.requests.size();
            var transaction = call.receive(request);
            received.add(transaction);
            if (method.equals(SipMethod.INVITE)) {
                call.change = Optional.of(transaction);
            }
            if (method.equals(SipMethod.REFER) && call.user.requests.size() > asked) {
                var notifier = new ReferNotifier(call.session, transaction);
                notifier.accept(202, call.now);
                notifiers.add(notifier);
                timed.add(notifier);
            }
        }

        private void ours() {
            switch (random.nextInt(7)) {
                case 0 -> call.session.hangUp(call.now);
                case 1 -> call.session.ring(180, "Ringing", Optional.empty(), call.now);
                case 2 -> call.session.answer(SessionFixture.OURS, call.now);
                case 3 -> call.session.refuse(486, "Busy Here", response -> {}, call.now);
                case 4 -> call.session.acknowledge(SessionFixture.OURS, call.now);
                default -> {
                    changesAsked++;
                    call.modify();
                }
            }
        }

        private void decide() {
            if (!call.user.modifications.isEmpty()) {
                if (random.nextBoolean()) {
                    call.user.modification().accept(SessionFixture.OURS, call.now);
                } else {
                    call.user.modification().refuse(488, "Not Acceptable Here", call.now);
                }
            }
            if (!notifiers.isEmpty()) {
                notifiers
                        .get(random.nextInt(notifiers.size()))
                        .report(new StatusFragment(random.nextBoolean() ? 180 : 200, "Report"), call.now);
            }
        }

        private void refer() {
            if (call.session.state() == InviteSession.State.CONFIRMED && refers < 4) {
                refers++;
                timed.add(ReferSubscription.send(call.session, request -> {}, Duration.ofSeconds(20), this, call.now));
            }
        }

        private void advance(long millis) {
            long until = call.now + millis * 1_000_000;
            for (var next = due(until); next.isPresent(); next = due(until)) {
                call.now = Math.max(call.now, next.get().nextDeadlineNanos());
                next.get().onTime(call.now);
                check();
            }
            call.now = until;
        }

        private Optional<Timed> due(long until) {
            return timed.stream()
                    .filter(one -> one.nextDeadlineNanos() <= until)
                    .findFirst();
        }

        private void check() {
            assertThat(call.user.endings.size()).isEqualTo(call.session.state() == InviteSession.State.ENDED ? 1 : 0);
            if (call.session.state() == InviteSession.State.ENDED) {
                assertThat(call.session.timers.armed()).isEmpty();
                assertThat(call.user.changes()).isEqualTo(changesAsked);
            }
            assertThat(outcomes).isLessThanOrEqualTo(refers);
        }

        /** We hang up, nobody answers any more, and time goes by: the network's timers first, then ours. */
        private void end() {
            call.session.hangUp(call.now);
            for (int i = 0; i < 4; i++) {
                for (var sent : List.copyOf(call.host.sent)) {
                    if (!sent.isOver()) {
                        sent.fail(ClientFailure.TIMEOUT, call.now);
                    }
                }
                advance(400_000);
            }
            check();
            assertThat(call.session.state()).isEqualTo(InviteSession.State.ENDED);
            assertThat(timed).allMatch(one -> one.nextDeadlineNanos() == Timed.NEVER);
            assertThat(outcomes).isEqualTo(refers);
            assertThat(call.host.dialogs).isEmpty();
            assertThat(call.invite.map(FakeServerTransaction::finalSent).orElse(true))
                    .isTrue();
            assertThat(received.stream().filter(one -> !call.user.requests.contains(one)))
                    .allMatch(FakeServerTransaction::finalSent);
            assertThat(call.host.rearmed()).isPositive();
        }

        @Override
        public void onAccepted(SipResponse response, long nowNanos) {}

        @Override
        public void onReport(StatusFragment report, long nowNanos) {}

        @Override
        public void onOutcome(ReferOutcome outcome, long nowNanos) {
            outcomes++;
        }
    }

    @Test
    void everyRegistrationStopsWhenToldTo() {
        var inputs = List.of(
                "register",
                "unregister",
                "200",
                "100",
                "401",
                "403",
                "423",
                "423 useless",
                "503",
                "503 after 30",
                "timeout");
        for (long seed = 1; seed <= LIVES; seed++) {
            var random = new Random(seed);
            var line = new RegistrationFixture(new FakeUsageHost(seed));
            for (int i = 0; i < 40; i++) {
                var input = inputs.get(random.nextInt(inputs.size()));
                boolean open = !line.host.sent.isEmpty() && !line.sent().isOver();
                if (input.endsWith("register") || open) {
                    line.input(input);
                }
                line.advance(Duration.ofSeconds(random.nextInt(3_000)));
            }
            line.input("unregister");
            while (!line.host.sent.isEmpty() && !line.sent().isOver()) {
                line.input("timeout");
            }
            assertThat(line.registration.state()).as("seed %s", seed).isEqualTo(RegistrationUsage.State.IDLE);
            assertThat(line.registration.timers.armed()).as("seed %s", seed).isEmpty();
        }
    }
}
