package io.switchhook.stack.proxy;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.transaction.StatelessTag;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.flow.Flow;

/** Challenges whose requests are forgotten at once, for user agent servers: who has shown nothing yet costs no memory (RFC 3261 §26.3.2.4). Used on the loop of one stack. */
public final class SingleChallenges {
    private final StatelessTag tags;
    private final ChallengeLimit limit;

    /** @param mostToOnePeer how many go to one peer over UDP in 32 s, at least 1: as many as of its requests would be remembered */
    public SingleChallenges(Randomness random, int mostToOnePeer) {
        this.tags = new StatelessTag(random);
        this.limit = new ChallengeLimit(mostToOnePeer);
    }

    /**
     * Answers and forgets; copies get the same To tag.
     *
     * @param challenge the answer, without a To tag of ours
     * @return false when that peer has had its share, and nothing was sent: the transaction is to be answered as any
     */
    public boolean give(
            ServerTransaction transaction, SipRequest request, SipResponse.Builder challenge, long nowNanos) {
        boolean may = limit.take((Flow) transaction.hop(), nowNanos);
        if (may) {
            transaction.respondOnce(challenge.toTag(tags.of(request)).build(), nowNanos);
        }
        return may;
    }
}
