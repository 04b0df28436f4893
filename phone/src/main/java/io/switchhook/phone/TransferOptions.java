package io.switchhook.phone;

import java.time.Duration;

/**
 * How to transfer.
 *
 * @param hold whether the other side is put on hold while the transfer runs; a hold that is refused or not answered does not prevent the transfer
 * @param reports whether the other side is to report what becomes of it; without (RFC 4488) a peer that agrees ends
 *     as {@link TransferOutcome.AcceptedUnobserved}
 * @param patience how long to wait for the final report before the transfer counts as timed out
 */
public record TransferOptions(boolean hold, boolean reports, Duration patience) {

    /** Holds, asks for reports, waits two minutes. */
    public static final TransferOptions DEFAULT = new TransferOptions(true, true, Duration.ofMinutes(2));

    public TransferOptions {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("The patience of a transfer must be more than zero, but is " + patience);
        }
    }

    public TransferOptions withoutHold() {
        return new TransferOptions(false, reports, patience);
    }

    public TransferOptions withoutReports() {
        return new TransferOptions(hold, false, patience);
    }

    public TransferOptions withPatience(Duration time) {
        return new TransferOptions(hold, reports, time);
    }
}
