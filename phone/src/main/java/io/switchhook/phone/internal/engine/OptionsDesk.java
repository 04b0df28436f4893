package io.switchhook.phone.internal.engine;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.ComfortNoise;
import io.switchhook.phone.internal.account.AccountPlan;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.Capabilities;
import io.switchhook.stack.flow.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers who asks what this phone can (RFC 3261 §11.2). On the signalling loop. */
final class OptionsDesk {
    /** Written over with zero: RFC 3264 §9. */
    private static final int ANY_PORT = 9;

    private final PhoneEngine phone;

    OptionsDesk(PhoneEngine phone) {
        this.phone = phone;
    }

    /** Outside a dialog: with the status that an INVITE would get, as far as the application is not asked. */
    void onOptions(
            Optional<LineEngine> line, ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        int status = statusFor(line, request);
        if (status == 200) {
            answer(line, transaction, request, from.local().getAddress(), nowNanos);
        } else {
            phone.stack()
                    .respond(
                            transaction,
                            phone.stack().answering(request, status, StatusCode.reasonFor(status)),
                            nowNanos);
        }
    }

    private int statusFor(Optional<LineEngine> line, SipRequest request) {
        if (phone.isClosing()) {
            return 480;
        }
        if (line.isEmpty()) {
            // Without a user it is the phone itself that is asked, as servers do to see whether it is there.
            return request.uri() instanceof SipUri uri && uri.user().isEmpty() ? 200 : 404;
        }
        if (line.get().face().rejects(DialTarget.number(request.from().address().uri()))) {
            return 486;
        }
        return phone.face().takesCalls() ? 200 : 480;
    }

    /** 200 with all that we can, inside a dialog or outside. */
    void answer(
            Optional<LineEngine> line,
            ServerTransaction transaction,
            SipRequest request,
            InetAddress local,
            long nowNanos) {
        var account = line.map(LineEngine::account);
        var supported = account.map(OptionsDesk::optionTags).orElse(List.of());
        var calls = account.map(AccountPlan::calls).orElse(CallSettings.DEFAULT);
        var capabilities =
                new Capabilities(phone.messages().acceptedByCalls(), supported, Optional.of(description(local, calls)));
        phone.stack()
                .respond(
                        transaction,
                        capabilities.describe(request, phone.stack().answering(request, 200, "OK")),
                        nowNanos);
    }

    private static List<String> optionTags(AccountPlan account) {
        var tags = new ArrayList<>(account.calls().extensions().optionTags());
        if (account.namesDevice()) {
            // RFC 5627 §4.4.
            tags.add("gruu");
        }
        return tags;
    }

    private String description(InetAddress local, CallSettings calls) {
        var audio = LocalMedia.audio(new InetSocketAddress(local, ANY_PORT))
                .formats(phone.media().formats())
                .telephoneEvents(true)
                .comfortNoise(calls.comfortNoise() != ComfortNoise.OFF)
                .build();
        var session = LocalSession.of(phone.world().randomness().nextLong() >>> 2, audio);
        var offer = OfferAnswer.createOffer(session).description();
        return offer.withMedia(0, offer.media().get(0).withPort(0)).toString();
    }
}
