package io.switchhook.cli.report;

import io.switchhook.services.QueueCaller;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.VoicemailEvent;
import java.util.Locale;

/** What happens in the services of a PBX, as JSON. */
public final class ServiceJson {
    private ServiceJson() {}

    static JsonLine of(String queue, QueueEvent event) {
        var line = begin("queue_", event.kind(), queue);
        return switch (event.kind()) {
            case ENTERED -> {
                var entered = (QueueEvent.Entered) event;
                yield caller(line, entered.caller()).put("position", entered.position());
            }
            case OFFERED -> {
                var offered = (QueueEvent.Offered) event;
                yield caller(line, offered.caller()).put("agent", offered.agent());
            }
            case MISSED -> {
                var missed = (QueueEvent.Missed) event;
                yield caller(line, missed.caller())
                        .put("agent", missed.agent())
                        .put("why", missed.why().name());
            }
            case CONNECTED -> {
                var connected = (QueueEvent.Connected) event;
                yield caller(line, connected.caller())
                        .put("agent", connected.agent())
                        .put("waitedMillis", connected.waited().toMillis());
            }
            case GAVE_UP -> {
                var gone = (QueueEvent.GaveUp) event;
                yield caller(line, gone.caller())
                        .put("waitedMillis", gone.waited().toMillis());
            }
            case WENT_ON -> {
                var gone = (QueueEvent.WentOn) event;
                yield caller(line, gone.caller())
                        .put("why", gone.why().name())
                        .put("waitedMillis", gone.waited().toMillis());
            }
            case AGENT_CHANGED -> {
                var changed = (QueueEvent.AgentChanged) event;
                yield line.put("agent", changed.agent())
                        .put("state", changed.state().name());
            }
        };
    }

    static JsonLine of(String voicemail, VoicemailEvent event) {
        var line = begin("voicemail_", event.kind(), voicemail);
        return switch (event.kind()) {
            case MESSAGE_LEFT -> {
                var left = (VoicemailEvent.MessageLeft) event;
                yield line.put("mailbox", left.owner())
                        .put("caller", left.caller())
                        .put("at", left.at().toString())
                        .put("file", left.file().toString())
                        .put("lengthMillis", left.length().toMillis());
            }
            case PIN_REFUSED -> {
                var refused = (VoicemailEvent.PinRefused) event;
                yield line.put("mailbox", refused.owner())
                        .put("caller", refused.caller())
                        .put("locked", refused.locked());
            }
            case TROUBLE -> {
                var trouble = (VoicemailEvent.Trouble) event;
                yield line.put("mailbox", trouble.owner()).put("reason", trouble.reason());
            }
        };
    }

    private static JsonLine begin(String prefix, Enum<?> kind, String number) {
        return JsonReports.event(prefix + kind.name().toLowerCase(Locale.ROOT)).put("number", number);
    }

    private static JsonLine caller(JsonLine line, QueueCaller caller) {
        return line.put("caller", caller.number()).put("name", caller.name().orElse(""));
    }
}
