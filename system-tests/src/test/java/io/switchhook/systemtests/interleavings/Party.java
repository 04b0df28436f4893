package io.switchhook.systemtests.interleavings;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.InviteOptions;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.ModificationUser;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.core.usage.SessionUser;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Identity;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.StackUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.flow.TransportKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One party: the whole stack of a user agent with one call on it, and notes of what it was told. */
final class Party implements StackUser, SessionUser {
    private final String name;
    private final InetSocketAddress address;
    private final HandDrivenLoop loop;
    private final HandDrivenWorld world;
    private final SipStack stack;
    private final Set<Deed> left;
    private final List<String> endings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Optional<InviteSession> session = Optional.empty();
    private Optional<RemoteModification> undecided = Optional.empty();
    private String offered = "";
    private String agreed = "";
    private int offers;
    private int openResults;
    private int refersTaken;
    private boolean modifying;
    private boolean answeredEarly;

    Party(String name, InetSocketAddress address, long startNanos, Set<Deed> deeds, Consumer<byte[]> sent) {
        this.name = name;
        this.address = address;
        this.loop = new HandDrivenLoop(startNanos);
        this.world = new HandDrivenWorld(address, loop, name.hashCode(), sent);
        this.left = deeds.isEmpty() ? EnumSet.noneOf(Deed.class) : EnumSet.copyOf(deeds);
        try {
            this.stack = SipStack.open(
                    world, StackConfig.listeningOn(List.of(new ListenPoint(TransportKind.UDP, address))), this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stack.start();
    }

    String name() {
        return name;
    }

    HandDrivenLoop loop() {
        return loop;
    }

    InetSocketAddress address() {
        return address;
    }

    void deliver(byte[] packet, InetSocketAddress from) {
        world.deliver(packet, from);
    }

    // --- deeds ----------------------------------------------------------------------------------------------------

    void call(Party callee) {
        var target = SipUri.parse("sip:" + callee.name + "@" + callee.address.getHostString() + ":5060");
        var host = stack.hostFor(identity());
        var invite = SipRequest.builder(SipMethod.INVITE, target)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(identity().address(), Parameters.EMPTY.with("tag", "caller")))
                .set(ToHeader.TYPE, new ToHeader(NameAddress.of(target), Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader("the-call"))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, SipMethod.INVITE));
        use(
                host,
                InviteSession.call(
                        host, this, invite, Optional.of(nextOffer()), InviteOptions.DEFAULT, loop.nowNanos()));
        host.rearm();
        loop.settle();
    }

    private Identity identity() {
        var uri = SipUri.parse("sip:" + name + "@" + address.getHostString());
        return new Identity(NameAddress.of(uri), name, Optional.empty(), Optional.empty(), TransportKind.UDP);
    }

    private void use(CallHost host, InviteSession opened) {
        session = Optional.of(opened);
        host.add(opened);
    }

    /** What this party could do now. */
    List<Deed> possible() {
        return left.stream().filter(this::fits).toList();
    }

    private boolean fits(Deed deed) {
        var state = session.map(InviteSession::state).orElse(InviteSession.State.ENDED);
        return switch (deed) {
            case RING, ANSWER, REFUSE -> state == InviteSession.State.INCOMING;
            case RING_WITH_ANSWER -> state == InviteSession.State.INCOMING && !answeredEarly;
            case HANG_UP -> state != InviteSession.State.ENDED && state != InviteSession.State.CANCELLING;
            case MODIFY -> state == InviteSession.State.CONFIRMED && !modifying;
            case UPDATE -> (state == InviteSession.State.CONFIRMED || isEarly(state)) && !modifying;
            case ACCEPT_CHANGE, REFUSE_CHANGE -> undecided.isPresent();
            case REFER -> state == InviteSession.State.CONFIRMED;
            case NOTIFY -> state == InviteSession.State.CONFIRMED && refersTaken > 0;
        };
    }

    /** Before the call is answered, but after its descriptions were exchanged. */
    private boolean isEarly(InviteSession.State state) {
        return answeredEarly && (state == InviteSession.State.INCOMING || state == InviteSession.State.CALLING);
    }

    void act(Deed deed) {
        left.remove(deed);
        long now = loop.nowNanos();
        var own = session.orElseThrow();
        switch (deed) {
            case RING -> own.ring(180, "Ringing", Optional.empty(), now);
            case RING_WITH_ANSWER -> answerEarly(now);
            case ANSWER -> answer(now);
            case REFUSE -> own.refuse(486, "Busy Here", response -> {}, now);
            case HANG_UP -> own.hangUp(now);
            case MODIFY -> modify(now);
            case UPDATE -> update(now);
            case ACCEPT_CHANGE -> decide(true, now);
            case REFUSE_CHANGE -> decide(false, now);
            case REFER -> request(SipMethod.REFER, builder -> builder.header("Refer-To", "<sip:895@10.0.0.3>"), now);
            case NOTIFY -> request(SipMethod.NOTIFY, Party::asReport, now);
        }
        loop.settle();
    }

    private static void asReport(SipRequest.Builder builder) {
        builder.header("Event", "refer").header("Subscription-State", "active;expires=60");
    }

    private String nextOffer() {
        offered = "v=0\r\ns=" + name + " " + ++offers + "\r\n";
        return offered;
    }

    private static String answerTo(String offer) {
        return offer + "a=answered\r\n";
    }

    private void agree(String offer, String answer) {
        if (!answer.equals(answerTo(offer))) {
            problems.add(name + " was told that \"" + answer + "\" answers \"" + offer + "\"");
        }
        agreed = answer;
    }

    private void answerEarly(long now) {
        var own = session.orElseThrow();
        answeredEarly = true;
        agreed = answerTo(own.initialOffer().orElseThrow());
        own.ring(183, "Session Progress", Optional.of(agreed), now);
    }

    private void answer(long now) {
        var own = session.orElseThrow();
        agreed = answeredEarly ? agreed : answerTo(own.initialOffer().orElseThrow());
        own.answer(agreed, now);
    }

    private void modify(long now) {
        openResults++;
        modifying = true;
        session.orElseThrow().modify(this::nextOffer, new Change(), now);
    }

    private void update(long now) {
        openResults++;
        modifying = true;
        session.orElseThrow().update(this::nextOffer, new Change(), now);
    }

    private void decide(boolean accept, long now) {
        var change = undecided.orElseThrow();
        undecided = Optional.empty();
        if (accept) {
            var answer = answerTo(change.offer().orElseThrow());
            if (session.orElseThrow().state() != InviteSession.State.ENDED) {
                agreed = answer;
            }
            change.accept(answer, now);
        } else {
            change.refuse(488, "Not Acceptable Here", now);
        }
    }

    private void request(SipMethod method, Consumer<SipRequest.Builder> more, long now) {
        openResults++;
        if (session.orElseThrow().request(method, more, new Result(), now).isEmpty()) {
            problems.add(name + " could not send " + method.name());
        }
    }

    /** Whoever still waits for this party gets what a polite user does in the end. */
    void decideWhatIsOpen() {
        if (undecided.isPresent()) {
            decide(true, loop.nowNanos());
        }
        if (fits(Deed.ANSWER)) {
            answer(loop.nowNanos());
        }
        loop.settle();
    }

    void goHome() {
        session.ifPresent(own -> own.hangUp(loop.nowNanos()));
        loop.settle();
    }

    private final class Change implements ModificationUser {
        private boolean told;

        @Override
        public void onAnswer(String answer, long nowNanos) {
            once();
            agree(offered, answer);
        }

        @Override
        public void onNoChange(Optional<SipResponse> response, long nowNanos) {
            once();
            // RFC 3261 §14.1: glare is tried again; only a user's refusal or the end of the call is a reason to give
            // up.
            if (response.filter(refusal -> refusal.status() == 491).isPresent()) {
                problems.add(name + " gave up its re-INVITE because of glare");
            }
        }

        private void once() {
            if (told) {
                problems.add(name + " was told twice what became of its re-INVITE");
            }
            told = true;
            modifying = false;
            openResults--;
        }
    }

    private final class Result implements ClientUser {

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isFinal()) {
                openResults--;
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            openResults--;
        }
    }

    // --- what is told ---------------------------------------------------------------------------------------------

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        if (session.isPresent()) {
            stack.respond(transaction, stack.answering(invite, 486, "Busy Here"), nowNanos);
            return;
        }
        var host = stack.accept(identity(), from);
        use(host, InviteSession.incoming(host, this, transaction, InviteOptions.DEFAULT, nowNanos));
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        return false;
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {
        answer.ifPresent(early -> {
            answeredEarly = true;
            agree(offered, early);
        });
    }

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {
        problems.add(name + " was told of an early offer although its INVITE had one");
    }

    @Override
    public void onEarlyAnswer(String answer, long nowNanos) {
        problems.add(name + " was told of an answer to an early offer that nobody made");
    }

    @Override
    public void onRefreshed(String ours, String theirs, long nowNanos) {
        problems.add(name + " was told that a refresh changed the session");
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {
        if (answer.isPresent() || !answeredEarly) {
            agree(offered, answer.orElse("nothing"));
        }
    }

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {
        problems.add(name + " was told of an offer in a 2xx although its INVITE had one");
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {}

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        if (!endings.isEmpty()) {
            problems.add(name + " was asked for a change after the end");
        }
        undecided = Optional.of(modification);
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        boolean refer = request.method().equals(SipMethod.REFER);
        refersTaken += refer ? 1 : 0;
        transaction.respond(
                stack.answering(request, refer ? 202 : 200, refer ? "Accepted" : "OK")
                        .build(),
                nowNanos);
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        undecided = Optional.empty();
        endings.add(ending.getClass().getSimpleName());
    }

    // --- how it stands --------------------------------------------------------------------------------------------

    boolean isTalking() {
        return session.filter(own -> own.state() == InviteSession.State.CONFIRMED)
                .isPresent();
    }

    /** A party that was never reached counts as one whose call is over. */
    boolean isOver() {
        return session.map(own -> own.state() == InviteSession.State.ENDED).orElse(true);
    }

    String agreed() {
        return agreed;
    }

    /** In one line, for the report of a failure. */
    String state() {
        return name + " " + session.map(own -> own.state().name()).orElse("untouched") + " " + endings;
    }

    /** What does not hold once nothing moves any more. */
    List<String> problems() {
        var all = new ArrayList<>(problems);
        if (isOver() && endings.size() != (session.isPresent() ? 1 : 0)) {
            all.add(name + " was told its end " + endings.size() + " times: " + endings);
        }
        if (openResults != 0) {
            all.add(name + " waits for " + openResults + " results that never come");
        }
        if (!isOver() && !isTalking()) {
            all.add(name + " is neither talking nor over but " + state());
        }
        return all;
    }

    /** What is left of it after its call. */
    List<String> leftovers() {
        var load = stack.load();
        return load.isEmpty() ? List.of() : List.of(name + " still holds " + load);
    }
}
