package io.switchhook.pbx.internal.leg;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.media.session.RelaySide;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.ConnectedIdentity;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ReliabilityPolicy;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.sip.core.usage.SessionUser;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SessionIdHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.InfoPackages;
import io.switchhook.stack.media.MediaEngine;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** One telephone's part of a bridged call. It passes what happens to whoever it belongs to at the moment: a ring group, a bridge, a transfer. */
public final class PbxLeg implements SessionUser {

    /** Who a leg belongs to. */
    public interface Owner {

        void onProgress(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos);

        void onAnswered(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos);

        void onAnsweredWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos);

        void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos);

        /** A refresh showed that the telephone describes itself in another way now. */
        void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos);

        void onModification(PbxLeg leg, RemoteModification modification, long nowNanos);

        /** The telephone has said its UUID (RFC 7989), or another one. */
        default void onSessionLearned(PbxLeg leg) {}

        /** The telephone may take other Info Packages now than it did. */
        default void onInfoLearned(PbxLeg leg) {}

        void onRequest(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos);

        void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos);
    }

    /** Who is told of all that shows whether an extension is busy. */
    public interface Watcher {

        /** A leg to or from an extension has begun, or has come further. */
        void onChange(PbxLeg leg, long nowNanos);

        void onEnded(PbxLeg leg, long nowNanos);
    }

    /** What a leg to the outside goes over, and who counts it. */
    public interface Line {

        /** What people call it. */
        String name();

        void onBegun(PbxLeg leg);

        void onEnded(PbxLeg leg);
    }

    /** Each leg has a session timer of its own. */
    public static final InviteOptions OPTIONS =
            new InviteOptions(ReliabilityPolicy.SUPPORTED, InviteOptions.DEFAULT.sessionInterval(), true);

    private final CallHost host;
    private final String number;
    private final LegMedia media;
    private final Watcher watcher;
    private Owner owner;
    private RelaySide side;
    private Optional<InviteSession> session = Optional.empty();
    private Optional<List<String>> peerInfo = Optional.empty();
    private Optional<List<String>> infoAcross = Optional.empty();
    private Optional<String> displayName = Optional.empty();
    private Optional<String> shownNumber = Optional.empty();
    private Optional<InetAddress> mediaAddress = Optional.empty();
    private Optional<Line> line = Optional.empty();
    private boolean hidden;
    private boolean rings;

    /**
     * @param watcher told of all that shows whether the extension is busy
     * @param engine what keys come from
     */
    public PbxLeg(CallHost host, String number, RelaySide side, Watcher watcher, MediaEngine engine, Owner owner) {
        this.watcher = watcher;
        this.host = host;
        this.number = number;
        this.side = side;
        this.owner = owner;
        this.media = new LegMedia(
                host.randomness().nextLong() >>> 2,
                new LegKeys(host.randomness(), engine::ownDtls, host::peerAddress),
                new LegIce(host.randomness()));
    }

    public CallHost host() {
        return host;
    }

    /** Our address for its audio: our end of its signalling, unless the telephone has offered to send it from an address of the other family (RFC 6157 §4.1). */
    public InetAddress mediaAddress() {
        return mediaAddress.orElseGet(host::localAddress);
    }

    public void useMediaAddress(InetAddress address) {
        mediaAddress = Optional.of(address);
    }

    /** The leg leads to or comes from somebody at the other end of a trunk. */
    public void goesOver(Line taken) {
        line = Optional.of(taken);
    }

    /** The trunk's name; empty for a telephone of ours. */
    public Optional<String> trunkName() {
        return line.map(Line::name);
    }

    /** Whoever this leg is connected to, now or by a transfer, does not get to know the telephone (RFC 3323). */
    public void hideFromOthers() {
        hidden = true;
    }

    public boolean isHidden() {
        return hidden;
    }

    /** The Info Packages that the telephone last said it takes; empty when it has said nothing. */
    public Optional<List<String>> peerInfo() {
        return peerInfo;
    }

    /** The telephone calls. */
    public void openedBy(SipRequest invite) {
        learnInfo(invite);
        host.sessionId().onInvite(invite);
    }

    /**
     * The UUID of the telephone (RFC 7989 §7): its own, or one that stands for a telephone which says none, where somebody wants to know it.
     *
     * @return {@link SessionIdHeader#NIL} while there is none
     */
    public String uuid(boolean wanted) {
        return host.sessionId()
                .remote()
                .or(() -> session.flatMap(InviteSession::dialog)
                        .filter(dialog -> wanted)
                        .map(dialog ->
                                SessionId.of(dialog.id().callId(), dialog.id().remoteTag())))
                .orElse(SessionIdHeader.NIL);
    }

    /** What the telephone hears as the UUID of the other side is that of the leg across from now on; nobody's while it is empty. */
    public void speakFor(Optional<PbxLeg> across) {
        host.sessionId().speakAs(known -> across.map(leg -> leg.uuid(known)).orElse(SessionIdHeader.NIL));
    }

    void learnInfo(SipMessage message) {
        peerInfo = InfoPackages.in(message).or(() -> peerInfo);
    }

    /** From now on the telephone hears that the side across takes these; one that knows of none takes none. */
    public void tellInfo(Optional<List<String>> across) {
        infoAcross = across.or(() -> infoAcross.map(before -> List.of()));
        host.infoPackages().take(() -> infoAcross);
    }

    /** Whether the telephone knows of Info Packages, and not yet what the side across takes now; or of Session-ID, and not yet whose the other half is. */
    public boolean isNewsDue() {
        return (peerInfo.isPresent() && host.infoPackages().isChanged())
                || host.sessionId().isChanged();
    }

    /** From now on the telephone hears that it talks to that one (RFC 4916): with the next request to it, or by {@link ConnectedIdentity#tell}. */
    public void introduce(PbxLeg across) {
        if (line.isPresent()) {
            // Who calls there is known by the number that the trunk gives it.
            return;
        }
        var who = across.isHidden()
                ? CallerPrivacy.ANONYMOUS
                : new NameAddress(
                        across.displayName(), SipUri.of(across.shownNumber(), IpLiteral.asHost(host.localAddress())));
        boolean known =
                session().dialog().filter(dialog -> isSame(dialog.local(), who)).isPresent();
        if (!known) {
            session().identity().use(who);
        }
    }

    private static boolean isSame(NameAddress one, NameAddress other) {
        return one.uri() instanceof SipUri a
                && other.uri() instanceof SipUri b
                && a.user().equals(b.user())
                && CallerPrivacy.isAnonymous(one) == CallerPrivacy.isAnonymous(other);
    }

    /** The extension at the other end of the leg. */
    public String number() {
        return number;
    }

    /** What others are to take for its number, whoever it is connected to. */
    public String shownNumber() {
        return shownNumber.orElse(number);
    }

    public void showAs(String other, Optional<String> name) {
        shownNumber = Optional.of(other);
        displayName = name;
    }

    /** The name that the telephone gives to itself; empty when it has given none. */
    public Optional<String> displayName() {
        return displayName;
    }

    public void nameIs(Optional<String> name) {
        displayName = name;
    }

    public LegMedia media() {
        return media;
    }

    public RelaySide side() {
        return side;
    }

    public void sitAt(RelaySide taken) {
        side = taken;
    }

    public void belongTo(Owner next) {
        owner = next;
    }

    public InviteSession session() {
        return session.orElseThrow();
    }

    public void use(InviteSession opened) {
        session = Optional.of(opened);
        host.sessionId().onLearned(id -> owner.onSessionLearned(this));
        host.add(opened);
        host.rearm();
        line.ifPresent(taken -> taken.onBegun(this));
        watcher.onChange(this, host.stack().loop().nowNanos());
    }

    /** Whether the telephone has said that it rings. */
    public boolean rings() {
        return rings;
    }

    public boolean isOver() {
        return session.filter(s -> s.state() == InviteSession.State.ENDED).isPresent();
    }

    public boolean isUp() {
        return session.filter(
                        s -> s.state() == InviteSession.State.CONFIRMED || s.state() == InviteSession.State.ANSWERED)
                .isPresent();
    }

    public void hangUp(long nowNanos) {
        hangUp(Optional.empty(), nowNanos);
    }

    /** @param reason for the telephone, which may show it (RFC 3326) */
    public void hangUp(Optional<ReasonHeader> reason, long nowNanos) {
        session.ifPresent(s -> s.hangUp(reason, nowNanos));
        host.rearm();
    }

    public void respond(ServerTransaction transaction, int status, String reason, long nowNanos) {
        host.stack().respond(transaction, host.answering(transaction.request(), status, reason), nowNanos);
        host.rearm();
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {
        rings |= response.status() > 100;
        watcher.onChange(this, nowNanos);
        owner.onProgress(this, response, answer, nowNanos);
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {
        learnInfo(response);
        watcher.onChange(this, nowNanos);
        owner.onAnswered(this, response, answer, nowNanos);
    }

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {
        learnInfo(response);
        watcher.onChange(this, nowNanos);
        owner.onAnsweredWithOffer(this, response, offer, nowNanos);
    }

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {
        // Calls that leave the offer to the telephone do without reliable responses, so that it comes in the 2xx.
    }

    @Override
    public void onEarlyAnswer(String answer, long nowNanos) {
        // A caller without an offer gets ours in the 2xx only.
    }

    @Override
    public void onRefreshed(String ours, String theirs, long nowNanos) {
        owner.onRefreshed(this, ours, theirs, nowNanos);
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {
        owner.onAcknowledged(this, answer, nowNanos);
    }

    @Override
    public void onTargetRefresh(SipMessage message, long nowNanos) {
        learnInfo(message);
        owner.onInfoLearned(this);
    }

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        owner.onModification(this, modification, nowNanos);
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        owner.onRequest(this, transaction, request, nowNanos);
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        session.ifPresent(host::remove);
        line.ifPresent(taken -> taken.onEnded(this));
        watcher.onEnded(this, nowNanos);
        owner.onEnded(this, ending, nowNanos);
    }

    @Override
    public String toString() {
        return "leg " + number;
    }
}
