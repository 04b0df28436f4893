package io.switchhook.sip.core.transaction;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.timer.TimerSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of the client machines with every input, against the tables written from the RFC. */
class ClientStateTableTest {
    private static final SipRequest INVITE = Samples.request(SipMethod.INVITE, "z9hG4bKinvite");
    private static final SipRequest OPTIONS = Samples.request(SipMethod.OPTIONS, "z9hG4bKoptions");
    private static final long NOW = 1_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inviteClientFollowsItsTable(boolean reliable) {
        var inputs = new ArrayList<>(List.of("1xx", "2xx", "300-699", "transport-error", "cancel-sent"));
        for (var timer : InviteClientTransaction.Timer.values()) {
            if (!reliable || timer != InviteClientTransaction.Timer.A) {
                inputs.add(timer.name());
            }
        }
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : InviteClientTransaction.State.values()) {
            if (!reliable || state != InviteClientTransaction.State.COMPLETED) {
                inputs.forEach(input -> actual.put(state + " | " + input, invite(reliable, state, input)));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(StateTable.read("invite-client.txt", reliable));
    }

    private static String invite(boolean reliable, InviteClientTransaction.State from, String input) {
        var out = new ClientRecorder();
        var machine = new InviteClientTransaction(TimerValues.DEFAULT, reliable, out);
        machine.start(NOW);
        switch (from) {
            case CALLING -> {}
            case PROCEEDING -> input(machine, "1xx");
            case ACCEPTED -> input(machine, "2xx");
            case COMPLETED -> input(machine, "300-699");
            case TERMINATED -> input(machine, "transport-error");
        }
        assertThat(machine.state()).isEqualTo(from);
        out.taken();
        input(machine, input);
        return StateTable.row(machine.state().name(), out.taken(), armed(machine.timers()));
    }

    private static void input(InviteClientTransaction machine, String input) {
        switch (input) {
            case "1xx" -> machine.onResponse(Samples.answer(INVITE, 180), NOW);
            case "2xx" -> machine.onResponse(Samples.answer(INVITE, 200), NOW);
            case "300-699" -> machine.onResponse(Samples.answer(INVITE, 486), NOW);
            case "transport-error" -> machine.onTransportError(NOW);
            case "cancel-sent" -> machine.onCancelSent(NOW);
            default -> {
                var timer = InviteClientTransaction.Timer.valueOf(input);
                machine.timers().cancel(timer);
                machine.onTimer(timer, NOW);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nonInviteClientFollowsItsTable(boolean reliable) {
        var inputs = new ArrayList<>(List.of("1xx", "200-699", "transport-error"));
        for (var timer : NonInviteClientTransaction.Timer.values()) {
            if (!reliable || timer != NonInviteClientTransaction.Timer.E) {
                inputs.add(timer.name());
            }
        }
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : NonInviteClientTransaction.State.values()) {
            if (!reliable || state != NonInviteClientTransaction.State.COMPLETED) {
                inputs.forEach(input -> actual.put(state + " | " + input, nonInvite(reliable, state, input)));
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(StateTable.read("non-invite-client.txt", reliable));
    }

    private static String nonInvite(boolean reliable, NonInviteClientTransaction.State from, String input) {
        var out = new ClientRecorder();
        var machine = new NonInviteClientTransaction(TimerValues.DEFAULT, reliable, out);
        machine.start(NOW);
        switch (from) {
            case TRYING -> {}
            case PROCEEDING -> input(machine, "1xx");
            case COMPLETED -> input(machine, "200-699");
            case TERMINATED -> input(machine, "transport-error");
        }
        assertThat(machine.state()).isEqualTo(from);
        out.taken();
        input(machine, input);
        return StateTable.row(machine.state().name(), out.taken(), armed(machine.timers()));
    }

    private static void input(NonInviteClientTransaction machine, String input) {
        switch (input) {
            case "1xx" -> machine.onResponse(Samples.answer(OPTIONS, 100), NOW);
            case "200-699" -> machine.onResponse(Samples.answer(OPTIONS, 200), NOW);
            case "transport-error" -> machine.onTransportError(NOW);
            default -> {
                var timer = NonInviteClientTransaction.Timer.valueOf(input);
                machine.timers().cancel(timer);
                machine.onTimer(timer, NOW);
            }
        }
    }

    static String armed(TimerSet<?> timers) {
        return timers.armed().stream().map(Enum::name).collect(joining(" "));
    }
}
