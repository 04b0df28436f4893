package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All transactions of one stack: finds the one a message belongs to, makes new ones, and drives them in time (RFC 3261 §17). It sends through a {@link MessageSender},
 * tells requests to a {@link TransactionUser} and answers to the {@link ClientUser} of each request. Used on one loop.
 *
 * <p>Its owner arms one alarm for {@link #nextDeadlineNanos()} after each input.
 */
public final class TransactionLayer implements Timed {

    /** A transaction takes a few kilobytes and lives for half a minute; this bounds what a flood of requests can take. */
    public static final int DEFAULT_MAX_SERVER_TRANSACTIONS = 100_000;

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int NO_SUCH_TRANSACTION = 481;
    private static final int OK = 200;
    private static final int RETRY_AFTER_SECONDS = 10;
    private static final int BRANCH_LENGTH = 20;
    private static final int TAG_LENGTH = 12;

    /** What a CANCEL may name without effect; RFC 3261 §9.2 wants it answered 200 all the same. */
    private static final List<SipMethod> NOT_CANCELLABLE = List.of(
            SipMethod.REGISTER,
            SipMethod.OPTIONS,
            SipMethod.BYE,
            SipMethod.SUBSCRIBE,
            SipMethod.NOTIFY,
            SipMethod.REFER,
            SipMethod.MESSAGE,
            SipMethod.INFO,
            SipMethod.PRACK,
            SipMethod.UPDATE,
            SipMethod.PUBLISH);

    private final TimerValues timers;
    private final int maxServerTransactions;
    private final int maxFromOnePeer;
    private final MessageSender sender;
    private final TransactionUser user;
    private final Randomness random;
    private final StatelessTag statelessTag;
    private final Map<String, ClientEntry> clients = new HashMap<>();
    private final Map<String, ServerEntry> servers = new HashMap<>();
    private final Map<Object, Integer> serversOfPeer = new HashMap<>();
    private final Map<String, Integer> mergeKeys = new HashMap<>();
    private final FinishedTransactions finished;
    private final AnsweredRequests answered;

    private final RepeatBudget repeats = new RepeatBudget();
    private final DeadlineQueue deadlines = new DeadlineQueue();
    private final Set<Hop> failedHops = new HashSet<>();
    private long failedNanos = NEVER;

    public TransactionLayer(TimerValues timers, MessageSender sender, TransactionUser user, Randomness random) {
        this(timers, DEFAULT_MAX_SERVER_TRANSACTIONS, DEFAULT_MAX_SERVER_TRANSACTIONS, sender, user, random);
    }

    /**
     * @param maxServerTransactions new requests beyond this number of server transactions are answered 503 with Retry-After and not told to the user; a CANCEL for
     *     an INVITE that is known still gets through
     * @param maxFromOnePeer new requests beyond this number of server transactions with one {@link Hop#peer()} are not told to the user. Where the hop is reliable they are
     *     answered 503 with Retry-After; else they are dropped, since their source may be forged and whoever really is there must not get our answers
     */
    public TransactionLayer(
            TimerValues timers,
            int maxServerTransactions,
            int maxFromOnePeer,
            MessageSender sender,
            TransactionUser user,
            Randomness random) {
        if (maxServerTransactions < 1 || maxFromOnePeer < 1) {
            throw new IllegalArgumentException("at least one server transaction must be allowed");
        }
        this.timers = timers;
        this.maxServerTransactions = maxServerTransactions;
        this.maxFromOnePeer = maxFromOnePeer;
        this.sender = sender;
        this.user = user;
        this.random = random;
        this.statelessTag = new StatelessTag(random);
        this.finished = new FinishedTransactions(random);
        this.answered = new AnsweredRequests(random);
    }

    /** Takes a message from the network. Its top Via has been stamped with received and rport if it is a request, and checked by the parser. */
    public void onMessage(SipMessage message, Hop from, long nowNanos) {
        if (message instanceof SipResponse response) {
            onResponse(response, from, nowNanos);
        } else if (message instanceof SipRequest request) {
            onRequest(request, from, nowNanos);
        }
    }

    private void onResponse(SipResponse response, Hop from, long nowNanos) {
        var branch = response.topVia().branch();
        if (branch.isEmpty()) {
            user.onStrayResponse(response, from, nowNanos);
            return;
        }
        var key = MatchKeys.client(branch.get(), response.cseq().method());
        var entry = clients.get(key);
        if (entry == null) {
            onAnotherAnswer(key, response, from, nowNanos);
        } else {
            entry.onResponse(response, nowNanos);
        }
    }

    private void onAnotherAnswer(String key, SipResponse response, Hop from, long nowNanos) {
        var back = answered.wayBack(key);
        if (back.isEmpty() && !answered.contains(key)) {
            user.onStrayResponse(response, from, nowNanos);
        } else if (response.isSuccess()
                && back.filter(hop -> hop.reliable() || mayRepeat(hop, nowNanos))
                        .isPresent()) {
            user.onLateSuccess(response, back.get(), nowNanos);
        }
    }

    private void onRequest(SipRequest request, Hop from, long nowNanos) {
        var key = MatchKeys.server(request);
        var known = servers.get(key);
        boolean matches = known != null && known.matches(request);
        var before = known == null ? finished.find(key) : Optional.<FinishedTransactions.Finished>empty();
        if (before.isPresent()) {
            onRepeat(request, before.get(), from, nowNanos);
        } else if (request.method().equals(SipMethod.ACK)) {
            if (known != null && matches) {
                if (known.isProof(request)) {
                    onProof(from);
                }
                known.onAck(request, nowNanos);
            } else {
                user.onAck(request, from, nowNanos);
            }
        } else if (known != null && matches) {
            known.onRepeat(nowNanos);
        } else if (request.method().equals(SipMethod.CANCEL)) {
            onNewCancel(request, key, from, nowNanos);
        } else if (known != null || isFull(from)) {
            refuse(request, from);
        } else {
            onNewRequest(request, key, from, nowNanos);
        }
    }

    /** Of a transaction that is no more than its answer. */
    private void onRepeat(SipRequest request, FinishedTransactions.Finished before, Hop from, long nowNanos) {
        if (!request.method().equals(SipMethod.ACK)) {
            before.answer().ifPresent(answer -> send(answer, before.hop()));
            return;
        }
        if (before.tag().equals(MatchKeys.toTag(request))) {
            onProof(from);
        }
        user.onAck(request, before.hop(), nowNanos);
    }

    private boolean isFull(Hop from) {
        return serverCount() >= maxServerTransactions || hasEnough(from);
    }

    private boolean hasEnough(Hop from) {
        return serversOfPeer.getOrDefault(from.peer(), 0) >= maxFromOnePeer;
    }

    private void remember(ServerEntry entry) {
        var before = servers.put(entry.key(), entry);
        if (before == null || !before.hop().peer().equals(entry.hop().peer())) {
            serversOfPeer.merge(entry.hop().peer(), 1, Integer::sum);
            forgetPeer(before);
        }
    }

    private void forgetPeer(@Nullable ServerEntry entry) {
        if (entry != null) {
            forgetOne(entry.hop());
        }
    }

    private void forgetOne(Hop hop) {
        serversOfPeer.computeIfPresent(hop.peer(), (peer, n) -> n == 1 ? null : n - 1);
    }

    private void onNewRequest(SipRequest request, String key, Hop from, long nowNanos) {
        var mergeKey = MatchKeys.merge(request);
        boolean merged =
                !mergeKey.isEmpty() && (mergeKeys.merge(mergeKey, 1, Integer::sum) > 1 | finished.holdsMerge(mergeKey));
        var entry = new ServerEntry(this, user, key, mergeKey, merged, request, from);
        remember(entry);
        entry.start(nowNanos);
        user.onRequest(entry, request, from, nowNanos);
    }

    /** RFC 3261 §9.2. */
    private void onNewCancel(SipRequest cancel, String key, Hop from, long nowNanos) {
        var inviteKey = MatchKeys.server(cancel, SipMethod.INVITE);
        var candidate = servers.get(inviteKey);
        var invite = candidate != null && candidate.matches(cancel) ? candidate : null;
        if (invite == null && isFull(from)) {
            refuse(cancel, from);
            return;
        }
        var entry = new ServerEntry(this, new CancelAnswered(), key, MatchKeys.merge(cancel), false, cancel, from);
        remember(entry);
        entry.start(nowNanos);
        var before = invite == null ? finished.find(inviteKey) : Optional.<FinishedTransactions.Finished>empty();
        int status = invite != null || before.isPresent() || namesKnown(cancel) ? OK : NO_SUCH_TRANSACTION;
        var tag = invite != null
                ? invite.localTag()
                : before.map(FinishedTransactions.Finished::tag).orElseGet(entry::localTag);
        var answer = user.dressed(cancel, tag, SipResponse.answering(cancel, status));
        entry.respond(answer.toTag(tag).build(), nowNanos);
        if (invite != null && !invite.finalSent()) {
            user.onCancel(invite, cancel, nowNanos);
        }
    }

    /** Whether a CANCEL names an INVITE that is not forgotten; a proxy forwards it otherwise (RFC 3261 §16.10). */
    public boolean knowsInviteOf(SipRequest cancel) {
        return isKnown(cancel, SipMethod.INVITE);
    }

    private boolean namesKnown(SipRequest cancel) {
        for (var method : NOT_CANCELLABLE) {
            if (isKnown(cancel, method)) {
                return true;
            }
        }
        return false;
    }

    private boolean isKnown(SipRequest cancel, SipMethod method) {
        var key = MatchKeys.server(cancel, method);
        var named = servers.get(key);
        return named != null ? named.matches(cancel) : finished.contains(key);
    }

    /** Answers without remembering, RFC 3261 §8.2.7: the To tag is the same for every copy of the request. */
    private void refuse(SipRequest request, Hop from) {
        if (!from.reliable() && hasEnough(from)) {
            return;
        }
        var answer = SipResponse.answering(request, SERVICE_UNAVAILABLE);
        int seconds = RETRY_AFTER_SECONDS + random.nextInt(RETRY_AFTER_SECONDS);
        answer.set(RetryAfterHeader.TYPE, new RetryAfterHeader(seconds, Optional.empty(), Parameters.EMPTY));
        send(answer.toTag(statelessTag.of(request)).build(), from);
    }

    /**
     * Notes that nothing can be sent to, or come from, that hop: a connection is lost, a datagram was refused. It is handled by the next {@link #onTime}, for which
     * {@link #nextDeadlineNanos()} asks at once; so this may be called from anywhere, even from within {@link MessageSender#send}.
     */
    public void onTransportError(Hop to, long nowNanos) {
        failedHops.add(to);
        failedNanos = Math.min(failedNanos, nowNanos);
    }

    /**
     * Sends a request in a transaction of its own.
     *
     * @param request with a top Via whose branch is new, see {@link #newBranch()}; not an ACK
     * @param user hears the answers, at the earliest after this call
     * @throws IllegalArgumentException when the request is an ACK, or its branch is missing or that of a request without a final answer
     */
    public ClientTransaction request(SipRequest request, Hop to, ClientUser user, long nowNanos) {
        var entry = newClient(request, to, user);
        entry.start(nowNanos);
        return entry;
    }

    private ClientEntry newClient(SipRequest request, Hop to, ClientUser clientUser) {
        if (request.method().equals(SipMethod.ACK)) {
            throw new IllegalArgumentException("an ACK is not a transaction; give it to the sender");
        }
        var branch = request.topVia()
                .branch()
                .orElseThrow(() -> new IllegalArgumentException("the top Via must have a branch"));
        var key = MatchKeys.client(branch, request.method());
        if (clients.containsKey(key)) {
            throw new IllegalArgumentException("the branch " + branch + " is in use by another "
                    + request.method().name());
        }
        var entry = new ClientEntry(this, key, request, to, clientUser);
        clients.put(key, entry);
        return entry;
    }

    /** A branch that no other transaction has (RFC 3261 §8.1.1.7). */
    public String newBranch() {
        return MatchKeys.MAGIC_COOKIE + random.nextToken(BRANCH_LENGTH);
    }

    /** {@link #cancel(ClientTransaction, Consumer, ClientUser, long)} with nothing added to the CANCEL. */
    public ClientTransaction cancel(ClientTransaction invite, ClientUser user, long nowNanos) {
        return cancel(invite, builder -> {}, user, nowNanos);
    }

    /**
     * Sends a CANCEL for an INVITE as soon as the INVITE has a provisional response, and not at all when its final response comes first: the user is told
     * {@link ClientFailure#OVERTAKEN} then (RFC 3261 §9.1). The INVITE still ends by its own final response, usually 487, or 64*T1 after the CANCEL was sent. A second
     * call for the same INVITE returns the transaction of the first.
     *
     * @param extra adds headers, for instance Reason
     * @throws IllegalArgumentException when {@code invite} is not an INVITE of this layer
     */
    public ClientTransaction cancel(
            ClientTransaction invite, Consumer<SipRequest.Builder> extra, ClientUser user, long nowNanos) {
        if (!(invite instanceof ClientEntry inviteEntry)
                || !invite.request().method().equals(SipMethod.INVITE)) {
            throw new IllegalArgumentException("only an INVITE of this layer can be cancelled");
        }
        if (inviteEntry.attachedCancel().isPresent()) {
            return inviteEntry.attachedCancel().get();
        }
        var builder = HopByHopRequests.cancel(invite.request());
        extra.accept(builder);
        var entry = newClient(builder.build(), invite.hop(), user);
        inviteEntry.attach(entry, nowNanos);
        return entry;
    }

    @Override
    public long nextDeadlineNanos() {
        long nextFinished = Math.min(finished.nextDeadlineNanos(), answered.nextDeadlineNanos());
        return Math.min(nextEntryNanos(), nextFinished);
    }

    private long nextEntryNanos() {
        return Math.min(failedNanos, deadlines.nextDeadlineNanos());
    }

    @Override
    public void onTime(long nowNanos) {
        finished.expire(nowNanos, this::forgetOne);
        answered.expire(nowNanos);
        while (nextEntryNanos() <= nowNanos) {
            if (failedHops.isEmpty()) {
                ((Entry) deadlines.first()).onTime(nowNanos);
            } else {
                failHops(nowNanos);
            }
        }
    }

    private void failHops(long nowNanos) {
        var hops = Set.copyOf(failedHops);
        failedHops.clear();
        failedNanos = NEVER;
        var affected = new ArrayList<Entry>();
        clients.values().stream().filter(entry -> hops.contains(entry.hop())).forEach(affected::add);
        servers.values().stream().filter(entry -> hops.contains(entry.hop())).forEach(affected::add);
        affected.forEach(entry -> entry.onTransportError(nowNanos));
    }

    /** What we send to this hop arrives: somebody there knows what only a receiver can. Final responses are repeated to it as often as their timers say. */
    public void onProof(Hop hop) {
        repeats.onProof(hop.peer());
    }

    boolean mayRepeat(Hop hop, long nowNanos) {
        return repeats.take(hop.peer(), nowNanos);
    }

    /** The hops that something is under way on. */
    public Set<Hop> hopsInUse() {
        var hops = new HashSet<Hop>();
        clients.values().forEach(entry -> hops.add(entry.hop()));
        servers.values().forEach(entry -> hops.add(entry.hop()));
        hops.addAll(finished.hops());
        hops.addAll(answered.hops());
        return hops;
    }

    /** Client transactions that are not forgotten yet. */
    public int clientCount() {
        return clients.size() + answered.size();
    }

    /** Server transactions that are not forgotten yet. */
    public int serverCount() {
        return servers.size() + finished.size();
    }

    TimerValues timers() {
        return timers;
    }

    String newTag() {
        return random.nextToken(TAG_LENGTH);
    }

    void send(SipMessage message, Hop to) {
        sender.send(message, to);
    }

    /** To be called after each input of an entry: its deadline may have moved, and it may have ended. */
    void settle(Entry entry) {
        if (entry.ended()) {
            end(entry);
        } else {
            deadlines.schedule(entry, entry.nextDeadlineNanos());
        }
    }

    void end(Entry entry) {
        deadlines.schedule(entry, NEVER);
        entry.remove();
    }

    void forget(ClientEntry entry) {
        clients.remove(entry.key(), entry);
    }

    void forget(ServerEntry entry) {
        if (servers.remove(entry.key(), entry)) {
            forgetPeer(entry);
            forgetMerge(entry);
        }
    }

    private void forgetMerge(ServerEntry entry) {
        mergeKeys.computeIfPresent(entry.mergeKey(), (key, n) -> n == 1 ? null : n - 1);
    }

    /** Keeps no more of an accepted INVITE than where its further 2xx lead back to; false when it has to stay. */
    boolean takeOver(ClientEntry entry, Hop back) {
        return putAway(entry, answered.release(entry, back));
    }

    /** Keeps no more of an answered request than its key; false when it has to stay. */
    boolean absorb(ClientEntry entry) {
        return putAway(entry, answered.absorb(entry));
    }

    private boolean putAway(ClientEntry entry, boolean kept) {
        if (kept) {
            forget(entry);
            deadlines.schedule(entry, NEVER);
        }
        return kept;
    }

    /** Keeps what {@link ServerEntry#remains} and forgets the entry; false when it has to stay. Its peer still counts it. */
    boolean takeOver(ServerEntry entry) {
        if (servers.get(entry.key()) != entry
                || !finished.add(entry.key(), entry.mergeKey(), entry.remains(), entry.nextDeadlineNanos())) {
            return false;
        }
        servers.remove(entry.key());
        forgetMerge(entry);
        deadlines.schedule(entry, NEVER);
        return true;
    }

    /** The user of a CANCEL's own transaction: nothing is left to do for it. */
    private static final class CancelAnswered implements TransactionUser {
        @Override
        public void onRequest(ServerTransaction tx, SipRequest request, Hop from, long nowNanos) {}

        @Override
        public void onAck(SipRequest ack, Hop from, long nowNanos) {}

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel, long nowNanos) {}

        @Override
        public void onStrayResponse(SipResponse response, Hop from, long nowNanos) {}

        @Override
        public void onTransactionEnd(ServerTransaction tx, ServerEnd end, long nowNanos) {}
    }
}
