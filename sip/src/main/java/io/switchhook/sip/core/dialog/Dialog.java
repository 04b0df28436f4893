package io.switchhook.sip.core.dialog;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One end of a dialog, RFC 3261 §12. It makes the requests of this end and checks those of the other; it sends nothing and knows nothing of the usages that share it
 * (RFC 5057). Not thread-safe.
 */
public final class Dialog {

    /** RFC 3261 §12: early until a 2xx has been sent or received. Termination is a matter of the usages and kept there. */
    public enum State {
        EARLY,
        CONFIRMED
    }

    /** How a received request stands to those before it (RFC 3261 §12.2.2). */
    public enum Order {
        IN_ORDER,
        /** A lower number than one already seen: answered 500. */
        STALE
    }

    private static final int MAX_FORWARDS = 70;

    private final DialogId id;
    private NameAddress local;
    private NameAddress remote;
    private final boolean caller;
    private State state;
    private List<RouteHeader> routeSet;
    private Uri remoteTarget;
    private boolean remoteFocus;
    private long localSequence;
    private long remoteSequence;

    private Dialog(
            DialogId id,
            NameAddress local,
            NameAddress remote,
            boolean caller,
            State state,
            List<RouteHeader> routeSet,
            Uri remoteTarget) {
        this.id = id;
        this.local = local;
        this.remote = remote;
        this.caller = caller;
        this.state = state;
        this.routeSet = List.copyOf(routeSet);
        this.remoteTarget = remoteTarget;
    }

    /**
     * The dialog that a 1xx with a To tag, or a 2xx, opens at the one who sent the request (RFC 3261 §12.1.2).
     *
     * @param request as it was last sent, credentials and all
     */
    public static Dialog ofClient(SipRequest request, SipResponse response) {
        var dialog = new Dialog(
                DialogId.ofReceived(response),
                request.from().address(),
                request.to().address(),
                true,
                response.isSuccess() ? State.CONFIRMED : State.EARLY,
                routesOfCaller(response),
                request.uri());
        contactOf(response).ifPresent(dialog::useContact);
        dialog.localSequence = response.cseq().number();
        dialog.remoteSequence = -1;
        return dialog;
    }

    /**
     * The dialog that a request opens at the one who answers it with {@code localTag} (RFC 3261 §12.1.1).
     *
     * @throws io.switchhook.sip.message.header.MalformedHeaderException when Record-Route cannot be read, so that no answer would find its way back later
     */
    public static Dialog ofServer(SipRequest request, String localTag) {
        var dialog = new Dialog(
                new DialogId(request.callId(), localTag, request.from().tag().orElse("")),
                request.to().address(),
                request.from().address(),
                false,
                State.EARLY,
                routes(request.all(RecordRouteHeader.TYPE)),
                request.from().address().uri());
        contactOf(request).ifPresent(dialog::useContact);
        dialog.remoteSequence = request.cseq().number();
        return dialog;
    }

    public DialogId id() {
        return id;
    }

    public State state() {
        return state;
    }

    /** Whether this end sent the request that opened the dialog, and so chose the Call-ID (RFC 3261 §14.1). */
    public boolean isCaller() {
        return caller;
    }

    /** Who this end says that it is, in From. */
    public NameAddress local() {
        return local;
    }

    /** Who the other end is, for To. */
    public NameAddress remote() {
        return remote;
    }

    /** From now on this end is somebody else: its later requests say so (RFC 4916 §4.4.1). */
    public void useLocal(NameAddress who) {
        local = who;
    }

    /** From now on the other end is somebody else, as the From of a request of it said that is answered with 2xx (RFC 4916 §4.4.2). */
    public void useRemote(NameAddress who) {
        remote = who;
    }

    public Uri remoteTarget() {
        return remoteTarget;
    }

    /** Whether the other end mixes a conference of which {@link #remoteTarget} is the URI: {@code isfocus} in its Contact (RFC 4579 §4.2). */
    public boolean isRemoteFocus() {
        return remoteFocus;
    }

    public List<RouteHeader> routeSet() {
        return routeSet;
    }

    /** The number of the last request we sent. */
    public long localSequence() {
        return localSequence;
    }

    /** Takes the next sequence number for a request of ours, also for one repeated with credentials (RFC 3261 §22.2). */
    public long nextSequence() {
        return ++localSequence;
    }

    /** Tells the dialog of a number already used by a request sent before the dialog existed, for example an INVITE repeated with credentials. */
    public void sequenceUsed(long number) {
        localSequence = Math.max(localSequence, number);
    }

    /** The 2xx of the request that opened the dialog: it is confirmed, and the route set is computed anew (RFC 3261 §13.2.2.4). */
    public void confirm(SipResponse success, Uri ownContact) {
        if (caller) {
            routeSet = routesOfCaller(success);
        }
        state = State.CONFIRMED;
        refreshTarget(success, ownContact);
    }

    /** The dialog is confirmed at the end that sent the 2xx. */
    public void confirm() {
        state = State.CONFIRMED;
    }

    /**
     * A request of this end inside the dialog, complete but for Via, Contact and body (RFC 3261 §12.2.1.1). It takes the next sequence number, except for ACK, which is
     * made with {@link #ack(long)}.
     */
    public SipRequest.Builder request(SipMethod method) {
        return request(method, nextSequence());
    }

    /** The ACK to the 2xx of the INVITE with the given number (RFC 3261 §13.2.2.4). */
    public SipRequest.Builder ack(long inviteSequence) {
        return request(SipMethod.ACK, inviteSequence);
    }

    /** A request to the same peer, by the same way, but outside this dialog: it may open another one (RFC 5589 §6.1). Complete as {@link #request(SipMethod)} is. */
    public SipRequest.Builder beside(SipMethod method, String callId, String localTag) {
        return request(method, 1)
                .set(FromHeader.TYPE, new FromHeader(local, tag(localTag)))
                .set(ToHeader.TYPE, new ToHeader(remote, Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId));
    }

    private SipRequest.Builder request(SipMethod method, long number) {
        var target = asRequestUri(remoteTarget);
        var routes = new ArrayList<>(routeSet);
        boolean strict = !routes.isEmpty() && !isLoose(routes.get(0));
        if (strict) {
            // RFC 3261 §12.2.1.1: a strict router wants itself as Request-URI and the target at the end.
            target = asRequestUri(routes.remove(0).address().uri());
            routes.add(new RouteHeader(NameAddress.of(remoteTarget), Parameters.EMPTY));
        }
        var builder = SipRequest.builder(method, target)
                .toStrictRouter(strict)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(MAX_FORWARDS))
                .set(FromHeader.TYPE, new FromHeader(local, tag(id.localTag())))
                .set(ToHeader.TYPE, new ToHeader(remote, tag(id.remoteTag())))
                .set(CallIdHeader.TYPE, new CallIdHeader(id.callId()))
                .set(CSeqHeader.TYPE, new CSeqHeader(number, method));
        return routes.isEmpty() ? builder : builder.setAll(RouteHeader.TYPE, routes);
    }

    /** Checks and takes the sequence number of a request from the other end. ACK and CANCEL take no number of their own. */
    public Order onRequest(SipRequest request) {
        if (request.method().equals(SipMethod.ACK) || request.method().equals(SipMethod.CANCEL)) {
            return Order.IN_ORDER;
        }
        long number = request.cseq().number();
        if (remoteSequence >= 0 && number < remoteSequence) {
            return Order.STALE;
        }
        remoteSequence = number;
        return Order.IN_ORDER;
    }

    /**
     * Takes the Contact of a target refresh request or of its 2xx as the new remote target (RFC 3261 §12.2.1.2, §12.2.2). A Contact that is our own is not taken: some
     * PBXs send it in NOTIFY, and obeying would make us talk to ourselves.
     */
    public void refreshTarget(SipMessage message, Uri ownContact) {
        contactOf(message)
                .filter(contact -> !sameAddress(contact.address().uri(), ownContact))
                .ifPresent(this::useContact);
    }

    private void useContact(ContactHeader contact) {
        remoteTarget = contact.address().uri();
        remoteFocus = contact.parameters().has("isfocus");
    }

    private static boolean sameAddress(Uri a, Uri b) {
        if (a instanceof SipUri first && b instanceof SipUri second) {
            return first.user().equals(second.user())
                    && first.host().equalsIgnoreCase(second.host())
                    && portOf(first) == portOf(second);
        }
        return a.equals(b);
    }

    private static int portOf(SipUri uri) {
        boolean tls =
                uri.secure() || uri.transport().filter("tls"::equalsIgnoreCase).isPresent();
        return uri.port().orElse(tls ? 5061 : 5060);
    }

    /** A Contact that cannot be read counts as absent: a call must not hang because the answer to it has a flaw. */
    private static Optional<ContactHeader> contactOf(SipMessage message) {
        return message.firstReadable(ContactHeader.TYPE).filter(contact -> !contact.star());
    }

    /** The caller sees the proxies in the order opposite to the callee's (RFC 3261 §12.1.2). */
    private static List<RouteHeader> routesOfCaller(SipResponse response) {
        var routes = routes(response.allReadable(RecordRouteHeader.TYPE));
        Collections.reverse(routes);
        return List.copyOf(routes);
    }

    private static List<RouteHeader> routes(List<RecordRouteHeader> recorded) {
        var routes = new ArrayList<RouteHeader>();
        recorded.forEach(record -> routes.add(new RouteHeader(record.address(), record.parameters())));
        return routes;
    }

    private static boolean isLoose(RouteHeader route) {
        return !(route.address().uri() instanceof SipUri uri) || uri.looseRouting();
    }

    /** RFC 3261 §19.1.1, table 1: neither a method nor headers belong in a Request-URI. */
    private static Uri asRequestUri(Uri uri) {
        return uri instanceof SipUri sip ? sip.withoutParameter("method").withoutHeaders() : uri;
    }

    private static Parameters tag(String value) {
        return value.isEmpty() ? Parameters.EMPTY : Parameters.EMPTY.with("tag", value);
    }
}
