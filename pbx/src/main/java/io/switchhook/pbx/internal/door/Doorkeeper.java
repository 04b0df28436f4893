package io.switchhook.pbx.internal.door;

import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.random.Randomness;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.core.auth.DigestDemand;
import io.switchhook.sip.core.auth.DigestServer;
import io.switchhook.sip.core.auth.FailureThrottle;
import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.proxy.SingleChallenges;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/** Lets in who has the right secret, and asks everybody else for one, with equal answers for known and unknown extensions. */
public final class Doorkeeper {
    /** So many need about a megabyte; a flood from more addresses forgets those that are quiet. */
    private static final int MOST_GUESSERS = 10_000;

    /** When a database that failed is asked again at the earliest. */
    private static final long RETRY_SECONDS = 10;

    private final SipStack stack;
    private final KnownUsers users;
    private final DigestServer digest;
    private final DigestDemand demand;
    private final boolean proves;
    private final SingleChallenges strangers;
    /** A telephone with a wrong secret must not shut out the others behind the same address: first it alone is slowed, and the address only when many fail there. */
    private final FailureThrottle<Guesser> guessers = new FailureThrottle<>(5, MOST_GUESSERS);

    private final FailureThrottle<PeerPrefix> sources = new FailureThrottle<>(50, MOST_GUESSERS);
    /** Whose users the program's database is asked for. */
    private final Map<ServerTransaction, Knock> waiting = new HashMap<>();

    private record Guesser(PeerPrefix source, String user) {}

    /**
     * Who has come in.
     *
     * @param transaction that of the request, to be answered from now on
     */
    public record Admitted(String number, ServerTransaction transaction) {}

    public Doorkeeper(SipStack stack, KnownUsers users, DigestDemand demand, boolean proves, Randomness random) {
        this.stack = stack;
        this.users = users;
        this.digest = new DigestServer(users.extensions(), random);
        this.demand = demand;
        this.proves = proves;
        this.strangers = new SingleChallenges(random, stack.config().maxTransactionsPerPeer());
    }

    /**
     * Checks that a request comes from the extension it says, or from any when it says none.
     *
     * <p>Whoever keeps failing is refused unseen for a while, right or wrong, with the same 403.
     *
     * @param then gets who it is: at once, or when the program's user database has answered; never when the request was answered: challenged, refused or given up
     */
    public void identify(
            ServerTransaction transaction,
            SipRequest request,
            Optional<Uri> claimed,
            InetAddress address,
            long nowNanos,
            ObjLongConsumer<Admitted> then) {
        var source = PeerPrefix.of(address);
        new Knock(transaction, request, claimed.map(this::userOf), source, then).judge(nowNanos);
    }

    /** The caller has given up while the database was asked: RFC 3261 §9.2. */
    public void onCancel(ServerTransaction invite, long nowNanos) {
        Optional.ofNullable(waiting.remove(invite))
                .ifPresent(knock -> answer(invite, knock.request, 487, "Request Terminated", nowNanos));
    }

    /** Nobody is let in any more. */
    public void close(long nowNanos) {
        Map.copyOf(waiting).forEach((transaction, knock) -> unavailable(transaction, knock.request, nowNanos));
        waiting.clear();
    }

    /** A request that has to show who it comes from. */
    private final class Knock {
        private final ServerTransaction transaction;
        private final SipRequest request;
        private final Optional<String> claimed;
        private final PeerPrefix source;
        private final Guesser guesser;
        private final ObjLongConsumer<Admitted> then;

        Knock(
                ServerTransaction transaction,
                SipRequest request,
                Optional<String> claimed,
                PeerPrefix source,
                ObjLongConsumer<Admitted> then) {
            this.transaction = transaction;
            this.request = request;
            this.claimed = claimed;
            this.source = source;
            this.guesser = new Guesser(source, claimed.orElse(""));
            this.then = then;
        }

        void judge(long nowNanos) {
            judge(true, nowNanos);
        }

        /** @param mayAsk whether what does not fit may yet fit what the database says */
        private void judge(boolean mayAsk, long nowNanos) {
            boolean guesses = request.has(AuthorizationHeader.TYPE);
            if (guesses && (guessers.isPaused(guesser, nowNanos) || sources.isPaused(source, nowNanos))) {
                answer(transaction, request, 403, "Forbidden", nowNanos);
                return;
            }
            var verdict = digest.onRequest(request, demand, nowNanos);
            if (verdict instanceof Verdict.Accepted accepted) {
                guessers.onSuccess(guesser);
                admit(accepted, nowNanos);
            } else if (verdict instanceof Verdict.Challenged challenged) {
                challenge(transaction, request, challenged, nowNanos);
            } else if (verdict instanceof Verdict.Refused refused) {
                if (!mayAsk || refused.reason() != Verdict.Reason.WRONG || !ask(refused.claimedUser(), nowNanos)) {
                    refuse(refused.reason(), nowNanos);
                }
            }
        }

        private void admit(Verdict.Accepted accepted, long nowNanos) {
            // Whoever holds the secret of one extension must not speak for another.
            if (claimed.filter(user -> !user.equals(accepted.user())).isEmpty()) {
                then.accept(new Admitted(accepted.user(), proving(transaction, accepted)), nowNanos);
            } else {
                answer(transaction, request, 403, "Forbidden", nowNanos);
            }
        }

        private void refuse(Verdict.Reason reason, long nowNanos) {
            guessers.onFailure(guesser, nowNanos);
            sources.onFailure(source, nowNanos);
            if (reason == Verdict.Reason.MALFORMED) {
                answer(transaction, request, 400, "Bad Request: the credentials cannot be read", nowNanos);
            } else {
                answer(transaction, request, 403, "Forbidden", nowNanos);
            }
        }

        /**
         * Asks the database for a user whose credentials do not fit what is known here, known or not: so that nobody tells one from the other by the time it takes.
         *
         * @return false when there is none to ask
         */
        private boolean ask(String user, long nowNanos) {
            var desk = users.directory();
            if (desk.isEmpty() || !Extension.isNumber(user)) {
                return false;
            }
            waiting.put(transaction, this);
            desk.get().ask(user, (answer, now) -> onAnswer(user, answer, now), nowNanos);
            return true;
        }

        private void onAnswer(String user, DirectoryDesk.Answer answer, long nowNanos) {
            if (!waiting.remove(transaction, this)) {
                return;
            }
            if (answer instanceof DirectoryDesk.Answer.Failed failed) {
                unavailable(transaction, request, failed.status(), nowNanos);
                return;
            }
            users.onLookedUp(user, answer);
            var found = answer instanceof DirectoryDesk.Answer.Found known
                    ? Optional.of(known.secret())
                    : Optional.<Secret>empty();
            users.extensions().tryOnce(user, found, () -> judge(false, nowNanos));
        }
    }

    private void unavailable(ServerTransaction transaction, SipRequest request, long nowNanos) {
        unavailable(transaction, request, 503, nowNanos);
    }

    /** RFC 3261 §21.5.1, §21.5.4: it may come again. */
    private void unavailable(ServerTransaction transaction, SipRequest request, int status, long nowNanos) {
        stack.respond(
                transaction,
                stack.answering(request, status, StatusCode.reasonFor(status))
                        .set(RetryAfterHeader.TYPE, RetryAfterHeader.of(RETRY_SECONDS)),
                nowNanos);
    }

    private String userOf(Uri uri) {
        return users.numbers().numberIn(uri).orElse("");
    }

    private ServerTransaction proving(ServerTransaction transaction, Verdict.Accepted accepted) {
        return accepted.info()
                .filter(info -> proves)
                .<ServerTransaction>map(info -> new ProvenTransaction(transaction, info))
                .orElse(transaction);
    }

    private void challenge(
            ServerTransaction transaction, SipRequest request, Verdict.Challenged challenged, long nowNanos) {
        var response = stack.answering(request, challenged.status(), "Unauthorized");
        challenged.applyTo(response);
        if (challenged.stale() || !strangers.give(transaction, request, response, nowNanos)) {
            stack.respond(transaction, response, nowNanos);
        }
    }

    private void answer(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        stack.respond(transaction, stack.answering(request, status, reason), nowNanos);
    }
}
