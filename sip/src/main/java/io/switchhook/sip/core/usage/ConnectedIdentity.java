package io.switchhook.sip.core.usage;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import java.util.Optional;

/** Who talks at either end of a session, when that changes: RFC 4916, between two ends that both know of it. On the loop of the session. */
public final class ConnectedIdentity {
    private final InviteSession session;
    private boolean understood;
    private boolean due;
    private boolean answered;

    ConnectedIdentity(InviteSession session) {
        this.session = session;
    }

    /** What the peer says that it understands. */
    void learn(SipMessage message) {
        understood |= InviteScreening.understands(message, InviteOptions.FROM_CHANGE);
    }

    /** A re-INVITE or UPDATE of the peer is answered with 2xx: its From counts (§4.4.2). */
    void onAccepted(SipRequest request, long nowNanos) {
        learn(request);
        var from = request.from().address();
        session.peer()
                .dialogOf(request)
                .filter(dialog ->
                        understood && !isSame(from.uri(), dialog.remote().uri()))
                .ifPresent(dialog -> {
                    dialog.useRemote(from);
                    session.user.onConnectedIdentity(from, nowNanos);
                });
    }

    private static boolean isSame(Uri one, Uri other) {
        return one instanceof SipUri a && other instanceof SipUri b ? a.equivalent(b) : one.equals(other);
    }

    /**
     * This end is somebody else from now on, after a transfer for one (RFC 4916 §4.3). A peer that understands that reads it in our next request; {@link #tell} sends one when none
     * is under way. A peer that does not is told nothing, and the dialog stays as it was.
     *
     * @param who for From
     */
    public void use(NameAddress who) {
        session.dialog()
                .filter(dialog -> understood && !dialog.local().equals(who))
                .ifPresent(dialog -> {
                    dialog.useLocal(who);
                    due = true;
                });
    }

    /**
     * This end has answered the call, and says who it is where the caller has called somebody else, as by a proxy that led the call on (RFC 4916 §4.2, §5.1). Once, when the call
     * stands. Where the caller has only written an address for the domain of the same user, there is nothing new to say.
     *
     * @param who for From
     */
    public void answeredAs(NameAddress who, long nowNanos) {
        if (!answered) {
            answered = true;
            session.dialog()
                    .filter(dialog -> !isSame(who.uri(), dialog.local().uri())
                            && !isOtherHost(who.uri(), dialog.local().uri()))
                    .ifPresent(dialog -> use(who));
            tell(nowNanos);
        }
    }

    private static boolean isOtherHost(Uri one, Uri other) {
        return one instanceof SipUri a
                && other instanceof SipUri b
                && a.user().equals(b.user())
                && (IpLiteral.parse(a.host()).isPresent()
                        || IpLiteral.parse(b.host()).isPresent());
    }

    /** Says what {@link #use} has changed, by UPDATE, unless a re-INVITE under way does (§4.3); nothing when nothing has changed, or the peer takes no UPDATE. */
    public void tell(long nowNanos) {
        boolean free = session.state() == InviteSession.State.CONFIRMED
                && !session.offeredChange().isOpen();
        if (due && free && session.peer().allowsUpdate()) {
            session.offeredChange().start(OfferedChange.Change.bareUpdate(new Told()), nowNanos);
        }
    }

    /** Who From says that we are, in a request about to be sent. */
    Optional<NameAddress> shown() {
        return session.dialog().map(Dialog::local);
    }

    /** The peer has accepted a request with that From. */
    void onShown(Optional<NameAddress> from, long nowNanos) {
        due &= !from.equals(shown());
        tell(nowNanos);
    }

    private final class Told implements ModificationUser {

        @Override
        public void onAnswer(String answer, long nowNanos) {
            // There is no offer.
        }

        @Override
        public void onNoChange(Optional<SipResponse> response, long nowNanos) {
            // §4.4.1: whoever does not accept it does not accept it the next time either.
            due = false;
        }
    }
}
