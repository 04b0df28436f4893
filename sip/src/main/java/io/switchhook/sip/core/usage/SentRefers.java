package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.EventHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The REFERs we sent inside one dialog, so that each report finds its own (RFC 3515 §2.4.6). */
final class SentRefers {
    /** Reports of a REFER older than this many others can only be stray. */
    private static final int REMEMBERED = 8;

    private final List<ReferSubscription> sent = new ArrayList<>();

    void add(ReferSubscription refer) {
        if (sent.size() == REMEMBERED) {
            sent.remove(0);
        }
        sent.add(refer);
    }

    /** It was refused, so no report will come. */
    void remove(ReferSubscription refer) {
        sent.remove(refer);
    }

    /** Hands a NOTIFY to the REFER it reports on; false when there is none. */
    boolean take(ServerTransaction transaction, SipRequest notify, long nowNanos) {
        var owner = notify.firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equalsIgnoreCase("refer"))
                .flatMap(event -> event.id().map(this::byId).orElseGet(this::withoutId))
                .filter(refer -> !refer.isGone());
        owner.ifPresent(refer -> refer.onNotify(transaction, notify, nowNanos));
        return owner.isPresent();
    }

    /** The id is the CSeq number of the REFER. Some peers put another there, which does no harm as long as there was one REFER only. */
    private Optional<ReferSubscription> byId(String id) {
        return sent.stream()
                .filter(refer -> refer.hasId(id))
                .findFirst()
                .or(() -> sent.size() == 1 ? Optional.of(sent.get(0)) : Optional.empty());
    }

    /**
     * A report without id belongs to the oldest REFER that the peer has not finished reporting on, also when we no longer listen: success of an old transfer must never
     * be taken for that of a new one. When all are finished it can only trail the last.
     */
    private Optional<ReferSubscription> withoutId() {
        return sent.stream()
                .filter(refer -> !refer.isReportedToTheEnd())
                .findFirst()
                .or(() -> sent.isEmpty() ? Optional.empty() : Optional.of(sent.get(sent.size() - 1)));
    }
}
