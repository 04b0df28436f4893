package io.switchhook.cli;

import io.switchhook.cli.console.ExitCode;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.services.AgentMiss;
import io.switchhook.services.AgentState;
import io.switchhook.services.QueueExit;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code switchhook events}: the words of {@code --json}, taken from the API itself so that they cannot differ from it. */
@Command(
        name = "events",
        description = "Explains what --json writes: each event with its members, and every name of a state.",
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(text());
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    public static String text() {
        return """
                With --json a command writes one JSON object a line on standard output and nothing else.
                Every event has "event" and "time" (UTC, ISO 8601). "status" is the SIP status or null, "reason" a text, perhaps empty.

                ready          bound, and registered where that was asked for
                               address, addresses: such as udp:127.0.0.1:5060; address is the one to use
                services       of "switchhook pbx" with --config, when something of its own answers: numbers
                registration   account, state, status, reason
                               state: %s
                call           a call has got another state: callId, remote, direction (incoming, outgoing), state, status, reason
                               state: %s
                encryption     what the audio is encrypted with has changed since they talk: callId, remote, encryption (empty when it is not)
                path           with --ice, which way the audio goes: callId, remote, path (ours to theirs; empty when it is lost)
                transfer       callId, remote, target, state, status, reason
                               state: PROGRESS (a report on the way), FOLLOWED (the other side transferred us),
                               or the outcome: %s
                end            a call is over, once for each call: callId, remote, state, by, status, reason
                               by: %s
                quality        of a call that is over and had audio, behind its end: callId, remote, durationMillis, codec, sent, received, expected,
                               lost, late (packets), and as far as known jitterMillis, roundTripMillis, remoteLost (packets of ours),
                               mosListening, mosConversational (1 to 5), rFactor (0 to 100), estimated
                roster         of "switchhook roster", who is in a conference: conference, joined, left, present, muted (addresses each)
                registered, unregistered   of "switchhook pbx": extension, contact, userAgent, from, transport, expires, why
                call_started, call_ringing, call_forwarded, call_answered, call_holding, call_transferred, call_ended
                               of "switchhook pbx": call, state, caller, dialled, callee, and what each adds
                trunk_changed  of "switchhook pbx": trunk, state, calls, status, reason
                queue_entered, queue_offered, queue_missed, queue_connected, queue_gave_up, queue_went_on
                               of a queue of "switchhook pbx": number, caller, name, and position, agent, why, waitedMillis
                               why: %s
                queue_agent_changed   of a queue: number, agent, state
                               state: %s
                voicemail_message_left, voicemail_pin_refused, voicemail_trouble
                               of a voicemail: number, mailbox, caller, and at, file, lengthMillis, locked, reason
                step, check, result   of "switchhook demo" alone: what it does, what it found, and whether all held
                """.formatted(
                        names(RegistrationState.values()),
                        names(CallState.values()),
                        names(TransferOutcome.Kind.values()),
                        names(CallEnding.Party.values()),
                        names(Stream.of(AgentMiss.values(), QueueExit.values())
                                .flatMap(Stream::of)
                                .toArray(Enum<?>[]::new)),
                        names(AgentState.values()));
    }

    private static String names(Enum<?>[] values) {
        var line = new StringBuilder();
        int column = 38;
        for (var name : Arrays.stream(values).map(Enum::name).collect(Collectors.toList())) {
            if (column + name.length() > 105) {
                line.setLength(line.length() - 1);
                line.append("\n").append(" ".repeat(22));
                column = 22;
            }
            line.append(name).append(", ");
            column += name.length() + 2;
        }
        line.setLength(line.length() - 2);
        return line.toString();
    }
}
