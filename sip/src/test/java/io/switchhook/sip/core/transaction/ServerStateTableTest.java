package io.switchhook.sip.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of the server machines with every input, against the tables written from the RFC. */
class ServerStateTableTest {
    private static final SipRequest INVITE = Samples.request(SipMethod.INVITE, "z9hG4bKinvite");
    private static final SipRequest ACK = Samples.request(SipMethod.ACK, "z9hG4bKinvite");
    private static final SipRequest OPTIONS = Samples.request(SipMethod.OPTIONS, "z9hG4bKoptions");
    private static final long NOW = 1_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inviteServerFollowsItsTable(boolean reliable) {
        var inputs = new ArrayList<>(List.of("INVITE", "ACK", "tu-1xx", "tu-2xx", "tu-300-699", "transport-error"));
        for (var timer : InviteServerTransaction.Timer.values()) {
            if (!reliable || timer != InviteServerTransaction.Timer.G) {
                inputs.add(timer.name());
            }
        }
        var states = new ArrayList<>(
                List.of("PROCEEDING", "PROCEEDING*", "ACCEPTED", "COMPLETED", "CONFIRMED", "TERMINATED"));
        assertThat(states).hasSize(InviteServerTransaction.State.values().length + 1);
        if (reliable) {
            states.remove("CONFIRMED");
        }
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : states) {
            inputs.forEach(input -> actual.put(state + " | " + input, invite(reliable, state, input)));
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(StateTable.read("invite-server.txt", reliable));
    }

    private static String invite(boolean reliable, String from, String input) {
        var out = new ServerRecorder(INVITE);
        var machine = new InviteServerTransaction(TimerValues.DEFAULT, reliable, out);
        machine.start(NOW);
        var path = switch (from) {
            case "PROCEEDING" -> List.<String>of();
            case "PROCEEDING*" -> List.of("tu-1xx");
            case "ACCEPTED" -> List.of("tu-2xx");
            case "COMPLETED" -> List.of("tu-300-699");
            case "CONFIRMED" -> List.of("tu-300-699", "ACK");
            default -> List.of("tu-300-699", "H");
        };
        boolean[] provisional = {false};
        path.forEach(step -> input(machine, step, provisional));
        assertThat(machine.state().name()).isEqualTo(from.replace("*", ""));
        out.taken();
        input(machine, input, provisional);
        boolean starred = machine.state() == InviteServerTransaction.State.PROCEEDING && provisional[0];
        return StateTable.row(
                machine.state() + (starred ? "*" : ""), out.taken(), ClientStateTableTest.armed(machine.timers()));
    }

    private static void input(InviteServerTransaction machine, String input, boolean[] provisional) {
        provisional[0] |= input.equals("tu-1xx") || input.equals("TRYING");
        switch (input) {
            case "INVITE" -> machine.onRepeat(NOW);
            case "ACK" -> machine.onAck(ACK, NOW);
            case "tu-1xx" -> machine.onAnswer(Samples.answer(INVITE, 180), NOW);
            case "tu-2xx" -> machine.onAnswer(Samples.answer(INVITE, 200), NOW);
            case "tu-300-699" -> machine.onAnswer(Samples.answer(INVITE, 486), NOW);
            case "transport-error" -> machine.onTransportError(NOW);
            default -> {
                var timer = InviteServerTransaction.Timer.valueOf(input);
                machine.timers().cancel(timer);
                machine.onTimer(timer, NOW);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nonInviteServerFollowsItsTable(boolean reliable) {
        var inputs = new ArrayList<>(List.of("request", "tu-100", "tu-180", "tu-200-699", "tu-408", "transport-error"));
        for (var timer : NonInviteServerTransaction.Timer.values()) {
            inputs.add(timer.name());
        }
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : NonInviteServerTransaction.State.values()) {
            if (!reliable || state != NonInviteServerTransaction.State.COMPLETED) {
                inputs.forEach(input -> actual.put(state + " | " + input, nonInvite(reliable, state, input)));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(StateTable.read("non-invite-server.txt", reliable));
    }

    private static String nonInvite(boolean reliable, NonInviteServerTransaction.State from, String input) {
        var out = new ServerRecorder(OPTIONS);
        var machine = new NonInviteServerTransaction(TimerValues.DEFAULT, reliable, out);
        machine.start(NOW);
        switch (from) {
            case TRYING -> {}
            case PROCEEDING -> input(machine, "TRYING");
            case COMPLETED -> input(machine, "tu-200-699");
            case TERMINATED -> input(machine, "UNANSWERED");
        }
        assertThat(machine.state()).isEqualTo(from);
        out.taken();
        input(machine, input);
        return StateTable.row(machine.state().name(), out.taken(), ClientStateTableTest.armed(machine.timers()));
    }

    private static void input(NonInviteServerTransaction machine, String input) {
        switch (input) {
            case "request" -> machine.onRepeat(NOW);
            case "tu-100" -> machine.onAnswer(Samples.answer(OPTIONS, 100), NOW);
            case "tu-180" -> machine.onAnswer(Samples.answer(OPTIONS, 180), NOW);
            case "tu-200-699" -> machine.onAnswer(Samples.answer(OPTIONS, 200), NOW);
            case "tu-408" -> machine.onAnswer(Samples.answer(OPTIONS, 408), NOW);
            case "transport-error" -> machine.onTransportError(NOW);
            default -> {
                var timer = NonInviteServerTransaction.Timer.valueOf(input);
                machine.timers().cancel(timer);
                machine.onTimer(timer, NOW);
            }
        }
    }
}
