package io.switchhook.pbx.internal.ring;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.random.Randomness;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.Wish;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.util.Optional;
import java.util.function.Consumer;

/** In whose name the PBX calls, and what its INVITEs say: to telephones that are registered, and to those that are somewhere else. On the signalling loop. */
public final class CalledLegs {
    private final SipStack stack;
    private final Randomness random;

    public CalledLegs(SipStack stack, Randomness random) {
        this.stack = stack;
        this.random = random;
    }

    /** Every REGISTER comes over one. */
    public static Flow flowOf(Binding binding) {
        return (Flow) binding.flow().orElseThrow();
    }

    /** A host for the leg to one telephone, whose requests go where its registration came from. */
    public CallHost hostFor(Caller caller, Binding binding) {
        var flow = flowOf(binding);
        var known = AnswerDesk.identity(caller.number(), caller.displayName(), flow);
        var host = stack.hostFor(caller.hidden() ? known.anonymous() : known);
        host.stickTo(flow);
        caller.session().ifPresent(host.sessionId()::speakAs);
        return host;
    }

    /** The INVITE to one telephone. */
    SipRequest.Builder invite(RingGroup.Ring ring, String extension, Binding binding, CallHost host) {
        var to = SipUri.of(extension, IpLiteral.asHost(flowOf(binding).local().getAddress()));
        return withPath(invite(ring, ring.caller().target(binding.contact()), to, host), binding);
    }

    /** By which flow a call would leave the PBX. */
    public void findWay(Caller caller, DialTarget target, Consumer<Flow> found, Consumer<String> failed) {
        var nobody = NameAddress.of(target.uri());
        target.line()
                .map(line -> line.hostFor(caller))
                .orElseGet(() ->
                        stack.hostFor(new Identity(nobody, "", Optional.empty(), Optional.empty(), TransportKind.UDP)
                                .withWish(Wish.ANY)))
                .resolve(target.uri(), found, failed);
    }

    /** A host for the leg to somebody who is not registered here: each request finds its server by itself (RFC 3263). */
    public CallHost hostOutside(Caller caller, DialTarget target, Flow flow) {
        var known =
                AnswerDesk.identity(caller.number(), caller.displayName(), flow).withWish(Wish.ANY);
        var host = target.line()
                .map(line -> line.hostFor(caller))
                .orElseGet(() -> stack.hostFor(caller.hidden() ? known.anonymous() : known));
        host.useFlow(flow);
        caller.session().ifPresent(host.sessionId()::speakAs);
        return host;
    }

    /** The INVITE to somebody who is not registered here. */
    SipRequest.Builder inviteOutside(RingGroup.Ring ring, DialTarget target, CallHost host) {
        var line = target.line();
        var from = line.map(trunk -> trunk.from(ring.caller()))
                .orElse(host.identity().address());
        var builder = invite(ring, target.uri(), target.uri(), from, host);
        line.ifPresent(trunk -> trunk.identify(ring.caller(), builder));
        return builder;
    }

    private SipRequest.Builder invite(RingGroup.Ring ring, SipUri target, SipUri to, CallHost host) {
        return invite(ring, target, to, host.identity().address(), host);
    }

    private SipRequest.Builder invite(RingGroup.Ring ring, SipUri target, SipUri to, NameAddress from, CallHost host) {
        var callId = random.nextToken(24);
        host.nameCall(callId);
        var builder = SipRequest.builder(SipMethod.INVITE, target)
                .set(MaxForwardsHeader.TYPE, ring.caller().hops().header())
                .set(FromHeader.TYPE, new FromHeader(from, Parameters.EMPTY.with("tag", random.nextToken(10))))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(to), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, SipMethod.INVITE));
        ring.more().accept(builder);
        return builder;
    }

    /** RFC 3327 §5.3: the proxies that the registration came by, the one next to us first. */
    public static SipRequest.Builder withPath(SipRequest.Builder request, Binding binding) {
        binding.path().forEach(hop -> request.add(RouteHeader.TYPE, new RouteHeader(hop.address(), hop.parameters())));
        return request;
    }
}
