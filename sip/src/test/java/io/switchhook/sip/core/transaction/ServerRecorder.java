package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a server machine does. */
final class ServerRecorder implements ServerMachine.Output {
    final List<String> actions = new ArrayList<>();
    private final SipRequest request;

    ServerRecorder(SipRequest request) {
        this.request = request;
    }

    @Override
    public void send(SipResponse response) {
        actions.add("send " + response.status());
    }

    @Override
    public void sendAgain(SipResponse response, long nowNanos) {
        send(response);
    }

    @Override
    public SipResponse sendTrying() {
        var trying = Samples.answer(request, 100);
        send(trying);
        return trying;
    }

    @Override
    public void forgetRequest() {
        actions.add("forget");
    }

    @Override
    public void passAck(SipRequest ack, long nowNanos) {
        actions.add("pass-ack");
    }

    @Override
    public void transportFailed(long nowNanos) {
        actions.add("inform");
    }

    @Override
    public void end(ServerEnd end, long nowNanos) {
        actions.add("end " + end);
    }

    String taken() {
        var text = String.join(", ", actions);
        actions.clear();
        return text;
    }
}
