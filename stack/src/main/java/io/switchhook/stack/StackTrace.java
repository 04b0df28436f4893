package io.switchhook.stack;

import io.switchhook.base.text.Printable;
import io.switchhook.base.world.World;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.FlowTap;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceSink;
import java.util.List;

/** Turns what the flows see into trace events. */
final class StackTrace implements FlowTap {
    private final TraceSink sink;
    private final World world;

    StackTrace(TraceSink sink, World world) {
        this.sink = sink;
        this.world = world;
    }

    void note(String callId, String text) {
        if (sink != TraceSink.NONE) {
            sink.onEvent(new TraceEvent.Note(world.wallTime(), callId, Printable.escape(text)));
        }
    }

    @Override
    public void onSent(SipMessage message, Flow flow) {
        emit(TraceEvent.Direction.SENT, message, flow);
    }

    @Override
    public void onReceived(SipMessage message, Flow flow) {
        emit(TraceEvent.Direction.RECEIVED, message, flow);
    }

    @Override
    public void onDiscarded(String reason, Flow flow) {
        note("", "Discarded what came from " + flow.remote() + ": " + reason);
    }

    private void emit(TraceEvent.Direction direction, SipMessage message, Flow flow) {
        if (sink != TraceSink.NONE) {
            sink.onEvent(TraceEvent.Message.of(
                    world.wallTime(),
                    direction,
                    flow.kind().name(),
                    flow.local(),
                    flow.remote(),
                    Printable.escape(message.value("Call-ID").orElse("")),
                    summaryOf(message),
                    message.toByteArray()));
        }
    }

    /** Headers are decoded when asked for, so a message that got this far may still hold one that cannot be read: a refusal repeats it as it came. */
    private static String summaryOf(SipMessage message) {
        try {
            return readableSummaryOf(message);
        } catch (MalformedException e) {
            return Printable.escape(
                    message instanceof SipRequest request
                            ? request.method().name() + " with a malformed header"
                            : ((SipResponse) message).status() + " " + ((SipResponse) message).reason());
        }
    }

    private static String readableSummaryOf(SipMessage message) {
        var detail = detailOf(message);
        if (message instanceof SipRequest request) {
            return Printable.escape(request.method().name() + " " + targetOf(request) + detail);
        }
        var response = (SipResponse) message;
        return Printable.escape(response.status() + " " + response.reason() + " ("
                + response.cseq().method().name() + ")" + detail);
    }

    private static String targetOf(SipRequest request) {
        return request.uri() instanceof SipUri uri
                ? uri.user().orElse(uri.host())
                : request.uri().toString();
    }

    /** What a reader of a ladder wants to know of the rest: a description and who holds, whom a REFER names, what a NOTIFY reports. */
    private static String detailOf(SipMessage message) {
        if (message.value("Refer-To").isPresent()) {
            return " to " + message.value("Refer-To").get();
        }
        if (message.bodyLength() == 0) {
            return "";
        }
        var type = message.contentType().map(ContentTypeHeader::subtype).orElse("body");
        if (type.equalsIgnoreCase("sipfrag")) {
            return ": " + message.bodyText().lines().findFirst().orElse("").replace("SIP/2.0 ", "");
        }
        return ", " + type + holdOf(message.bodyText());
    }

    private static String holdOf(String description) {
        for (var direction : List.of("sendonly", "recvonly", "inactive")) {
            if (description.contains("a=" + direction)) {
                return " " + direction;
            }
        }
        return "";
    }
}
