package io.switchhook.pbx.internal.trunk;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Printable;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.usage.RegistrationPlan;
import io.switchhook.sip.core.usage.RegistrationUsage;
import io.switchhook.sip.core.usage.RegistrationUser;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.UnsupportedHeader;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.flow.Flow;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Our registration at the server of one trunk. On the signalling loop. */
public final class TrunkRegistration implements RegistrationUser {

    /** Hears what becomes of it. */
    public interface User {

        void onRegistered();

        /** @param retryIn when it is tried again; empty when it is not */
        void onRefused(int status, String reason, Optional<Duration> retryIn);

        /** @param retryIn when it is tried again */
        void onUnreachable(String reason, Duration retryIn);

        /** Asked for by {@link #close}. */
        void onGivenUp();
    }

    private final String mark;
    private final boolean bulk;
    private final Identity account;
    private final CallHost host;
    private final RegistrationUsage usage;
    private final User user;
    private List<SipUri> serviceRoute = List.of();
    private Optional<InetSocketAddress> publicAddress = Optional.empty();

    /**
     * Makes one, which {@link #start} begins.
     *
     * @param account without a contact user where {@code bulk} is true, else with the mark for it
     * @param mark names this registration in its Contact, and is nobody's else
     * @param bulk whether all numbers of the account are registered at once (RFC 6140)
     */
    public TrunkRegistration(
            SipStack stack, SipUri server, Duration expires, Identity account, String mark, boolean bulk, User user) {
        this.account = account;
        this.mark = mark;
        this.bulk = bulk;
        this.host = stack.hostFor(account);
        this.user = user;
        var plan = new RegistrationPlan(server, account.address(), expires);
        this.usage = new RegistrationUsage(host, bulk ? plan.inBulk() : plan, this);
        if (bulk) {
            host.useBulkContact(mark);
        }
    }

    public void start(long nowNanos) {
        host.add(usage);
        usage.register(nowNanos);
        host.rearm();
    }

    /** Gives it up; the user is told when that is done. */
    public void close(long nowNanos) {
        usage.unregister(nowNanos);
        host.rearm();
    }

    /** One while a refresh or another try is to come. */
    public int armedAlarms() {
        return usage.nextDeadlineNanos() == Timed.NEVER ? 0 : 1;
    }

    /** Whether the registrar holds our Contact, as far as we know. */
    boolean isStanding() {
        return usage.isStanding();
    }

    /** Whether that is the path between us and the registrar. */
    public boolean isOver(Flow flow) {
        return usage.isStanding() && host.flow().filter(flow::equals).isPresent();
    }

    /** Whether a request goes to the Contact of this registration. */
    public boolean isContact(SipUri uri) {
        return (bulk ? uri.parameters().get("line") : uri.user())
                .filter(mark::equals)
                .isPresent();
    }

    /** What is configured leads out of here, what the registrar said follows (RFC 3608 §6.1). */
    public List<SipUri> routes() {
        var routes = new ArrayList<>(account.routes());
        routes.addAll(serviceRoute);
        return routes;
    }

    /** Where the other side sees us, behind a NAT (RFC 3581). */
    public void dress(CallHost other) {
        publicAddress.ifPresent(other::usePublicAddress);
    }

    @Override
    public void onRegistered(SipResponse response, Duration granted, long nowNanos) {
        user.onRegistered();
    }

    @Override
    public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
        serviceRoute = List.of();
        user.onRefused(response.status(), wordsOf(response), retryIn);
    }

    /** Its own words; where a challenge was not answered the stack says why beside them. */
    private static String wordsOf(SipResponse response) {
        var reason = Printable.escape(response.reason());
        var unsupported = response.allReadable(UnsupportedHeader.TYPE).stream()
                .map(UnsupportedHeader::optionTag)
                .collect(Collectors.joining(", "));
        return response.firstReadable(WarningHeader.TYPE)
                .map(warning -> reason + ": " + Printable.escape(warning.text()))
                .orElse(
                        unsupported.isEmpty()
                                ? reason
                                : reason + ": it does not know " + Printable.escape(unsupported));
    }

    @Override
    public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
        var reason = failure == ClientFailure.TIMEOUT
                ? "The registrar did not answer."
                : ("The registrar could not be reached. " + host.trouble()).strip();
        user.onUnreachable(reason, retryIn);
    }

    @Override
    public void onUnregistered(long nowNanos) {
        serviceRoute = List.of();
        host.close();
        user.onGivenUp();
    }

    @Override
    public void onServiceRoute(List<SipUri> routes, long nowNanos) {
        serviceRoute = routes;
    }

    @Override
    public void onPublicAddress(String seenHost, int seenPort, long nowNanos) {
        IpLiteral.parse(seenHost).ifPresent(address -> {
            var seen = new InetSocketAddress(address, seenPort);
            publicAddress = Optional.of(seen);
            host.usePublicAddress(seen);
        });
    }
}
