package io.switchhook.pbx.internal.ring;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/** The ways to those who are rung by one {@link RingGroup}. */
final class RingWays {
    private final Exchange exchange;
    private final RingGroup.Ring ring;
    private final PbxLeg.Owner owner;

    RingWays(Exchange exchange, RingGroup.Ring ring, PbxLeg.Owner owner) {
        this.exchange = exchange;
        this.ring = ring;
        this.owner = owner;
    }

    RingBranch.Way inside(String extension, Binding binding) {
        return new Inside(extension, binding);
    }

    RingBranch.Way outside(DialTarget target, Flow flow) {
        return new Outside(target, flow);
    }

    /** To a telephone of ours. */
    private final class Inside implements RingBranch.Way {
        private final String extension;
        private final Binding binding;

        Inside(String extension, Binding binding) {
            this.extension = extension;
            this.binding = binding;
        }

        @Override
        public CallHost host() {
            return exchange.called().hostFor(ring.caller(), binding);
        }

        @Override
        public PbxLeg leg(CallHost host) {
            var leg = exchange.leg(host, extension, ring.side(), owner);
            if (host.flow().filter(flow -> flow.kind().webSocket()).isPresent()) {
                leg.media().offerAsToBrowser();
            }
            return leg;
        }

        @Override
        public SipRequest.Builder invite(CallHost host) {
            return exchange.called().invite(ring, extension, binding, host);
        }
    }

    /** To somebody somewhere else. */
    private final class Outside implements RingBranch.Way {
        private final DialTarget target;
        private final Flow flow;

        Outside(DialTarget target, Flow flow) {
            this.target = target;
            this.flow = flow;
        }

        @Override
        public CallHost host() {
            return exchange.called().hostOutside(ring.caller(), target, flow);
        }

        @Override
        public PbxLeg leg(CallHost host) {
            var leg = exchange.leg(host, target.name(), ring.side(), owner);
            leg.showAs(target.uri().user().orElse(""), Optional.empty());
            target.line().ifPresent(leg::goesOver);
            return leg;
        }

        @Override
        public SipRequest.Builder invite(CallHost host) {
            return exchange.called().inviteOutside(ring, target, host);
        }
    }
}
