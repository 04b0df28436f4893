package io.switchhook.pbx;

import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.util.Optional;

/** The ways to those who are rung by one {@link RingGroup}. */
final class RingWays {
    private final PbxEngine pbx;
    private final RingGroup.Ring ring;
    private final PbxLeg.Owner owner;

    RingWays(PbxEngine pbx, RingGroup.Ring ring, PbxLeg.Owner owner) {
        this.pbx = pbx;
        this.ring = ring;
        this.owner = owner;
    }

    RingBranch.Way inside(String extension, Binding binding) {
        return new Inside(extension, binding);
    }

    RingBranch.Way outside(CallTarget target, Flow flow) {
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
            return pbx.called().hostFor(ring.caller(), binding);
        }

        @Override
        public PbxLeg leg(CallHost host) {
            var leg = new PbxLeg(host, extension, ring.side(), pbx.lamps(), pbx.media(), owner);
            if (host.flow().filter(flow -> flow.kind().webSocket()).isPresent()) {
                leg.media().offerAsToBrowser();
            }
            return leg;
        }

        @Override
        public SipRequest.Builder invite(CallHost host) {
            return pbx.called().invite(ring, extension, binding, host);
        }
    }

    /** To somebody somewhere else. */
    private final class Outside implements RingBranch.Way {
        private final CallTarget target;
        private final Flow flow;

        Outside(CallTarget target, Flow flow) {
            this.target = target;
            this.flow = flow;
        }

        @Override
        public CallHost host() {
            return pbx.called().hostOutside(ring.caller(), target, flow);
        }

        @Override
        public PbxLeg leg(CallHost host) {
            var leg = new PbxLeg(host, target.name(), ring.side(), pbx.lamps(), pbx.media(), owner);
            leg.showAs(target.uri().user().orElse(""), Optional.empty());
            target.trunk().map(pbx.trunks()::lineOf).ifPresent(leg::goesOver);
            return leg;
        }

        @Override
        public SipRequest.Builder invite(CallHost host) {
            return pbx.called().inviteOutside(ring, target, host);
        }
    }
}
