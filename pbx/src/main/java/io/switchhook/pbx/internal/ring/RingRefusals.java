package io.switchhook.pbx.internal.ring;

import io.switchhook.pbx.internal.leg.PassedRefusal;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** Why nobody takes a call that has gone to several, and which of their reasons the caller is told (RFC 3261 §16.7 step 6). On the signalling loop. */
final class RingRefusals {
    private Optional<SipResponse> best = Optional.empty();
    private Optional<Integer> own = Optional.empty();

    /** Somebody was not called, or has not answered. */
    void add(int status) {
        own = own.filter(known -> known == 480).or(() -> Optional.of(status));
    }

    /** As far as one telephone's answer can be better than another's: busy before the rest. */
    void add(SipResponse response) {
        if (best.isEmpty() || rank(response.status()) > rank(best.get().status())) {
            best = Optional.of(response);
        }
    }

    private static int rank(int status) {
        if (status == 486) {
            return 2;
        }
        return status >= 400 && status != 408 && status != 503 ? 1 : 0;
    }

    /** Tells the best of them. */
    void tell(RingGroup.User user, long nowNanos) {
        if (best.isPresent()) {
            tell(best.get(), user, nowNanos);
        } else {
            user.onNobody(own.orElse(480), Optional.empty(), nowNanos);
        }
    }

    static void tell(SipResponse refusal, RingGroup.User user, long nowNanos) {
        int status = PassedRefusal.ofCall(refusal.status());
        user.onNobody(status, Optional.of(refusal).filter(known -> known.status() == status), nowNanos);
    }
}
