package io.switchhook.sip.core.auth;

import io.switchhook.sip.core.auth.DigestClient.Asker;
import io.switchhook.sip.core.auth.DigestClient.Scope;
import io.switchhook.sip.core.auth.DigestOutcome.GiveUp;
import io.switchhook.sip.core.auth.DigestOutcome.Reason;
import io.switchhook.sip.core.auth.DigestOutcome.Retry;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthenticationInfoHeader;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ProxyAuthenticationInfoHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One request and its retries, until it is accepted or given up. Several proxies in a row may each ask (RFC 3261 §22.3). */
public final class DigestExchange {
    private final DigestClient client;
    private final Scope everyDestination;
    private final Scope thisDestination;
    private final LoginSource logins;
    private final Map<Asker, NonceInUse> answering = new LinkedHashMap<>();
    /** Those whose newest nonce was answered for the first time in the last attempt: one more challenge means that the answer was wrong. */
    private final Set<Asker> justAnswered = new LinkedHashSet<>();

    /** What was sent last for this request; a nonce is shared with others that are under way, and the server's proof is for this one. */
    private final Map<Asker, DigestProof> sent = new LinkedHashMap<>();

    private int rounds;

    DigestExchange(DigestClient client, String server, String destination, LoginSource logins) {
        this.client = client;
        this.everyDestination = new Scope(server, "");
        this.thisDestination = new Scope(server, destination);
        this.logins = logins;
        answering.putAll(client.knownFor(everyDestination));
        answering.putAll(client.knownFor(thisDestination));
    }

    /** Where a nonce may be shown again: what a user agent asked, or a proxy of somebody else, to nobody but those asked on the way to this destination. */
    private Scope scopeOf(Asker asker) {
        return asker.role() == AuthRole.PROXY && logins.isLocal(asker.realm()) ? everyDestination : thisDestination;
    }

    /** The request with credentials for every nonce known for the target; unchanged when none is. */
    public SipRequest authorize(SipRequest request) {
        return answering.isEmpty() ? request : withCredentials(request);
    }

    /**
     * Says what to do about a 401 or 407.
     *
     * @param request the request that was challenged, as it was sent
     */
    public DigestOutcome onChallenge(SipRequest request, SipResponse response) {
        rounds++;
        if (rounds > client.policy().maxRounds()) {
            return new GiveUp(Reason.TOO_MANY_ROUNDS, "");
        }
        var offers = offers(response);
        return offers.isEmpty() ? new GiveUp(Reason.NO_CHALLENGE, "") : answer(request, offers);
    }

    /**
     * Reads what the servers tell after a successful authentication, from a final response that is no challenge (RFC 7616 §3.5): the nonce that each wishes to see next, and its
     * proof that it knows the secret too. What is said is that of the user agent server, where one has asked; a wrong proof of any of them counts in any case.
     */
    public ServerProof onAccepted(SipResponse response) {
        var proof = ofProxies(response);
        var askers = askers(AuthRole.USER_AGENT);
        if (proof == ServerProof.WRONG || askers.isEmpty()) {
            return proof;
        }
        // The header does not say whose it is; with one user agent server that asked there is no doubt.
        return askers.size() == 1 ? read(askers.get(0), infoOf(response), response) : ServerProof.NONE;
    }

    /** Each proxy has a line of its own, which names the answer of ours that it is about. */
    private ServerProof ofProxies(SipResponse response) {
        var all = ServerProof.NONE;
        for (var line : response.allReadable(ProxyAuthenticationInfoHeader.TYPE)) {
            var asker = askers(AuthRole.PROXY).stream()
                    .filter(known -> Optional.ofNullable(sent.get(known))
                            .filter(ours -> ours.isNamedIn(line.parameters()))
                            .isPresent())
                    .findFirst();
            var proof =
                    asker.map(known -> read(known, line.parameters(), response)).orElse(ServerProof.NONE);
            if (proof == ServerProof.WRONG) {
                return proof;
            }
            all = proof == ServerProof.RIGHT ? proof : all;
        }
        return all;
    }

    private List<Asker> askers(AuthRole role) {
        return answering.keySet().stream().filter(asker -> asker.role() == role).toList();
    }

    private ServerProof read(Asker asker, Parameters info, SipResponse response) {
        var nonce = Objects.requireNonNull(answering.get(asker));
        var proof = info.get("rspauth");
        var answered = Optional.ofNullable(sent.get(asker));
        boolean wrong = proof.filter(given -> answered.filter(ours -> nonce.isProof(ours, given, response.body()))
                        .isEmpty())
                .isPresent();
        if (wrong) {
            // Nothing else that it says is worth more.
            client.forget(scopeOf(asker), asker);
            return ServerProof.WRONG;
        }
        info.get("nextnonce").ifPresent(next -> {
            var renewed = nonce.renewed(next, client.newClientNonce());
            answering.put(asker, renewed);
            client.remember(scopeOf(asker), asker, renewed);
        });
        return proof.isPresent() ? ServerProof.RIGHT : ServerProof.NONE;
    }

    /** Whether a user agent server was given credentials, so that it can be asked for its proof. */
    public boolean isProofDue() {
        return client.policy().serverProof()
                && answering.keySet().stream().anyMatch(asker -> asker.role() == AuthRole.USER_AGENT);
    }

    private static Parameters infoOf(SipResponse response) {
        try {
            return response.first(AuthenticationInfoHeader.TYPE)
                    .map(AuthenticationInfoHeader::parameters)
                    .orElse(Parameters.EMPTY);
        } catch (MalformedHeaderException e) {
            return Parameters.EMPTY;
        }
    }

    private DigestOutcome answer(SipRequest request, Map<Asker, Optional<DigestOffer>> offers) {
        var wereJustAnswered = Set.copyOf(justAnswered);
        justAnswered.clear();
        var problem = new GiveUp(Reason.UNSUPPORTED, "");
        for (var entry : offers.entrySet()) {
            var asker = entry.getKey();
            var offer = entry.getValue();
            if (offer.isEmpty()) {
                problem = new GiveUp(Reason.UNSUPPORTED, asker.realm());
            } else if (wereJustAnswered.contains(asker) && !offer.get().stale()) {
                client.forget(scopeOf(asker), asker);
                return new GiveUp(Reason.REJECTED, asker.realm());
            } else if (take(asker, offer.get())) {
                justAnswered.add(asker);
            } else {
                problem = new GiveUp(Reason.NO_LOGIN, asker.realm());
            }
        }
        return justAnswered.isEmpty() ? problem : new Retry(withCredentials(request));
    }

    private boolean take(Asker asker, DigestOffer offer) {
        var login = logins.loginFor(offer.realm());
        var ha1 = login.flatMap(known -> known.secret().ha1(offer.algorithm(), known.user(), offer.realm()));
        if (ha1.isEmpty()) {
            return false;
        }
        var nonce = new NonceInUse(offer, login.get(), ha1.get(), client.newClientNonce());
        answering.put(asker, nonce);
        client.remember(scopeOf(asker), asker, nonce);
        return true;
    }

    /** For each realm the topmost challenge that we support (RFC 8760 §2.4); empty for a realm of which we support none. */
    private Map<Asker, Optional<DigestOffer>> offers(SipResponse response) {
        var offers = new LinkedHashMap<Asker, Optional<DigestOffer>>();
        if (response.status() != AuthRole.USER_AGENT.status() && response.status() != AuthRole.PROXY.status()) {
            return offers;
        }
        // A forking proxy gathers the challenges of all branches in one response, so both kinds may be there (RFC 3261
        // §22.3).
        for (var role : AuthRole.values()) {
            for (var challenge : role.challenges(response)) {
                var asker = new Asker(role, challenge.parameters().get("realm").orElse(""));
                var offer = DigestOffer.of(challenge, client.policy().integrity())
                        .filter(one -> one.algorithm().isAtLeast(client.policy().minimum()));
                if (offers.getOrDefault(asker, Optional.empty()).isEmpty()) {
                    offers.put(asker, offer);
                }
            }
        }
        return offers;
    }

    private SipRequest withCredentials(SipRequest request) {
        var builder = request.edit().remove(AuthorizationHeader.TYPE).remove(ProxyAuthorizationHeader.TYPE);
        answering.forEach((asker, nonce) -> {
            var answer = nonce.answer(request, client.newClientNonce());
            asker.role().add(builder, answer.credentials());
            sent.put(asker, answer.proof());
        });
        return builder.build();
    }
}
