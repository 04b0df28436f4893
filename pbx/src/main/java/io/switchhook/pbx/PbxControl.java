package io.switchhook.pbx;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** What the program does to a running PBX. On the signalling loop. */
final class PbxControl {
    private final PbxEngine pbx;

    PbxControl(PbxEngine pbx) {
        this.pbx = pbx;
    }

    /** @param standing whether there has to be one of that number, or none */
    ExtensionOutcome change(Extension extension, boolean standing) {
        return change(extension, standing, pbx.extensions()::put);
    }

    private ExtensionOutcome change(Extension extension, boolean standing, Consumer<Extension> put) {
        if (pbx.answers().isClosing()) {
            return ExtensionOutcome.CLOSED;
        }
        if (pbx.extensions().isGiven(extension.number()) != standing) {
            return standing ? ExtensionOutcome.UNKNOWN : ExtensionOutcome.EXISTS;
        }
        put.accept(extension);
        return ExtensionOutcome.DONE;
    }

    ApplicationOutcome addApplication(String number, String secret) {
        var near = pbx.stack().listenPoints().stream()
                .filter(point -> point.transport() == TransportKind.UDP || point.transport() == TransportKind.TCP)
                .findFirst();
        if (near.isEmpty()) {
            return new ApplicationOutcome.NotPossible(
                    "An application registers over UDP or TCP; listen on udp:127.0.0.1:0 beside");
        }
        return switch (change(new Extension(number, secret), false, pbx.extensions()::putApplication)) {
            case DONE -> new ApplicationOutcome.Ready(addressOf(number, near.get()), secret);
            case EXISTS, UNKNOWN -> new ApplicationOutcome.NotPossible("There is an extension " + number + " already");
            case CLOSED -> new ApplicationOutcome.NotPossible("The PBX is closed");
        };
    }

    /** Who listens everywhere is reached at home. */
    private static String addressOf(String number, ListenPoint at) {
        var address = at.address().getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(
                        IpLiteral.parse("127.0.0.1").orElseThrow(), at.address().getPort())
                : at.address();
        var uri = "sip:" + number + '@' + IpLiteral.asHostPort(address);
        return at.transport() == TransportKind.TCP ? uri + ";transport=tcp" : uri;
    }

    ExtensionOutcome remove(String number, CallsOfRemoved calls, long nowNanos) {
        if (pbx.answers().isClosing()) {
            return ExtensionOutcome.CLOSED;
        }
        boolean registered = pbx.registrations().has(number);
        boolean known = pbx.extensions().remove(number);
        pbx.registrations().remove(number);
        pbx.conferences().onRemoved(number, nowNanos);
        pbx.packages().onRemoved(number, nowNanos);
        pbx.mailboxes().onRemoved(number);
        if (calls == CallsOfRemoved.END) {
            pbx.bridges().endCallsOf(number, nowNanos);
        }
        return known || registered ? ExtensionOutcome.DONE : ExtensionOutcome.UNKNOWN;
    }

    boolean show(String number, Mailbox mailbox, long nowNanos) {
        if (pbx.answers().isClosing() || !pbx.numbers().hasExtension(number)) {
            return false;
        }
        pbx.mailboxes().show(number, mailbox, nowNanos);
        return true;
    }

    boolean show(String number, PbxConference conference, long nowNanos) {
        if (pbx.answers().isClosing() || !pbx.numbers().hasExtension(number)) {
            return false;
        }
        pbx.conferences().show(number, conference, nowNanos);
        return true;
    }

    List<PbxCall> calls(long nowNanos) {
        return pbx.logs().snapshot(nowNanos);
    }

    boolean end(String id, String reason, long nowNanos) {
        var call = pbx.logs().named(id);
        call.ifPresent(log -> log.end(reason, nowNanos));
        return call.isPresent();
    }

    void transfer(String id, String leaving, SipUri target, Consumer<PbxTransferOutcome> outcome, long nowNanos) {
        var call = pbx.logs().named(id).map(CallLog::bridge);
        var leg = call.stream()
                .flatMap(bridge -> bridge.legs().stream())
                .filter(each -> each.number().equals(leaving))
                .findFirst();
        if (leg.isEmpty()) {
            outcome.accept(new PbxTransferOutcome.NotPossible(
                    call.isEmpty() ? "There is no such call" : "That extension has no part in the call"));
        } else {
            call.get()
                    .onOrder(leg.get(), new ProgramOrder(target, outcome), nowNanos)
                    .ifPresent(why -> outcome.accept(new PbxTransferOutcome.NotPossible(why)));
        }
    }
}
