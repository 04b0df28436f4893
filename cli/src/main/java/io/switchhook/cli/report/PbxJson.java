package io.switchhook.cli.report;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxRegistration;
import io.switchhook.pbx.PbxTrunk;
import io.switchhook.sip.core.usage.SessionId;
import java.util.Locale;

/** What happens in a PBX, as JSON. */
final class PbxJson {
    private PbxJson() {}

    static JsonLine of(PbxEvent event) {
        var line = JsonReports.event(event.kind().name().toLowerCase(Locale.ROOT));
        return switch (event.kind()) {
            case REGISTERED -> registration(line, ((PbxEvent.Registered) event).registration());
            case UNREGISTERED -> {
                var gone = (PbxEvent.Unregistered) event;
                yield registration(line, gone.registration())
                        .put("why", gone.why().name());
            }
            case CALL_STARTED -> call(line, ((PbxEvent.CallStarted) event).call());
            case CALL_RINGING -> {
                var ringing = (PbxEvent.CallRinging) event;
                yield call(line, ringing.call()).put("extension", ringing.extension());
            }
            case CALL_FORWARDED -> call(line, ((PbxEvent.CallForwarded) event).call());
            case CALL_ANSWERED -> call(line, ((PbxEvent.CallAnswered) event).call());
            case CALL_HOLDING -> {
                var holding = (PbxEvent.CallHolding) event;
                yield call(line, holding.call()).put("by", holding.by()).put("holds", holding.holds());
            }
            case CALL_TRANSFERRED -> {
                var transfer = (PbxEvent.CallTransferred) event;
                yield call(line, transfer.call()).put("from", transfer.from()).put("to", transfer.to());
            }
            case CALL_TRANSCODED -> {
                var codecs = (PbxEvent.CallTranscoded) event;
                yield call(line, codecs.call())
                        .put("callerCodec", codecs.callerCodec())
                        .put("calleeCodec", codecs.calleeCodec());
            }
            case TRANSCODING_FULL ->
                call(line, ((PbxEvent.TranscodingFull) event).call())
                        .put("most", ((PbxEvent.TranscodingFull) event).most());
            case CALL_ENDED -> ended(line, (PbxEvent.CallEnded) event);
            case DIRECTORY_FAILED -> line.put("reason", ((PbxEvent.DirectoryFailed) event).reason());
            case DIAL_PLAN_FAILED -> line.put("reason", ((PbxEvent.DialPlanFailed) event).reason());
            case TRUNK_CHANGED -> trunk(line, ((PbxEvent.TrunkChanged) event).trunk());
            case MISSED -> line.put("count", ((PbxEvent.Missed) event).count());
        };
    }

    private static JsonLine registration(JsonLine line, PbxRegistration registration) {
        return line.put("extension", registration.extension())
                .put("contact", registration.contact().toString())
                .put("userAgent", registration.userAgent().orElse(""))
                .put("from", IpLiteral.asHostPort(registration.from()))
                .put("transport", registration.transport().name())
                .put("expires", registration.expires().toString());
    }

    private static JsonLine call(JsonLine line, PbxCall call) {
        return line.put("call", call.id())
                .put("state", call.state().name())
                .put("caller", call.caller())
                .put("dialled", call.dialled())
                .put("callee", call.callee().orElse(""))
                .put("callerTrunk", call.callerTrunk().orElse(""))
                .put("calleeTrunk", call.calleeTrunk().orElse(""))
                .put("sessionId", call.sessionId().map(SessionId::toString).orElse(""))
                .put("startedAt", call.startedAt().toString())
                .put("ringingMillis", call.ringing().toMillis())
                .put("talkingMillis", call.talking().toMillis());
    }

    private static JsonLine trunk(JsonLine line, PbxTrunk trunk) {
        return line.put("trunk", trunk.name())
                .put("state", trunk.state().name())
                .put("calls", trunk.calls())
                .put("status", trunk.status())
                .put("reason", trunk.reason());
    }

    private static JsonLine ended(JsonLine line, PbxEvent.CallEnded event) {
        var ending = event.ending();
        return call(line, event.call())
                .put("cause", ending.cause().name())
                .put("by", ending.by().orElse(""))
                .put("status", ending.status())
                .put("reason", ending.reason());
    }
}
