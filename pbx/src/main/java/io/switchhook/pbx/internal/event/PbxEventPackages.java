package io.switchhook.pbx.internal.event;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.EventUser;
import io.switchhook.stack.flow.Flow;
import java.util.List;

/** All that telephones may subscribe to at the PBX. On the signalling loop. */
public record PbxEventPackages(List<EventDesk> desks) implements EventUser {

    /** For Allow-Events. */
    public List<String> names() {
        return desks.stream().map(EventDesk::eventPackage).toList();
    }

    @Override
    public boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        return desks.stream().anyMatch(desk -> desk.onSubscribe(transaction, subscribe, from, nowNanos));
    }

    @Override
    public boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        return false;
    }

    public void onRemoved(String number, long nowNanos) {
        desks.forEach(desk -> desk.onRemoved(number, nowNanos));
    }

    public void close(long nowNanos) {
        desks.forEach(desk -> desk.close(nowNanos));
    }
}
