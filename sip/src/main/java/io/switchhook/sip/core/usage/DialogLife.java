package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.dialog.Dialog;
import io.switchhook.sip.core.dialog.DialogId;
import java.util.Optional;

/** The dialog of a session, and how long it stays open: as long as the session, other usages of it, or a BYE that is not answered need it (RFC 5057). */
final class DialogLife {
    private final UsageHost host;
    private Optional<Dialog> dialog = Optional.empty();
    private Optional<UsageHost.OutgoingRequest> farewell = Optional.empty();
    private boolean farewellOpen;
    private boolean sessionOver;
    private int otherUsages;

    DialogLife(UsageHost host) {
        this.host = host;
    }

    Optional<Dialog> dialog() {
        return dialog;
    }

    void use(Dialog chosen) {
        dialog = Optional.of(chosen);
    }

    /** The INVITE begins anew: its early dialogs count no more. */
    void forget() {
        dialog.ifPresent(d -> host.closeDialog(d.id()));
        dialog = Optional.empty();
    }

    boolean is(DialogId id) {
        return dialog.filter(d -> d.id().equals(id)).isPresent();
    }

    /** Our BYE is about to leave. */
    void onFarewell() {
        farewellOpen = true;
    }

    void onFarewellSent(Optional<UsageHost.OutgoingRequest> bye) {
        farewell = bye;
    }

    void onFarewellAnswered() {
        farewellOpen = false;
        closeIfUnused();
    }

    boolean isFarewellOpen() {
        return farewellOpen;
    }

    /** The peer's BYE came while ours was under way: for the peer nothing is left that ours could end, so it is not said again. */
    void onCrossingFarewell() {
        farewell.ifPresent(UsageHost.OutgoingRequest::doNotRepeat);
    }

    void retain() {
        otherUsages++;
    }

    void release() {
        otherUsages--;
        closeIfUnused();
    }

    void onSessionOver() {
        sessionOver = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (sessionOver && !farewellOpen && otherUsages == 0) {
            dialog.ifPresent(d -> host.closeDialog(d.id()));
        }
    }
}
