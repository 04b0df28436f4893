package io.switchhook.pbx;

import io.switchhook.media.session.RelaySide;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.core.usage.InviteScreening;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;
import java.net.InetAddress;
import java.util.Optional;

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
            pbx.answer(transaction, 404, "Not Found", nowNanos);
            return;
        }
        var found = pbx.replacing().of(invite, number);
        if (found instanceof Replacing.Found.Refused refused) {
            pbx.answer(transaction, refused.status(), StatusCode.reasonFor(refused.status()), nowNanos);
            return;
        }
        if (found instanceof Replacing.Found.Nothing
                && pbx.bridges().size() >= pbx.settings().maxCalls()) {
            pbx.answer(transaction, 503, "Service Unavailable", nowNanos);
            return;
        }
        var host = pbx.accept(pbx.numbers().numberIn(dialled.get()).orElseThrow(), invite, from);
        var refusal = InviteScreening.refusalOf(invite, PbxLeg.OPTIONS, host);
        if (refusal.isPresent()) {
            pbx.stack()
                    .respond(
                            transaction,
                            refusal.get().set(ToHeader.TYPE, invite.to().withTag(transaction.localTag())),
                            nowNanos);
            return;
        }
        if (found instanceof Replacing.Found.Seat seat) {
            var newcomer = new PbxLeg(host, number, seat.leg().side(), pbx.lamps(), pbx.media(), new NoOwner());
            newcomer.learnInfo(invite);
            newcomer.useMediaAddress(audioAddress(host, invite));
            newcomer.use(InviteSession.incoming(host, newcomer, transaction, PbxLeg.OPTIONS, nowNanos));
            var across = seat.bridge().other(seat.leg()).orElseThrow();
            new LegReplacement(seat.bridge(), seat.leg(), across, newcomer).start(nowNanos);
            return;
        }
        var pickedUp = pickup(dialled.get());
        if (pickedUp.isPresent()) {
            pickUp(pickedUp.get(), host, number, transaction, invite, nowNanos);
            return;
        }
        var ours = audioAddress(host, invite);
        var relay = new RelayedMedia(pbx.media(), ours, text -> pbx.loop().post(() -> host.note(text)));
        var leg = new PbxLeg(host, number, RelaySide.A, pbx.lamps(), pbx.media(), new NoOwner());
        leg.learnInfo(invite);
        leg.useMediaAddress(ours);
        var name = invite.from().address().displayName();
        var log = new CallLog(pbx, number, name, host.identity().contactUser());
        var bridge = new Bridge(pbx, leg, relay, log);
        pbx.onBridge(bridge);
        leg.use(InviteSession.incoming(host, leg, transaction, PbxLeg.OPTIONS, nowNanos));
        if (CallerPrivacy.isAskedFor(invite)) {
            leg.hideFromOthers();
        }
        leg.nameIs(name);
        log.onStarted(nowNanos);
        var caller = new Caller(number, name, isSips(invite), leg.isHidden(), Hops.after(invite));
        var more = PassedContent.ofCall(invite, leg.isHidden());
        bridge.route(new CallRouting(bridge, leg, dialled.get(), caller, more), invite, nowNanos);
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
        var newcomer = new PbxLeg(host, number, RelaySide.B, pbx.lamps(), pbx.media(), new NoOwner());
        newcomer.learnInfo(invite);
        newcomer.use(InviteSession.incoming(host, newcomer, transaction, PbxLeg.OPTIONS, nowNanos));
        newcomer.nameIs(invite.from().address().displayName());
        if (CallerPrivacy.isAskedFor(invite)) {
            newcomer.hideFromOthers();
        }
        pbx.bridges().stream()
                .filter(bridge -> bridge.setup().rings(extension))
                .findFirst()
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
