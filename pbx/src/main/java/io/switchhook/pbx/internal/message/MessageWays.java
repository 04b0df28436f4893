package io.switchhook.pbx.internal.message;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.ring.CalledLegs;
import io.switchhook.pbx.internal.ring.DeviceFlows;
import io.switchhook.pbx.internal.ring.DialTarget;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The ways of one message to those who are to get it. On the signalling loop. */
public final class MessageWays {
    /** RFC 3428 §8. */
    private static final int LARGEST = 1_300;

    private final CalledLegs called;
    private final SipRequest message;
    private final Caller caller;

    MessageWays(CalledLegs called, SipRequest message, Caller caller) {
        this.called = called;
        this.message = message;
        this.caller = caller;
    }

    /** RFC 3428 §8: what is larger does not go where nothing controls congestion. */
    boolean fits(Flow flow) {
        return message.length() <= LARGEST || flow.kind() != TransportKind.UDP;
    }

    /** To a device over its next flow; empty when none is left. */
    Optional<MessageWay> inside(DeviceFlows device, String extension) {
        return device.next().map(binding -> new Inside(device, binding, extension));
    }

    MessageWay outside(DialTarget target) {
        return new Outside(target);
    }

    /** To a telephone of ours. */
    private final class Inside implements MessageWay {
        private final DeviceFlows device;
        private final Binding binding;
        private final String extension;

        Inside(DeviceFlows device, Binding binding, String extension) {
            this.device = device;
            this.binding = binding;
            this.extension = extension;
        }

        @Override
        public void open(Consumer<CallHost> found, IntConsumer failed) {
            found.accept(called.hostFor(caller, binding));
        }

        @Override
        public StandaloneRequest request(CallHost host) {
            var request = new StandaloneRequest(
                    message.method(),
                    caller.target(binding.contact()),
                    host.identity().address(),
                    host);
            var to = SipUri.of(
                    extension,
                    IpLiteral.asHost(CalledLegs.flowOf(binding).local().getAddress()));
            request.builder().set(ToHeader.TYPE, new ToHeader(NameAddress.of(to), Parameters.EMPTY));
            CalledLegs.withPath(request.builder(), binding);
            return request;
        }

        @Override
        public boolean isPassedOver(SipResponse response) {
            return DeviceFlows.isUnheard(response);
        }

        @Override
        public Optional<MessageWay> next() {
            return inside(device, extension);
        }
    }

    /** To somebody somewhere else, over the first trunk that works or without one. */
    private final class Outside implements MessageWay {
        private final DialTarget target;

        Outside(DialTarget target) {
            this.target = target;
        }

        @Override
        public void open(Consumer<CallHost> found, IntConsumer failed) {
            called.findWay(
                    caller,
                    target,
                    flow -> {
                        if (fits(flow)) {
                            found.accept(called.hostOutside(caller, target, flow));
                        } else {
                            failed.accept(513);
                        }
                    },
                    trouble -> failed.accept(PassedRefusal.NOT_REACHED));
        }

        @Override
        public StandaloneRequest request(CallHost host) {
            var line = target.line();
            var from =
                    line.map(trunk -> trunk.from(caller)).orElse(host.identity().address());
            var request = new StandaloneRequest(message.method(), target.uri(), from, host);
            line.ifPresent(trunk -> trunk.identify(caller, request.builder()));
            return request;
        }

        @Override
        public boolean isPassedOver(SipResponse response) {
            return response.status() == 503;
        }

        @Override
        public Optional<MessageWay> next() {
            return target.next().map(Outside::new);
        }
    }
}
