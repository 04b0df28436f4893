package io.switchhook.phone.internal.call;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.ReferNotifier;
import io.switchhook.sip.core.usage.StatusFragment;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.ReferredByHeader;
import io.switchhook.sip.message.uri.OtherUri;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.LinkedHashMap;
import java.util.Optional;

/** One transfer that the other side asks us to do: call the target and report (RFC 3515 §2.4.4, RFC 5589 §6). */
final class TransfereeRole {
    private final CallEngine call;
    private final ServerTransaction refer;
    private final ReferNotifier notifier;
    private final CallHost reports;

    private TransfereeRole(CallEngine call, ServerTransaction refer, ReferNotifier notifier, CallHost reports) {
        this.call = call;
        this.refer = refer;
        this.notifier = notifier;
        this.reports = reports;
    }

    /** Asked in the dialog of the call. */
    static TransfereeRole inside(CallEngine call, ServerTransaction refer) {
        return new TransfereeRole(call, refer, new ReferNotifier(call.session().orElseThrow(), refer), call.host);
    }

    /** Asked outside of it; the reports have a dialog and a host of their own (RFC 5589 §6.1). */
    static TransfereeRole outside(CallEngine call, ServerTransaction refer, CallHost reports) {
        return new TransfereeRole(call, refer, ReferNotifier.inOwnDialog(reports, refer), reports);
    }

    boolean isOver() {
        return notifier.isEnded();
    }

    /** Whether a SUBSCRIBE in the dialog of the call refreshes or ends the reports of this transfer; if so it is answered. */
    boolean takes(ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        if (reports != call.host || !notifier.matches(subscribe)) {
            return false;
        }
        notifier.onSubscribe(transaction, subscribe, nowNanos);
        return true;
    }

    void begin(long nowNanos) {
        var request = refer.request();
        Optional<ReferToHeader> to;
        try {
            to = request.all(ReferToHeader.TYPE).size() == 1 ? request.first(ReferToHeader.TYPE) : Optional.empty();
        } catch (MalformedHeaderException e) {
            to = Optional.empty();
        }
        if (to.isEmpty()) {
            // RFC 3515 §2.4.2: exactly one Refer-To, and one that can be read.
            notifier.decline(400, "Bad Request: one Refer-To with a URI is expected", nowNanos);
            return;
        }
        var target = to.get().address().uri();
        var referredBy = request.firstReadable(ReferredByHeader.TYPE);
        if (asksForAnotherMethod(target)) {
            notifier.decline(603, "Decline: a Refer-To with no other method than INVITE is expected", nowNanos);
            return;
        }
        if (target instanceof OtherUri || !isAllowed(target, referredBy)) {
            notifier.decline(603, "Decline", nowNanos);
            return;
        }
        follow(target, request, nowNanos);
    }

    /** RFC 3261 §19.1.5, RFC 3515 §2.4.3: what the URI asks for is what has to be sent, or nothing. */
    private static boolean asksForAnotherMethod(Uri target) {
        return target instanceof SipUri sip
                && sip.parameters()
                        .get("method")
                        .filter(method -> !method.equalsIgnoreCase("INVITE"))
                        .isPresent();
    }

    /** The policy is the user's code: when it fails, nobody is transferred. */
    private boolean isAllowed(Uri target, Optional<ReferredByHeader> referredBy) {
        try {
            return call.face.allowsTransfer(
                    Printable.escape(DialTarget.bare(target).toString()),
                    referredBy.map(by -> Printable.escape(by.address().uri().toString())));
        } catch (RuntimeException e) {
            call.host.note("Declines the transfer, since the policy failed: " + e);
            return false;
        }
    }

    private void follow(Uri target, SipRequest request, long nowNanos) {
        reports.add(notifier);
        notifier.accept(call.settings().referAnswer(), nowNanos);
        var headers = new LinkedHashMap<String, String>();
        request.value("Referred-By").filter(Printable::isClean).ifPresent(value -> headers.put("Referred-By", value));
        replacesOf(target).ifPresent(value -> headers.put("Replaces", value));
        var next = call.line.callForTransfer(call.line.routable(notLessSecure(DialTarget.bare(target))), headers, call);
        next.onEveryProgress(response -> report(response.status(), response.reason()));
        call.face.onTransferred(next.face);
        next.start(outcome -> onDialled(outcome), nowNanos);
    }

    private void onDialled(DialOutcome outcome) {
        if (outcome instanceof DialOutcome.Answered) {
            report(200, "OK");
        } else if (outcome instanceof DialOutcome.Refused refused) {
            report(refused.status(), refused.reason());
        } else if (outcome instanceof DialOutcome.Redirected redirected) {
            report(redirected.status(), "Moved Temporarily");
        } else if (outcome instanceof DialOutcome.TimedOut) {
            report(408, "Request Timeout");
        } else if (outcome instanceof DialOutcome.Cancelled) {
            report(487, "Request Terminated");
        } else {
            report(503, "Service Unavailable");
        }
    }

    private void report(int status, String reason) {
        notifier.report(new StatusFragment(status, reason), call.line.loop().nowNanos());
        reports.rearm();
    }

    /** RFC 5630 §5.1.1.3: a secured call is not followed by one in the clear; any sip URI may be called as a sips one (RFC 3261 §19.1). */
    private Uri notLessSecure(Uri target) {
        return call.host.isSips() && target instanceof SipUri sip ? sip.secured() : target;
    }

    /** RFC 3891, RFC 5589 §7: of all headers in Refer-To this one alone is honoured. */
    private static Optional<String> replacesOf(Uri target) {
        return target instanceof SipUri sip
                ? sip.headers().get("Replaces").filter(Printable::isClean)
                : Optional.empty();
    }
}
