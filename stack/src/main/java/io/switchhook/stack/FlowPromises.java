package io.switchhook.stack;

import io.switchhook.sip.core.registrar.RegisterOutcome;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.FlowTimerHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.Flows;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells telephones in Flow-Timer how often they have to be heard, and has them listened for from then on (RFC 5626 §5.4, §6). Whoever uses the stack hears of a silent one by
 * {@code onFlowFailed}. On the stack's loop.
 */
public final class FlowPromises {
    private final Flows flows;
    private final FlowTimers timers;

    FlowPromises(Flows flows, FlowTimers timers) {
        this.flows = flows;
        this.timers = timers;
    }

    /**
     * A registrar is about to answer: adds Flow-Timer where the telephone has bound itself to this flow.
     *
     * @param from where the REGISTER came from: the telephone itself, when there is one Via alone
     */
    public void onRegistered(
            RegisterOutcome outcome, SipRequest register, SipResponse.Builder answer, Flow from, long nowNanos) {
        boolean direct = register.vias().size() == 1 && isKnownByItsSource(register, from);
        if (!direct || !(outcome instanceof RegisterOutcome.Done done)) {
            return;
        }
        var timer = timers.of(from);
        if (timer.isEmpty()) {
            return;
        }
        var life = done.needs(from, nowNanos);
        var address = register.to().address().uri().toString();
        if (isToBeHeard(from)) {
            flows.awaitedKeepAlives().await(from, address, timer.get(), life, nowNanos);
        }
        if (done.outbound() && !life.isZero()) {
            answer.set(FlowTimerHeader.TYPE, header(timer.get()));
        }
    }

    /** Without rport the flow is named by the Via (RFC 3261 §18.2.2), and packets may come from another port. */
    private static boolean isKnownByItsSource(SipMessage register, Flow from) {
        return from.kind().reliable() || register.topVia().hasRport();
    }

    /**
     * An edge proxy is about to pass a response on to a telephone: adds Flow-Timer to a 2xx that grants outbound.
     *
     * @param register what is answered: one that only takes bindings back is promised nothing, whatever other telephones have bound; empty when it is not remembered, and the
     *     response is believed
     * @param response whose top Via is that of the telephone
     * @param to the flow that the telephone has opened
     */
    public SipResponse onForwarded(Optional<SipRequest> register, SipResponse response, Flow to, long nowNanos) {
        if (!isKnownByItsSource(response, to) || !grantsOutbound(response)) {
            return response;
        }
        var timer = timers.of(to);
        if (timer.isEmpty()) {
            return response;
        }
        if (register.isPresent() && !binds(register.get())) {
            var address = response.to().address().uri().toString();
            flows.awaitedKeepAlives().await(to, address, timer.get(), Duration.ZERO, nowNanos);
            return response;
        }
        if (isToBeHeard(to)) {
            flows.awaitedKeepAlives().await(to, response, timer.get(), nowNanos);
        }
        return response.edit().set(FlowTimerHeader.TYPE, header(timer.get())).build();
    }

    /** A WebSocket shows by Pings of its own that it lives (RFC 7118 §6); a browser cannot send any by itself. */
    private boolean isToBeHeard(Flow flow) {
        return !flow.kind().webSocket() && flows.isOpen(flow);
    }

    private static boolean binds(SipRequest register) {
        boolean usually = register.allReadable(ExpiresHeader.TYPE).stream().noneMatch(given -> given.seconds() == 0);
        return register.allReadable(ContactHeader.TYPE).stream()
                .anyMatch(contact -> contact.expiresSeconds().isPresent()
                        ? contact.expiresSeconds().getAsLong() > 0
                        : usually);
    }

    private static boolean grantsOutbound(SipResponse response) {
        return response.isSuccess()
                && response.has(RequireHeader.TYPE)
                && response.cseq().method().equals(SipMethod.REGISTER)
                && response.allReadable(RequireHeader.TYPE).stream()
                        .anyMatch(tag -> tag.optionTag().equalsIgnoreCase("outbound"));
    }

    private static FlowTimerHeader header(Duration time) {
        return new FlowTimerHeader(time.toSeconds());
    }
}
