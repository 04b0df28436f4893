package io.switchhook.pbx;

import io.switchhook.media.session.RelaySide;
import io.switchhook.pbx.internal.bridge.CallPickup;
import io.switchhook.pbx.internal.bridge.LegReplacement;
import io.switchhook.pbx.internal.bridge.Replacing;
import io.switchhook.pbx.internal.leg.NoOwner;
import io.switchhook.pbx.internal.leg.PassedContent;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.pbx.internal.relay.RelayedMedia;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.InviteScreening;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.PAssertedIdentityHeader;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens the calls of telephones that have been let in. On the signalling loop. */
final class NewCalls {
    private final PbxEngine pbx;

    NewCalls(PbxEngine pbx) {
        this.pbx = pbx;
    }

    /** @param number the extension that the INVITE comes from, proven */
    void connect(ServerTransaction transaction, SipRequest invite, String number, Flow from, long nowNanos) {
        var dialled = NumberPlan.dialled(invite.uri());
        if (dialled.isEmpty()) {
            pbx.answers().answer(transaction, 404, "Not Found", nowNanos);
            return;
        }
        var found = pbx.bridges().replacing().of(invite, number);
        if (found instanceof Replacing.Found.Refused refused) {
            pbx.answers().answer(transaction, refused.status(), StatusCode.reasonFor(refused.status()), nowNanos);
            return;
        }
        var pickedUp = pickup(dialled.get());
        // Who takes a call that is there already opens no other.
        boolean another = found instanceof Replacing.Found.Nothing && pickedUp.isEmpty();
        if (another && pbx.bridges().size() >= pbx.settings().maxCalls()) {
            pbx.answers().answer(transaction, 503, "Service Unavailable", nowNanos);
            return;
        }
        var host = pbx.answers().accept(pbx.numbers().numberIn(dialled.get()).orElseThrow(), invite, from);
        var refusal = InviteScreening.refusalOf(invite, PbxLeg.OPTIONS, host);
        if (refusal.isPresent()) {
            pbx.stack().respond(transaction, refusal.get(), nowNanos);
            return;
        }
        if (found instanceof Replacing.Found.Seat seat) {
            var newcomer = pbx.exchange().leg(host, number, seat.leg().side(), new NoOwner());
            newcomer.openedBy(invite);
            newcomer.useMediaAddress(audioAddress(host, invite));
            newcomer.use(InviteSession.incoming(host, newcomer, transaction, PbxLeg.OPTIONS, nowNanos));
            var across = seat.bridge().other(seat.leg()).orElseThrow();
            new LegReplacement(seat.bridge(), seat.leg(), across, newcomer).start(nowNanos);
            return;
        }
        if (pickedUp.isPresent()) {
            pickUp(pickedUp.get(), host, number, transaction, invite, nowNanos);
            return;
        }
        var leg = pbx.exchange().leg(host, number, RelaySide.A, new NoOwner());
        begin(transaction, invite, leg, dialled.get(), caller(invite, number), way -> {}, nowNanos);
    }

    /** Who calls, or for whom: an application of the program is believed what it asserts (RFC 3325 §9.1), a telephone nothing. */
    private Caller caller(SipRequest invite, String number) {
        var asserted = Optional.of(number)
                .filter(pbx.extensions()::isApplication)
                .flatMap(application -> invite.firstReadable(PAssertedIdentityHeader.TYPE))
                .map(PAssertedIdentityHeader::address)
                .filter(who -> numberOf(who).isPresent());
        var shown = asserted.orElse(invite.from().address());
        return new Caller(
                asserted.flatMap(this::numberOf).orElse(number),
                shown.displayName(),
                isSips(invite),
                CallerPrivacy.isAskedFor(invite),
                Hops.after(invite));
    }

    private Optional<String> numberOf(NameAddress who) {
        return pbx.numbers().numberIn(who.uri()).filter(Extension::isNumber);
    }

    private void begin(
            ServerTransaction transaction,
            SipRequest invite,
            PbxLeg leg,
            SipUri dialled,
            Caller caller,
            Consumer<CallRouting> more,
            long nowNanos) {
        var host = leg.host();
        var ours = audioAddress(host, invite);
        var relay = new RelayedMedia(
                pbx.media(), pbx.transcoding(), ours, text -> pbx.loop().post(() -> host.note(text)));
        leg.openedBy(invite);
        leg.useMediaAddress(ours);
        var log = pbx.logs()
                .open(leg, caller.displayName(), pbx.numbers().numberIn(dialled).orElse(""));
        var bridge = pbx.bridges().open(leg, relay, log);
        log.tellsOf(bridge);
        leg.use(InviteSession.incoming(host, leg, transaction, PbxLeg.OPTIONS, nowNanos));
        if (caller.hidden()) {
            leg.hideFromOthers();
        }
        leg.showAs(caller.number(), caller.displayName());
        log.onStarted(nowNanos);
        var way = new CallRouting(
                pbx,
                log,
                leg,
                dialled,
                caller.withSession(bridge.speakerOf(leg)),
                PassedContent.ofCall(invite, caller.hidden()));
        more.accept(way);
        bridge.route(way, invite, nowNanos);
    }

    /** A call that a trunk has brought. It takes the place of no other, whatever it says: nobody there has shown to be who it was. */
    void connectFrom(TrunkLine line, ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        if (invite.has(ReplacesHeader.TYPE)) {
            pbx.answers().answer(transaction, 603, "Decline", nowNanos);
            return;
        }
        if (pbx.bridges().size() >= pbx.settings().maxCalls()) {
            pbx.answers().answer(transaction, 503, "Service Unavailable", nowNanos);
            return;
        }
        var called = IncomingNumbers.called(invite, line, pbx.numbers());
        if (called.isEmpty()) {
            pbx.answers().answer(transaction, 404, "Not Found", nowNanos);
            return;
        }
        var host = line.accept(from, called);
        host.nameCall(invite.callId());
        var refusal = InviteScreening.refusalOf(invite, PbxLeg.OPTIONS, host);
        if (refusal.isPresent()) {
            pbx.stack().respond(transaction, refusal.get(), nowNanos);
            return;
        }
        var caller = IncomingNumbers.caller(invite, line, pbx.numbers());
        var leg = pbx.exchange().leg(host, line.nameOf(caller), RelaySide.A, new NoOwner());
        leg.goesOver(line);
        boolean full = line.isFull();
        var route = full ? Optional.of(allBusy(line)) : line.routeOf(called);
        begin(
                transaction,
                invite,
                leg,
                SipUri.of(called, NumberPlan.ANY_HOST),
                caller,
                way -> way.comesFrom(line, route),
                nowNanos);
    }

    private static CallRoute allBusy(TrunkLine line) {
        return CallRoute.reject(486, "All lines of " + line.trunk().name() + " are in use");
    }

    /** The extension whose call is asked for, where somebody may ask. */
    private Optional<String> pickup(SipUri dialled) {
        return pbx.settings()
                .pickup()
                .flatMap(prefix -> pbx.numbers()
                        .numberIn(dialled)
                        .filter(number -> number.startsWith(prefix) && number.length() > prefix.length())
                        .filter(number -> !pbx.numbers().hasExtension(number))
                        .map(number -> number.substring(prefix.length())));
    }

    private void pickUp(
            String extension,
            CallHost host,
            String number,
            ServerTransaction transaction,
            SipRequest invite,
            long nowNanos) {
        var newcomer = pbx.exchange().leg(host, number, RelaySide.B, new NoOwner());
        newcomer.openedBy(invite);
        newcomer.use(InviteSession.incoming(host, newcomer, transaction, PbxLeg.OPTIONS, nowNanos));
        newcomer.nameIs(invite.from().address().displayName());
        if (CallerPrivacy.isAskedFor(invite)) {
            newcomer.hideFromOthers();
        }
        pbx.bridges()
                .ringing(extension)
                .ifPresentOrElse(
                        bridge -> new CallPickup(bridge, newcomer).start(nowNanos),
                        () -> CallPickup.refuse(newcomer, 480, nowNanos));
    }

    static boolean isSips(SipRequest request) {
        return request.uri() instanceof SipUri uri && uri.secure();
    }

    private InetAddress audioAddress(CallHost host, SipRequest invite) {
        return pbx.media().addressFor(host.localAddress(), InviteSession.offerIn(invite));
    }
}
