package io.switchhook.benchmarks.peers;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.world.World;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.SdpFormatException;
import io.switchhook.sdp.SdpLimits;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.AnswerResult;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.OfferAnswer;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.InviteScreening;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.Identity;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.StackUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A user agent server: takes every call as a telephone does, 100, 180, 200 with an answer to the offer, a dialog of its own, and waits for the BYE. Argument: {@code loop}
 * decides on the signalling loop; {@code lane} has a lane for each call, on which it hears of the call, of its being acknowledged and of its end.
 */
public final class Callee implements StackUser {
    private static final int MANY = 1_000_000;
    private static final int SDP_PORT = 40_002;

    private final World world;
    private final boolean onLanes;
    private final Identity identity;
    private final LocalMedia audio;
    private final AtomicLong ended = new AtomicLong();
    private @Nullable SipStack stack;

    Callee(World world, boolean onLanes) {
        this.world = world;
        this.onLanes = onLanes;
        this.identity = new Identity(
                NameAddress.of(SipUri.of("callee", "127.0.0.1")),
                "callee",
                Optional.empty(),
                Optional.empty(),
                TransportKind.UDP);
        this.audio = LocalMedia.audio(new InetSocketAddress("127.0.0.1", SDP_PORT))
                .formats(MediaFormat.PCMU, MediaFormat.PCMA)
                .telephoneEvents(true)
                .ptimeMillis(20)
                .build();
    }

    public static void main(String[] arguments) throws IOException {
        try (var world = RealWorld.open()) {
            var callee = new Callee(world, arguments[0].equals("lane"));
            try (var stack = callee.open()) {
                int port = stack.listenPoints().get(0).address().getPort();
                Orders.obey(port, () -> load(stack) + ", ended " + callee.ended);
            }
        }
    }

    SipStack open() throws IOException {
        var config = StackConfig.listeningOn(List.of(ListenPoint.parse("udp:127.0.0.1:0", 5060)))
                .withMaxTransactions(MANY, MANY);
        var opened = SipStack.open(world, config, this);
        stack = opened;
        opened.start();
        return opened;
    }

    private static String load(SipStack stack) {
        var load = new CompletableFuture<String>();
        stack.loop().post(() -> load.complete(stack.load().toString()));
        return load.join();
    }

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        if (stack == null) {
            throw new IllegalStateException("the stack starts when it is known");
        }
        transaction.respond(SipResponse.answering(invite, 100).build(), nowNanos);
        var host = stack.accept(identity, from);
        var refusal = InviteScreening.refusalOf(invite, InviteOptions.DEFAULT, host);
        if (refusal.isPresent()) {
            stack.respond(transaction, refusal.get(), nowNanos);
            return;
        }
        var call = new AnsweredCall(host, lane(), ended::incrementAndGet);
        var session = InviteSession.incoming(host, call, transaction, InviteOptions.DEFAULT, nowNanos);
        host.add(session);
        call.begin(session, this::answerTo, nowNanos);
    }

    private Optional<CallbackLane> lane() {
        return onLanes ? Optional.of(world.openLane("call")) : Optional.empty();
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        return false;
    }

    private String answerTo(String offer) {
        try {
            var ours = LocalSession.of(world.randomness().nextLong() >>> 2, audio);
            var result = OfferAnswer.answer(ours, SessionDescription.parse(offer, SdpLimits.STANDARD));
            return ((AnswerResult.Answered) result).answer().toString();
        } catch (SdpFormatException e) {
            throw new IllegalStateException("SIPp's offer is expected to be good", e);
        }
    }
}
