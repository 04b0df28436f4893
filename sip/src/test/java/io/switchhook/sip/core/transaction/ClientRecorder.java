package io.switchhook.sip.core.transaction;

import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a client machine does. */
final class ClientRecorder implements ClientMachine.Output {
    final List<String> actions = new ArrayList<>();

    @Override
    public void sendRequest() {
        actions.add("request");
    }

    @Override
    public void sendAck(SipResponse response) {
        actions.add("ack");
    }

    @Override
    public void deliver(SipResponse response, long nowNanos) {
        actions.add("deliver");
    }

    @Override
    public void fail(ClientFailure failure, long nowNanos) {
        actions.add("fail " + failure);
    }

    String taken() {
        var text = String.join(", ", actions);
        actions.clear();
        return text;
    }
}
