package io.switchhook.phone.internal.engine;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.EventUser;
import io.switchhook.stack.flow.Flow;

/** Brings each SUBSCRIBE to the line that it is meant for. */
record PhoneEvents(PhoneEngine phone) implements EventUser {

    @Override
    public boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        if (phone.isClosing()) {
            phone.refuse(transaction, 480, "Temporarily Unavailable", nowNanos);
            return true;
        }
        var meant = phone.lineFor(subscribe, from);
        if (phone.refusesUnwanted(transaction, subscribe, meant, nowNanos)) {
            return true;
        }
        return meant.filter(line -> line.events().onSubscribe(transaction, from, nowNanos))
                .isPresent();
    }

    @Override
    public boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        return false;
    }
}
