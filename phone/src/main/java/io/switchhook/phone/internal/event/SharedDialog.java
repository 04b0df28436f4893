package io.switchhook.phone.internal.event;

import io.switchhook.sip.core.usage.UsageDialog;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.Optional;

/** The dialog of a call whose other side mixes a conference: what is told of that can be followed there (RFC 6665 §4.5.2, RFC 4579 §4.2). On the signalling loop. */
public interface SharedDialog {
    /** What the usages of that dialog share. */
    CallHost host();

    /** Empty unless the call is up and the other side says that it mixes a conference. */
    Optional<UsageDialog> dialog();

    /** Where that conference is; empty when the dialog is. */
    Optional<Uri> conference();

    /** NOTIFYs in the dialog are offered to it from now on, and it is given up when the call is over. */
    void add(SubscriptionEngine subscription);

    void remove(SubscriptionEngine subscription);
}
