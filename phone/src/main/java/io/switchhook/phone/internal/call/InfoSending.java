package io.switchhook.phone.internal.call;

import io.switchhook.phone.call.InfoOutcome;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContentDispositionHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.InfoPackageHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.stack.InfoPackages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The INFO requests of one call, and what its other side takes (RFC 6086 §4.2.1, §5.2.2). On the signalling loop. */
public final class InfoSending {
    private final CallEngine call;
    /** RFC 6086 §4.2.1: of several dialogs of a fork each says its own. */
    private final Map<DialogId, List<String>> wanted = new HashMap<>();

    InfoSending(CallEngine call) {
        this.call = call;
    }

    /** What a message of the other side says; it counts until the next one that says something. */
    void learn(SipMessage message) {
        var dialog = message instanceof SipResponse response
                ? DialogId.ofReceived(response)
                : DialogId.ofReceived((SipRequest) message);
        learn(dialog, message);
    }

    /** As {@link #learn(SipMessage)}, of an INVITE that opens this dialog. */
    void learn(DialogId dialog, SipMessage message) {
        InfoPackages.in(message).ifPresent(packages -> wanted.put(dialog, packages));
    }

    private List<String> wanted() {
        return call.session()
                .flatMap(InviteSession::dialog)
                .map(dialog -> wanted.get(dialog.id()))
                .orElse(List.of());
    }

    public void send(String name, ContentTypeHeader type, byte[] body, Consumer<InfoOutcome> told, long nowNanos) {
        if (call.state().isEnded()) {
            told.accept(new InfoOutcome.NotSent("The call is over."));
            return;
        }
        var taken = wanted();
        if (!taken.contains(name)) {
            told.accept(new InfoOutcome.NotWanted(taken));
            return;
        }
        boolean sent = call.session()
                .flatMap(session -> session.request(
                        SipMethod.INFO, request -> fill(request, name, type, body), new Answer(told), nowNanos))
                .isPresent();
        if (!sent) {
            told.accept(new InfoOutcome.NotSent("The call has no other side yet."));
        }
    }

    private static void fill(SipRequest.Builder request, String name, ContentTypeHeader type, byte[] body) {
        request.set(InfoPackageHeader.TYPE, InfoPackageHeader.of(name));
        if (body.length > 0) {
            request.set(ContentDispositionHeader.TYPE, ContentDispositionHeader.of("Info-Package"))
                    .body(type, body);
        }
    }

    private record Answer(Consumer<InfoOutcome> told) implements ClientUser {

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (response.isFinal()) {
                told.accept(
                        response.isSuccess()
                                ? new InfoOutcome.Delivered()
                                : new InfoOutcome.Refused(response.status(), EndingWords.reasonOf(response)));
            }
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            told.accept(
                    failure == ClientFailure.TIMEOUT
                            ? new InfoOutcome.NoAnswer()
                            : new InfoOutcome.Unreachable("The INFO could not be sent."));
        }
    }
}
