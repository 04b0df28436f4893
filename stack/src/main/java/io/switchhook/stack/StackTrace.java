package io.switchhook.stack;

import io.switchhook.base.text.Printable;
import io.switchhook.base.world.World;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.FlowTap;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceSink;

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
                    message.callId(),
                    summaryOf(message),
                    message.toByteArray()));
        }
    }

    private static String summaryOf(SipMessage message) {
        var body = message.contentType()
                .filter(type -> message.bodyLength() > 0)
                .map(type -> ", " + type.subtype())
                .orElse("");
        if (message instanceof SipRequest request) {
            return Printable.escape(request.method().name() + " " + request.uri() + body);
        }
        var response = (SipResponse) message;
        return Printable.escape(response.status() + " " + response.reason() + " ("
                + response.cseq().method().name() + ")" + body);
    }
}
