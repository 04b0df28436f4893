package io.switchhook.pbx;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.event.EventDesk;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells telephones whether messages wait for them: the event package {@code message-summary} of RFC 3842. On the signalling loop. */
final class Mailboxes implements EventDesk.Subject {
    private static final String PACKAGE = "message-summary";

    private static final String BODY_TYPE = "application/simple-message-summary";
    private final EventDesk desk;
    private final Map<String, Mailbox> mailboxes = new HashMap<>();

    Mailboxes(AnswerDesk answers, Doorkeeper door, NumberPlan numbers) {
        this.desk = new EventDesk(answers, door, numbers, PACKAGE, BODY_TYPE, EventDesk.PACE, this);
    }

    EventDesk desk() {
        return desk;
    }

    void show(String extension, Mailbox mailbox, long nowNanos) {
        var before = mailbox.equals(Mailbox.EMPTY) ? mailboxes.remove(extension) : mailboxes.put(extension, mailbox);
        if (!mailbox.equals(before == null ? Mailbox.EMPTY : before)) {
            desk.onChanged(extension, nowNanos);
        }
    }

    void onRemoved(String extension) {
        mailboxes.remove(extension);
    }

    /** §6: how many messages somebody has is nobody else's business. */
    @Override
    public Optional<String> forbids(EventDesk.Asker who, String extension, SipRequest subscribe) {
        return who.number().equals(extension) ? Optional.empty() : Optional.of("the messages of another");
    }

    @Override
    public EventDesk.Teller open(EventDesk.Asker who, String extension, CallHost host) {
        return subscription -> state(extension, host);
    }

    private EventState state(String extension, CallHost host) {
        var mailbox = mailboxes.getOrDefault(extension, Mailbox.EMPTY);
        var text = new StringBuilder("Messages-Waiting: ")
                .append(mailbox.fresh() > 0 ? "yes" : "no")
                .append("\r\n");
        mailbox.number()
                .map(number -> SipUri.of(number, IpLiteral.asHost(host.localAddress())))
                .ifPresent(account ->
                        text.append("Message-Account: ").append(account).append("\r\n"));
        text.append("Voice-Message: ")
                .append(mailbox.fresh() + "/" + mailbox.heard())
                .append(" (" + mailbox.urgentFresh() + "/" + mailbox.urgentHeard() + ")\r\n");
        return EventState.of(BODY_TYPE, text.toString());
    }
}
