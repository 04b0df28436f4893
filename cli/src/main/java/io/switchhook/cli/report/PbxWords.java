package io.switchhook.cli.report;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Printable;
import io.switchhook.cli.console.Durations;
import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxRegistration;
import io.switchhook.pbx.PbxTrunk;

/** What happens in a PBX, in sentences. Telephones choose names and addresses themselves, so that all of them are escaped. */
public final class PbxWords {
    private PbxWords() {}

    static String of(PbxEvent event) {
        return switch (event.kind()) {
            case REGISTERED -> registered(((PbxEvent.Registered) event).registration());
            case UNREGISTERED -> unregistered((PbxEvent.Unregistered) event);
            case CALL_STARTED -> started(((PbxEvent.CallStarted) event).call());
            case CALL_RINGING -> clean(((PbxEvent.CallRinging) event).extension()) + " rings.";
            case CALL_FORWARDED -> pair(((PbxEvent.CallForwarded) event).call()) + " goes elsewhere.";
            case CALL_ANSWERED -> answered(((PbxEvent.CallAnswered) event).call());
            case CALL_HOLDING -> holding((PbxEvent.CallHolding) event);
            case CALL_TRANSFERRED -> transferred((PbxEvent.CallTransferred) event);
            case CALL_TRANSCODED -> transcoded((PbxEvent.CallTranscoded) event);
            case TRANSCODING_FULL ->
                pair(((PbxEvent.TranscodingFull) event).call()) + " finds no codec that both have, and "
                        + ((PbxEvent.TranscodingFull) event).most() + " calls are transcoded already.";
            case CALL_ENDED -> ended((PbxEvent.CallEnded) event);
            case DIRECTORY_FAILED -> clean(((PbxEvent.DirectoryFailed) event).reason());
            case DIAL_PLAN_FAILED -> clean(((PbxEvent.DialPlanFailed) event).reason());
            case TRUNK_CHANGED -> trunk(((PbxEvent.TrunkChanged) event).trunk());
            case MISSED -> ((PbxEvent.Missed) event).count() + " events were missed.";
        };
    }

    private static String clean(String text) {
        return Printable.escape(text);
    }

    private static String registered(PbxRegistration registration) {
        return clean(registration.extension()) + " has registered from " + IpLiteral.asHostPort(registration.from())
                + registration.userAgent().map(name -> " (" + clean(name) + ")").orElse("") + ".";
    }

    private static String unregistered(PbxEvent.Unregistered event) {
        var who = clean(event.registration().extension()) + " at "
                + clean(event.registration().contact().toString());
        return switch (event.why()) {
            case UNREGISTERED -> who + " has unregistered.";
            case EXPIRED -> who + " did not register again in time.";
            case REPLACED -> who + " has given way to another telephone.";
            case FLOW_LOST -> who + " has lost its connection.";
            case EXTENSION_REMOVED -> who + " is no extension any more.";
        };
    }

    private static String trunk(PbxTrunk trunk) {
        var name = "The trunk " + clean(trunk.name());
        var why = SpokenReports.cause(trunk.status(), clean(trunk.reason()))
                + trunk.retryIn()
                        .map(time -> "; it is tried again in " + Durations.write(time))
                        .orElse("") + ".";
        return switch (trunk.state()) {
            case REGISTERED -> name + " is registered.";
            case REACHABLE -> name + " answers.";
            case REFUSED -> name + " is refused" + why;
            case UNREACHABLE -> name + " is out of reach" + why;
            case CLOSED -> name + " is given up.";
            case UNWATCHED, STARTING -> name + " begins.";
        };
    }

    private static String pair(PbxCall call) {
        return "The call of " + clean(call.caller()) + " to " + clean(call.dialled());
    }

    private static String started(PbxCall call) {
        return clean(call.caller())
                + call.callerName().map(name -> " (" + clean(name) + ")").orElse("") + " calls "
                + clean(call.dialled())
                + call.callerTrunk().map(name -> " by the trunk " + clean(name)).orElse("") + ".";
    }

    private static String answered(PbxCall call) {
        return clean(call.callee().orElse("")) + " talks with " + clean(call.caller())
                + call.calleeTrunk()
                        .map(name -> " over the trunk " + clean(name))
                        .orElse("") + ".";
    }

    private static String holding(PbxEvent.CallHolding event) {
        return clean(event.by()) + (event.holds() ? " holds the other side." : " holds no longer.");
    }

    private static String transferred(PbxEvent.CallTransferred event) {
        return clean(event.to()) + " has taken the place of " + clean(event.from()) + ".";
    }

    private static String transcoded(PbxEvent.CallTranscoded event) {
        return pair(event.call()) + " is transcoded: " + clean(event.callerCodec()) + " on the caller's side, "
                + clean(event.calleeCodec()) + " on the other.";
    }

    private static String ended(PbxEvent.CallEnded event) {
        var call = event.call();
        var ending = event.ending();
        var who = ending.by().map(PbxWords::clean).orElse("nobody");
        var how = switch (ending.cause()) {
            case HUNG_UP -> who + " hung up";
            case CANCELLED -> who + " gave up";
            case NOT_TAKEN -> "nobody took it";
            case TRANSFERRED -> "it was transferred";
            case LOST -> "it was lost";
            case ENDED_BY_PROGRAM, ENDED_BY_PBX -> "the PBX ended it";
        };
        var talk = call.talking().isZero() ? "" : " after " + Durations.write(call.talking());
        return pair(call) + " is over" + talk + ": " + how
                + SpokenReports.cause(ending.status(), clean(ending.reason())) + ".";
    }
}
