package io.switchhook.pbx;

import io.switchhook.base.net.PeerPrefix;
import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.DigestDemand;
import io.switchhook.sip.core.auth.DigestServer;
import io.switchhook.sip.core.auth.FailureThrottle;
import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.auth.SecretStore;
import io.switchhook.sip.core.auth.Verdict;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.proxy.SingleChallenges;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Lets in who has the right secret, and asks everybody else for one, with equal answers for known and unknown extensions. */
final class Doorkeeper {
    /** So many need about a megabyte; a flood from more addresses forgets those that are quiet. */
    private static final int MOST_GUESSERS = 10_000;

    private final SipStack stack;
    private final NumberPlan numbers;
    private final DigestServer digest;
    private final DigestDemand demand;
    private final boolean proves;
    private final SingleChallenges strangers;
    /** A telephone with a wrong secret must not shut out the others behind the same address: first it alone is slowed, and the address only when many fail there. */
    private final FailureThrottle<Guesser> guessers = new FailureThrottle<>(5, MOST_GUESSERS);

    private final FailureThrottle<PeerPrefix> sources = new FailureThrottle<>(50, MOST_GUESSERS);

    private record Guesser(PeerPrefix source, String user) {}

    /**
     * Who has come in.
     *
     * @param transaction that of the request, to be answered from now on
     */
    record Admitted(String number, ServerTransaction transaction) {}

    Doorkeeper(SipStack stack, PbxSettings settings, NumberPlan numbers, Randomness random) {
        this.stack = stack;
        this.numbers = numbers;
        var secrets = new LinkedHashMap<String, Secret>();
        settings.extensions()
                .forEach((number, extension) -> secrets.put(number, Secret.ofPassword(extension.secret())));
        this.digest = new DigestServer(SecretStore.of(secrets), random);
        this.demand = new DigestDemand(AuthRole.USER_AGENT, settings.realm(), settings.algorithms());
        this.proves = settings.authenticationInfo();
        this.strangers = new SingleChallenges(random, stack.config().maxTransactionsPerPeer());
    }

    /**
     * Checks that a request comes from the extension it says, or from any when it says none.
     *
     * <p>Whoever keeps failing is refused unseen for a while, right or wrong, with the same 403.
     *
     * @return empty when it was answered: challenged, or refused for good
     */
    Optional<Admitted> identify(
            ServerTransaction transaction,
            SipRequest request,
            Optional<Uri> claimed,
            InetAddress address,
            long nowNanos) {
        var source = PeerPrefix.of(address);
        var guesser = new Guesser(source, claimed.map(this::userOf).orElse(""));
        boolean guesses = request.has(AuthorizationHeader.TYPE);
        if (guesses && (guessers.isPaused(guesser, nowNanos) || sources.isPaused(source, nowNanos))) {
            answer(transaction, request, 403, "Forbidden", nowNanos);
            return Optional.empty();
        }
        var verdict = digest.onRequest(request, demand, nowNanos);
        if (verdict instanceof Verdict.Accepted accepted) {
            guessers.onSuccess(guesser);
            // Whoever holds the secret of one extension must not speak for another.
            if (claimed.map(this::userOf)
                    .filter(user -> !user.equals(accepted.user()))
                    .isEmpty()) {
                return Optional.of(new Admitted(accepted.user(), proving(transaction, accepted)));
            }
            answer(transaction, request, 403, "Forbidden", nowNanos);
        } else if (verdict instanceof Verdict.Challenged challenged) {
            challenge(transaction, request, challenged, nowNanos);
        } else if (verdict instanceof Verdict.Refused refused) {
            guessers.onFailure(guesser, nowNanos);
            sources.onFailure(source, nowNanos);
            if (refused.reason() == Verdict.Reason.MALFORMED) {
                answer(transaction, request, 400, "Bad Request: the credentials cannot be read", nowNanos);
            } else {
                answer(transaction, request, 403, "Forbidden", nowNanos);
            }
        }
        return Optional.empty();
    }

    private String userOf(Uri uri) {
        return numbers.numberIn(uri).orElse("");
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
            stack.respond(
                    transaction, response.set(ToHeader.TYPE, request.to().withTag(transaction.localTag())), nowNanos);
        }
    }

    private void answer(ServerTransaction transaction, SipRequest request, int status, String reason, long nowNanos) {
        stack.respond(
                transaction,
                stack.answering(request, status, reason)
                        .set(ToHeader.TYPE, request.to().withTag(transaction.localTag())),
                nowNanos);
    }
}
