package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state of an INVITE session with every input, against the tables written from the RFCs. */
class SessionTableTest {
    private static final List<String> OURS =
            List.of("hangUp", "modify", "acknowledge", "ring", "answer", "refuse call");
    private static final List<String> INSIDE = List.of("BYE", "re-INVITE", "UPDATE+sdp", "UPDATE", "ACK", "INFO");
    private static final List<String> ANSWERS = List.of("100", "180", "183+sdp", "486", "timeout");
    private static final List<String> SUCCESSES = List.of("200+sdp", "200+sdp of a fork");

    @Test
    void callerFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : List.of(
                "CALLING",
                "EARLY",
                "CANCELLING",
                "OWING",
                "CONFIRMED",
                "CHANGING",
                "DECIDING",
                "ANSWERING",
                "WAITING",
                "ENDED",
                "GONE")) {
            for (var input : inputsOfCaller(state)) {
                actual.put(state + " | " + input, step(caller(state), input));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("session-caller.txt"));
    }

    @Test
    void calleeFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : List.of("INCOMING", "RINGING", "ANSWERED", "LEAVING", "CONFIRMED")) {
            var inputs = new ArrayList<>(INSIDE);
            inputs.addAll(OURS);
            inputs.add("CANCEL");
            inputs.addAll(armed(callee(state)));
            for (var input : inputs) {
                actual.put(state + " | " + input, step(callee(state), input));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("session-callee.txt"));
    }

    private static List<String> inputsOfCaller(String state) {
        var inputs = new ArrayList<>(SUCCESSES);
        inputs.addAll(OURS);
        if (List.of("CALLING", "EARLY", "CANCELLING").contains(state)) {
            inputs.addAll(ANSWERS);
        }
        if (!List.of("CALLING", "GONE").contains(state)) {
            inputs.addAll(INSIDE);
        }
        if (state.equals("DECIDING")) {
            inputs.addAll(List.of("CANCEL", "accept", "refuse"));
        }
        if (state.equals("ENDED")) {
            inputs.addAll(List.of("200 to BYE", "timeout of BYE"));
        }
        inputs.addAll(armed(caller(state)));
        return inputs;
    }

    private static SessionFixture caller(String state) {
        var path = switch (state) {
            case "CALLING", "OWING" -> List.<String>of();
            case "EARLY" -> List.of("180");
            case "CANCELLING" -> List.of("180", "hangUp");
            case "CONFIRMED" -> List.of("200+sdp");
            case "CHANGING" -> List.of("200+sdp", "modify");
            case "DECIDING" -> List.of("200+sdp", "re-INVITE");
            case "ANSWERING" -> List.of("200+sdp", "re-INVITE", "accept");
            case "WAITING" -> List.of("200+sdp", "re-INVITE", "accept", "modify");
            case "ENDED" -> List.of("200+sdp", "hangUp");
            default -> List.of("200+sdp", "hangUp", "200 to BYE");
        };
        var fixture =
                SessionFixture.calling(state.equals("OWING") ? Optional.empty() : Optional.of(SessionFixture.OURS));
        if (state.equals("OWING")) {
            fixture.success(Peer.TAG, true);
        }
        path.forEach(input -> input(fixture, input));
        assertThat(name(fixture)).isEqualTo(state);
        return fixture;
    }

    private static SessionFixture callee(String state) {
        var path = switch (state) {
            case "INCOMING" -> List.<String>of();
            case "RINGING" -> List.of("ring");
            case "ANSWERED" -> List.of("answer");
            case "LEAVING" -> List.of("answer", "hangUp");
            default -> List.of("answer", "ACK");
        };
        var fixture = SessionFixture.called();
        path.forEach(input -> input(fixture, input));
        assertThat(name(fixture)).isEqualTo(state);
        return fixture;
    }

    private static String step(SessionFixture fixture, String input) {
        fixture.host.taken();
        input(fixture, input);
        var timers = String.join(" ", armed(fixture));
        return name(fixture) + " | " + fixture.host.taken() + " | " + (timers.isEmpty() ? "-" : timers);
    }

    private static List<String> armed(SessionFixture fixture) {
        return new TreeSet<>(fixture.session.timers.armed())
                .stream().map(Enum::name).toList();
    }

    private static String name(SessionFixture fixture) {
        var session = fixture.session;
        return switch (session.state()) {
            case ENDED -> fixture.host.dialogs.isEmpty() ? "GONE" : "ENDED";
            case CALLING -> session.dialog().isPresent() ? "EARLY" : "CALLING";
            case INCOMING -> session.timers.isSet(InviteSession.Timer.PROVISIONAL_REPEAT) ? "RINGING" : "INCOMING";
            case ANSWERED -> session.isLeaving() ? "LEAVING" : "ANSWERED";
            case CANCELLING -> "CANCELLING";
            case CONFIRMED -> talking(session);
        };
    }

    private static String talking(InviteSession session) {
        boolean waits = session.offeredChange().isOpen();
        if (session.owesAnswer()) {
            return "OWING";
        }
        if (session.offeredChange().isUnanswered()) {
            return session.timers.isSet(InviteSession.Timer.CHANGE_GIVE_UP) ? "CHANGING" : "CHANGING-";
        }
        if (session.isChanging()
                && !session.rules().mayOffer(SipMethod.INVITE)
                && !session.answeredInvite().isPending()) {
            return waits ? "DECIDING*" : "DECIDING";
        }
        if (session.answeredInvite().isPending()) {
            return waits ? "WAITING" : "ANSWERING";
        }
        return "CONFIRMED";
    }

    private static void input(SessionFixture f, String input) {
        switch (input) {
            case "100" -> f.ourInvite().answer(100, f.now);
            case "180" -> f.provisional(180, Peer.TAG, false);
            case "183+sdp" -> f.provisional(183, Peer.TAG, true);
            case "200+sdp" -> f.success(Peer.TAG, true);
            case "200+sdp of a fork" -> f.success("carol", true);
            case "486" -> f.respond(f.ourInvite(), 486, Peer.TAG, false);
            case "timeout" -> f.failInvite(ClientFailure.TIMEOUT);
            case "BYE" -> f.receive(SipMethod.BYE);
            case "re-INVITE" -> f.change = Optional.of(f.receiveOffer(SipMethod.INVITE));
            case "UPDATE+sdp" -> f.receiveOffer(SipMethod.UPDATE);
            case "UPDATE" -> f.receive(SipMethod.UPDATE);
            case "INFO" -> f.receive(SipMethod.INFO);
            case "ACK" -> f.ack(false);
            case "CANCEL" -> f.cancel(f.change.or(() -> f.invite).orElseThrow());
            case "200 to BYE" -> f.host.last(SipMethod.BYE).answer(200, f.now);
            case "timeout of BYE" -> f.host.last(SipMethod.BYE).fail(ClientFailure.TIMEOUT, f.now);
            case "accept" -> f.user.modification().accept(SessionFixture.OURS, f.now);
            case "refuse" -> f.user.modification().refuse(488, "Not Acceptable Here", f.now);
            case "hangUp" -> f.session.hangUp(f.now);
            case "modify" -> f.modify();
            case "acknowledge" -> f.session.acknowledge(SessionFixture.OURS, f.now);
            case "ring" -> f.session.ring(180, "Ringing", Optional.empty(), f.now);
            case "answer" -> f.session.answer(SessionFixture.OURS, f.now);
            case "refuse call" -> f.session.refuse(486, "Busy Here", response -> {}, f.now);
            default -> f.fire(InviteSession.Timer.valueOf(input));
        }
    }

    @Test
    void ourReInviteFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        var answers = List.of(
                "100", "200+sdp", "200", "491", "488", "500", "481", "404", "408", "timeout", "transport-error");
        for (var input : answers) {
            actual.put("SENT | " + input, changeStep(SessionFixture.talking(), List.of(), input));
        }
        for (var input : List.of("re-INVITE", "modify")) {
            actual.put("SENT | " + input, changeStep(SessionFixture.talking(), List.of(), input));
            actual.put("GLARE | " + input, changeStep(SessionFixture.talking(), List.of("491"), input));
            actual.put("DONE | " + input, changeStep(SessionFixture.talking(), List.of("200+sdp"), input));
        }
        actual.put("GLARE | GLARE_RETRY", changeStep(SessionFixture.talking(), List.of("491"), "GLARE_RETRY"));
        for (var input : List.of("200+sdp", "200")) {
            actual.put("DONE | " + input, changeStep(SessionFixture.talking(), List.of("200+sdp"), input));
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("offered-change.txt"));
    }

    private static String changeStep(SessionFixture f, List<String> path, String input) {
        f.modify();
        var sent = f.host.last(SipMethod.INVITE);
        path.forEach(step -> changeInput(f, sent, step));
        f.host.taken();
        changeInput(f, sent, input);
        var timers = f.session.timers.armed().stream().map(Enum::name).collect(Collectors.joining(" "));
        return changeName(f) + " | " + f.host.taken() + " | " + (timers.isEmpty() ? "-" : timers);
    }

    private static String changeName(SessionFixture f) {
        return switch (name(f)) {
            case "ENDED" -> "LOST";
            case "CHANGING" -> "SENT";
            case "CONFIRMED" -> f.session.offeredChange().isOpen() ? "GLARE" : "DONE";
            default -> name(f);
        };
    }

    private static void changeInput(SessionFixture f, FakeUsageHost.Sent sent, String input) {
        switch (input) {
            case "100", "491", "488", "500", "481", "404", "408", "200" ->
                f.respond(sent, Integer.parseInt(input), Peer.TAG, false);
            case "200+sdp" -> f.respond(sent, 200, Peer.TAG, true);
            case "timeout" -> sent.fail(ClientFailure.TIMEOUT, f.now);
            case "transport-error" -> sent.fail(ClientFailure.TRANSPORT_ERROR, f.now);
            default -> input(f, input);
        }
    }
}
