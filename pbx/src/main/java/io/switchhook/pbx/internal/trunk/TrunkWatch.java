package io.switchhook.pbx.internal.trunk;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the server of one trunk from time to time whether it is there (RFC 3261 §11). On the signalling loop. */
public final class TrunkWatch implements ClientUser {

    /** Hears of each answer, and of each that did not come. */
    public interface User {

        /**
         * It answers, or does not.
         *
         * @param status of the answer, where there was one that says no
         */
        void onWatched(boolean answers, Optional<Integer> status, String reason);
    }

    private final SipUri server;
    private final long intervalNanos;
    private final Supplier<CallHost> hosts;
    private final User user;
    private final Alarm next;
    private Optional<CallHost> asking = Optional.empty();

    /** @param hosts gives one for each question, in the name of the account */
    public TrunkWatch(Loop loop, SipUri server, Duration interval, Supplier<CallHost> hosts, User user) {
        this.server = server;
        this.intervalNanos = interval.toNanos();
        this.hosts = hosts;
        this.user = user;
        this.next = loop.alarm(() -> ask(loop.nowNanos()));
    }

    public void ask(long nowNanos) {
        var host = hosts.get();
        asking = Optional.of(host);
        var request =
                new StandaloneRequest(SipMethod.OPTIONS, server, host.identity().address(), host);
        host.nameCall(request.callId());
        request.send(host, this, nowNanos);
    }

    public void close() {
        next.cancel();
        asking.ifPresent(CallHost::close);
        asking = Optional.empty();
    }

    public int armedAlarms() {
        return next.isSet() ? 1 : 0;
    }

    /** The question is over; an answer that comes after the end is for nobody. */
    private boolean isOver(long nowNanos) {
        if (asking.isEmpty()) {
            return true;
        }
        asking.get().close();
        asking = Optional.empty();
        next.set(nowNanos + intervalNanos);
        return false;
    }

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        if (!response.isFinal() || isOver(nowNanos)) {
            return;
        }
        int status = response.status();
        boolean answers = status != 503 && status != 408;
        user.onWatched(
                answers,
                answers ? Optional.empty() : Optional.of(status),
                answers ? "" : Printable.escape(response.reason()));
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        var trouble = asking.map(CallHost::trouble).orElse("");
        if (!isOver(nowNanos)) {
            user.onWatched(
                    false,
                    Optional.empty(),
                    failure == ClientFailure.TIMEOUT
                            ? "The server did not answer."
                            : ("The server could not be reached. " + trouble).strip());
        }
    }
}
