package io.switchhook.phone.call;

import io.switchhook.base.text.Sentences;
import java.time.Duration;
import java.util.Objects;

/**
 * How to transfer.
 *
 * @param hold whether the other side is put on hold while the transfer runs; a hold that is refused or not answered does not prevent the transfer
 * @param reports whether the other side is to report what becomes of it; without (RFC 4488) a peer that agrees ends
 *     as {@link TransferOutcome.AcceptedUnobserved}
 * @param ownDialog whether the REFER goes outside the call's dialog and names it in Target-Dialog (RFC 5589 §6.1, RFC
 *     4538), instead of inside of it; a peer that does not know that refuses it with 420
 * @param patience how long to wait for the final report before the transfer counts as timed out, up to a day
 */
public record TransferOptions(boolean hold, boolean reports, boolean ownDialog, Duration patience) {

    /** Holds, asks for reports inside the dialog of the call, waits two minutes. */
    public static final TransferOptions DEFAULT = new TransferOptions(true, true, false, Duration.ofMinutes(2));

    public TransferOptions {
        Objects.requireNonNull(patience, "patience");
        if (patience.isNegative() || patience.isZero() || patience.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "The patience of a transfer must be more than zero and at most a day, but is "
                            + Sentences.time(patience));
        }
    }

    public TransferOptions withoutHold() {
        return new TransferOptions(false, reports, ownDialog, patience);
    }

    public TransferOptions withoutReports() {
        return new TransferOptions(hold, false, ownDialog, patience);
    }

    public TransferOptions withOwnDialog() {
        return new TransferOptions(hold, reports, true, patience);
    }

    public TransferOptions withPatience(Duration time) {
        return new TransferOptions(hold, reports, ownDialog, time);
    }
}
