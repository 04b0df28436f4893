package io.switchhook.sip.core.usage;

import io.switchhook.base.random.Randomness;
import io.switchhook.simulation.SeededRandomness;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ExpiresHeader;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A host that sends nowhere: it writes down what a usage asks for, and the test answers. */
public final class FakeUsageHost implements UsageHost {
    public static final String OWN_CONTACT = "sip:alice@192.0.2.1:5060";

    /** What happened, in order, in short words. */
    public final List<String> log = new ArrayList<>();

    public final List<Sent> sent = new ArrayList<>();
    public final List<SipRequest> acks = new ArrayList<>();
    public final Map<String, DialogUser> dialogs = new TreeMap<>();
    public final Map<String, DialogUser> awaiting = new TreeMap<>();
    private final Randomness randomness;
    private SipUri contact = SipUri.parse(OWN_CONTACT);
    private Optional<ClientFailure> nextFailure = Optional.empty();
    private Optional<LongConsumer> watching = Optional.empty();
    private int rearmed;

    public FakeUsageHost() {
        this(1);
    }

    public FakeUsageHost(long seed) {
        randomness = new SeededRandomness(seed);
    }

    /** One request of ours; until it is answered the test may answer it. */
    public final class Sent implements OutgoingRequest {
        private final ClientUser user;
        private final LongSupplier nextSequence;
        private SipRequest request;
        private boolean cancelled;
        private boolean over;
        private boolean settled;
        private boolean waiting;
        private Optional<ReasonHeader> cancelReason = Optional.empty();

        Sent(SipRequest request, LongSupplier nextSequence, ClientUser user) {
            this.request = request;
            this.nextSequence = nextSequence;
            this.user = user;
        }

        public boolean isCancelled() {
            return cancelled;
        }

        public boolean mayRepeat() {
            return !settled;
        }

        public Optional<ReasonHeader> cancelReason() {
            return cancelReason;
        }

        public boolean isOver() {
            return over;
        }

        public SipMethod method() {
            return request.method();
        }

        @Override
        public SipRequest latest() {
            return request;
        }

        @Override
        public void cancel(Consumer<SipRequest.Builder> more, long nowNanos) {
            if (!cancelled && !over) {
                var draft = request.edit();
                more.accept(draft);
                cancelReason = draft.build().firstReadable(ReasonHeader.TYPE);
                cancelled = true;
                log.add("CANCEL");
            }
        }

        /** As if many others were before it. */
        void waitsForItsTurn() {
            waiting = true;
        }

        @Override
        public boolean withdraw() {
            if (waiting) {
                log.add("withdrawn");
            }
            return waiting;
        }

        @Override
        public void doNotRepeat() {
            settled = true;
        }

        /** Sent once more with credentials. */
        public void challenge() {
            var sequence = new CSeqHeader(nextSequence.getAsLong(), request.method());
            request = request.edit()
                    .set(CSeqHeader.TYPE, sequence)
                    .header("Authorization", "Digest username=\"alice\", response=\"0123\"")
                    .build();
        }

        public void answer(SipResponse response, long nowNanos) {
            over |= response.isFinal();
            user.onResponse(response, nowNanos);
        }

        public void answer(int status, long nowNanos) {
            answer(SipResponse.answering(request, status).build(), nowNanos);
        }

        public void fail(ClientFailure failure, long nowNanos) {
            over = true;
            user.onFailure(failure, nowNanos);
        }
    }

    /** The newest request of that method. */
    public Sent last(SipMethod method) {
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (sent.get(i).method().equals(method)) {
                return sent.get(i);
            }
        }
        throw new AssertionError("no " + method.name() + " was sent: " + log);
    }

    public long count(SipMethod method) {
        return sent.stream().filter(one -> one.method().equals(method)).count();
    }

    /** The next request fails while it is being sent. */
    public void failNext(ClientFailure failure) {
        nextFailure = Optional.of(failure);
    }

    public void moveContact(String uri) {
        contact = SipUri.parse(uri);
    }

    public int rearmed() {
        return rearmed;
    }

    public String taken() {
        var text = String.join(", ", log);
        log.clear();
        return text.isEmpty() ? "-" : text;
    }

    @Override
    public OutgoingRequest send(SipRequest.Builder request, LongSupplier nextSequence, ClientUser user, long nowNanos) {
        var built = request.build();
        var extra = built.all(ContactHeader.TYPE);
        var all = new ArrayList<ContactHeader>(List.of(contact()));
        all.addAll(extra);
        built = built.edit()
                .setAll(ContactHeader.TYPE, all)
                .addFirst(
                        ViaHeader.TYPE,
                        new ViaHeader(
                                "UDP",
                                "192.0.2.1",
                                OptionalInt.of(5060),
                                Parameters.EMPTY.with("branch", "z9hG4bK" + sent.size())))
                .build();
        var one = new Sent(built, nextSequence, user);
        sent.add(one);
        boolean removes = !built.method().equals(SipMethod.INVITE)
                && built.first(ExpiresHeader.TYPE)
                        .filter(expires -> expires.seconds() == 0)
                        .isPresent();
        log.add(built.method().name() + (removes ? " 0" : ""));
        var failure = nextFailure;
        nextFailure = Optional.empty();
        failure.ifPresent(reason -> one.fail(reason, nowNanos));
        return one;
    }

    @Override
    public SentAck sendAck(SipRequest.Builder ack, long nowNanos) {
        var built = ack.build();
        acks.add(built);
        log.add(built.bodyLength() == 0 ? "ACK" : "ACK+sdp");
        return now -> log.add("ACK again");
    }

    @Override
    public SipResponse.Builder answering(SipRequest request, int status, String reason) {
        return SipResponse.answering(request, status, reason);
    }

    @Override
    public ContactHeader contact() {
        return new ContactHeader(NameAddress.of(contact), Parameters.EMPTY);
    }

    @Override
    public void openDialog(DialogId id, DialogUser user) {
        dialogs.put(id.remoteTag(), user);
    }

    @Override
    public void closeDialog(DialogId id) {
        dialogs.remove(id.remoteTag());
    }

    @Override
    public void awaitNotify(String callId, String localTag, DialogUser user) {
        awaiting.put(localTag, user);
    }

    @Override
    public void awaitNoNotify(String callId, String localTag) {
        awaiting.remove(localTag);
    }

    @Override
    public Randomness randomness() {
        return randomness;
    }

    @Override
    public TimerValues timers() {
        return TimerValues.DEFAULT;
    }

    @Override
    public void rearm() {
        rearmed++;
    }

    @Override
    public void watchFlow(LongConsumer onLost) {
        watching = Optional.of(onLost);
    }

    /** The connection of the registration ends. */
    void loseConnection(long nowNanos) {
        var told = watching;
        watching = Optional.empty();
        told.ifPresent(onLost -> onLost.accept(nowNanos));
    }
}
