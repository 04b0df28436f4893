package io.switchhook.cli.report;

import io.switchhook.base.text.Printable;
import io.switchhook.cli.console.Durations;
import io.switchhook.services.QueueCaller;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.VoicemailEvent;

/** What happens in the services of a PBX, in sentences. Callers choose names and numbers themselves, so that all of them are escaped. */
public final class ServiceWords {
    private ServiceWords() {}

    static String of(String queue, QueueEvent event) {
        var at = " at the queue " + queue;
        return switch (event.kind()) {
            case ENTERED -> {
                var entered = (QueueEvent.Entered) event;
                yield who(entered.caller()) + " waits" + at + ", number " + entered.position() + " in the line.";
            }
            case OFFERED -> {
                var offered = (QueueEvent.Offered) event;
                yield clean(offered.agent()) + " is called for " + who(offered.caller()) + at + ".";
            }
            case MISSED -> {
                var missed = (QueueEvent.Missed) event;
                yield clean(missed.agent()) + " does not get " + who(missed.caller()) + at + ": " + why(missed) + ".";
            }
            case CONNECTED -> {
                var connected = (QueueEvent.Connected) event;
                yield clean(connected.agent()) + " has " + who(connected.caller()) + at + " after "
                        + Durations.write(connected.waited()) + ".";
            }
            case GAVE_UP -> {
                var gone = (QueueEvent.GaveUp) event;
                yield who(gone.caller()) + " gave up" + at + " after " + Durations.write(gone.waited()) + ".";
            }
            case WENT_ON -> {
                var gone = (QueueEvent.WentOn) event;
                yield who(gone.caller()) + " is sent on" + at + ": " + why(gone) + ".";
            }
            case AGENT_CHANGED -> {
                var changed = (QueueEvent.AgentChanged) event;
                yield clean(changed.agent()) + at + " " + does(changed) + ".";
            }
        };
    }

    static String of(VoicemailEvent event) {
        return switch (event.kind()) {
            case MESSAGE_LEFT -> {
                var left = (VoicemailEvent.MessageLeft) event;
                yield clean(left.caller()) + " has left a message of " + Durations.write(left.length()) + " for "
                        + clean(left.owner()) + ": " + clean(left.file().toString()) + ".";
            }
            case PIN_REFUSED -> {
                var refused = (VoicemailEvent.PinRefused) event;
                yield clean(refused.caller()) + " has typed a wrong PIN for the mailbox of " + clean(refused.owner())
                        + (refused.locked() ? ", which takes none for a while." : ".");
            }
            case TROUBLE -> {
                var trouble = (VoicemailEvent.Trouble) event;
                yield "The mailbox of " + clean(trouble.owner()) + ": " + clean(trouble.reason());
            }
        };
    }

    private static String who(QueueCaller caller) {
        return clean(caller.number())
                + caller.name().map(name -> " (" + clean(name) + ")").orElse("");
    }

    private static String why(QueueEvent.Missed event) {
        return switch (event.why()) {
            case NO_ANSWER -> "no answer";
            case BUSY -> "busy";
            case REFUSED -> "refused";
            case UNREACHABLE -> "out of reach";
            case NOT_CONNECTED -> "the two could not be connected";
        };
    }

    private static String why(QueueEvent.WentOn event) {
        return switch (event.why()) {
            case FULL -> "there is no room";
            case NOBODY_THERE -> "no agent is there";
            case TOO_LONG -> "nobody was free for " + Durations.write(event.waited());
        };
    }

    private static String does(QueueEvent.AgentChanged event) {
        return switch (event.state()) {
            case LOGGED_OUT -> "is logged out";
            case PAUSED -> "pauses";
            case UNREGISTERED -> "has no telephone";
            case FREE -> "is free";
            case BUSY -> "is busy";
            case RINGING -> "is called";
            case TALKING -> "talks";
            case WRAP_UP -> "wraps up";
            case RESTING -> "is left alone for a moment";
        };
    }

    private static String clean(String text) {
        return Printable.escape(text);
    }
}
