package io.switchhook.sip.core.dialog;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;

/** What names a dialog at one of its ends (RFC 3261 §12). A tag that a peer of RFC 2543 leaves out is the empty text. */
public record DialogId(String callId, String localTag, String remoteTag) {

    /** The dialog that a received request belongs to: our tag is in To. */
    public static DialogId ofReceived(SipRequest request) {
        return new DialogId(
                request.callId(),
                request.to().tag().orElse(""),
                request.from().tag().orElse(""));
    }

    /** The dialog that a received response belongs to: our tag is in From. */
    public static DialogId ofReceived(SipResponse response) {
        return new DialogId(
                response.callId(),
                response.from().tag().orElse(""),
                response.to().tag().orElse(""));
    }

    /** Whether the request carries a To tag, so that it can only belong inside a dialog. */
    public static boolean isInDialog(SipMessage message) {
        return message.to().tag().isPresent();
    }
}
