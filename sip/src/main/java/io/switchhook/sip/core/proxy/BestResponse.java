package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ProxyAuthenticateHeader;
import io.switchhook.sip.message.header.WwwAuthenticateHeader;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The response that goes back when every branch has refused: RFC 3261 §16.7 items 6 and 7. */
final class BestResponse {
    /** Those that tell the caller how to try again. */
    private static final List<Integer> HELPFUL = List.of(401, 407, 415, 420, 484);

    private BestResponse() {}

    /**
     * Chooses among final responses of 300 to 699.
     *
     * @return empty when there are none: 408
     */
    static Optional<SipResponse> of(List<SipResponse> responses) {
        return responses.stream()
                .min(Comparator.comparingInt(response -> rank(response.status())))
                .map(best -> isChallenge(best) ? withAllChallenges(best, responses) : presentable(best));
    }

    /** A 6xx ends the search everywhere; else the lowest class counts, in it what helps, and a 503 last. */
    private static int rank(int status) {
        int rankOfClass = status >= 600 ? 0 : status / 100;
        boolean last = status == 503 || status == 408;
        int withinClass = HELPFUL.contains(status) ? 0 : last ? 2 : 1;
        return rankOfClass * 10 + withinClass;
    }

    private static boolean isChallenge(SipResponse response) {
        return response.status() == 401 || response.status() == 407;
    }

    /** Item 7: the caller needs the challenges of all branches, or it would meet them one try after the other. */
    private static SipResponse withAllChallenges(SipResponse best, List<SipResponse> responses) {
        var others = responses.stream()
                .filter(response -> response != best && isChallenge(response))
                .toList();
        if (others.isEmpty()) {
            return best;
        }
        var builder = best.edit();
        for (var other : others) {
            builder.copyAll(other, WwwAuthenticateHeader.TYPE).copyAll(other, ProxyAuthenticateHeader.TYPE);
        }
        return builder.build();
    }

    /** Item 6: a 503 says that a server is overloaded, and it is not us. */
    private static SipResponse presentable(SipResponse best) {
        return best.status() == 503
                ? best.edit()
                        .status(500, "Server Internal Error")
                        .removeAll("Retry-After")
                        .build()
                : best;
    }
}
