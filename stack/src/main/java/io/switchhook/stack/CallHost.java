package io.switchhook.stack;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.core.usage.DialogUser;
import io.switchhook.sip.core.usage.UsageHost;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.TransportKind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the usages of one call or one line find below them: the stack, seen under one identity and with one alarm for all their deadlines. */
public final class CallHost implements UsageHost {
    private final SipStack stack;
    private final Identity identity;
    private final List<Timed> usages = new ArrayList<>();
    private final Alarm alarm;
    private Optional<Flow> flow = Optional.empty();
    private Optional<InetSocketAddress> publicAddress = Optional.empty();

    CallHost(SipStack stack, Identity identity) {
        this.stack = stack;
        this.identity = identity;
        this.alarm = stack.loop().alarm(this::onTime);
    }

    public SipStack stack() {
        return stack;
    }

    public Identity identity() {
        return identity;
    }

    /** From now on this usage is told when its deadlines come. */
    public void add(Timed usage) {
        usages.add(usage);
        rearm();
    }

    public void remove(Timed usage) {
        usages.remove(usage);
        rearm();
    }

    /** The usages are over; no deadline of theirs rings any more. */
    public void close() {
        usages.clear();
        alarm.cancel();
    }

    /** The flow last used. */
    public Optional<Flow> flow() {
        return flow;
    }

    void useFlow(Flow used) {
        flow = Optional.of(used);
    }

    /** Puts this address into our Contact instead of the local one: what a registrar saw us as (RFC 3581). */
    public void usePublicAddress(InetSocketAddress address) {
        publicAddress = Optional.of(address);
    }

    @Override
    public OutgoingRequest send(SipRequest.Builder request, LongSupplier nextSequence, ClientUser user, long nowNanos) {
        var running = new RequestRun(this, request, nextSequence, guarded(user));
        running.start(nowNanos);
        return running;
    }

    @Override
    public SentAck sendAck(SipRequest.Builder ack, long nowNanos) {
        var running = new AckRun(this, ack);
        running.start(nowNanos);
        return running;
    }

    @Override
    public SipResponse.Builder answering(SipRequest request, int status, String reason) {
        var response = stack.headers().answering(request, status, reason);
        boolean opensDialog = request.method().equals(SipMethod.INVITE) && status > 100 && status < 300;
        if (opensDialog) {
            StandingHeaders.copyRoute(request, response);
        }
        if (opensDialog || (status / 100 == 2 && (request.method().equals(SipMethod.REFER) || request.method().equals(SipMethod.UPDATE)))) {
            response.set(ContactHeader.TYPE, contact());
        }
        return response;
    }

    @Override
    public ContactHeader contact() {
        return flow.map(this::contactFor).orElseGet(() -> new ContactHeader(identity.address(), Parameters.EMPTY));
    }

    ContactHeader contactFor(Flow used) {
        var address = publicAddress.orElseGet(() -> stack.flows().contactAddress(used));
        var uri = SipUri.of(identity.contactUser(), IpLiteral.asHost(address.getAddress())).withPort(address.getPort());
        return new ContactHeader(NameAddress.of(used.kind() == TransportKind.UDP ? uri : uri.withParameter("transport", used.kind().parameter())), Parameters.EMPTY);
    }

    @Override
    public void openDialog(DialogId id, DialogUser user) {
        stack.openDialog(id, new DialogEntry(user));
    }

    @Override
    public void closeDialog(DialogId id) {
        stack.closeDialog(id);
    }

    @Override
    public Randomness randomness() {
        return stack.world().randomness();
    }

    @Override
    public TimerValues timers() {
        return stack.config().timers();
    }

    @Override
    public void rearm() {
        long next = Timed.NEVER;
        for (var usage : usages) {
            next = Math.min(next, usage.nextDeadlineNanos());
        }
        alarm.set(next);
        stack.rearm();
    }

    private void onTime() {
        long now = stack.loop().nowNanos();
        for (var usage : List.copyOf(usages)) {
            if (usage.nextDeadlineNanos() <= now) {
                usage.onTime(now);
            }
        }
        rearm();
    }

    private ClientUser guarded(ClientUser user) {
        return new ClientUser() {
            @Override
            public void onResponse(SipResponse response, long nowNanos) {
                user.onResponse(response, nowNanos);
                rearm();
            }

            @Override
            public void onFailure(ClientFailure failure, long nowNanos) {
                user.onFailure(failure, nowNanos);
                rearm();
            }
        };
    }

    /** One dialog in the stack's table: its user, and the host whose deadlines may move with each request. */
    final class DialogEntry {
        private final DialogUser user;

        DialogEntry(DialogUser user) {
            this.user = user;
        }

        void onRequest(ServerTransaction tx, SipRequest request, Flow from, long nowNanos) {
            useFlow(from);
            user.onRequest(tx, request, nowNanos);
            rearm();
        }

        void onAck(SipRequest ack, long nowNanos) {
            user.onAck(ack, nowNanos);
            rearm();
        }

        void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {
            user.onCancel(invite, cancel, nowNanos);
            rearm();
        }
    }
}
