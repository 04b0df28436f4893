package io.switchhook.pbx;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.EventUser;
import io.switchhook.stack.conference.ConferenceTeller;
import io.switchhook.stack.flow.Flow;
import java.util.List;
import java.util.Optional;

/** All that telephones may subscribe to at the PBX. On the signalling loop. */
final class PbxEventPackages implements EventUser {
    private final BusyLamps lamps;
    private final Mailboxes mailboxes;
    private final Conferences conferences;
    private final boolean showsLamps;

    /** @param showsLamps whether anybody may ask who is in a call */
    PbxEventPackages(PbxEngine pbx, boolean showsLamps) {
        this.lamps = new BusyLamps(pbx);
        this.mailboxes = new Mailboxes(pbx);
        this.conferences = new Conferences(pbx);
        this.showsLamps = showsLamps;
    }

    /** For Allow-Events. */
    List<String> names() {
        return showsLamps
                ? List.of(BusyLamps.PACKAGE, Mailboxes.PACKAGE, ConferenceTeller.PACKAGE)
                : List.of(Mailboxes.PACKAGE, ConferenceTeller.PACKAGE);
    }

    private List<EventDesk> desks() {
        return showsLamps
                ? List.of(mailboxes.desk(), lamps.desk(), conferences.desk())
                : List.of(mailboxes.desk(), conferences.desk());
    }

    BusyLamps lamps() {
        return lamps;
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    Conferences conferences() {
        return conferences;
    }

    @Override
    public boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        return desks().stream().anyMatch(desk -> desk.onSubscribe(transaction, subscribe, from, nowNanos));
    }

    /** Inside the dialog of a call there is only whoever else is in the conference that it leads to. */
    boolean onSubscribeInside(
            PbxLeg leg, Optional<PbxLeg> across, ServerTransaction transaction, SipRequest subscribe, long nowNanos) {
        return conferences.desk().onSubscribeInside(leg, across, transaction, subscribe, nowNanos);
    }

    /** Whether a subscription inside its dialog needs the host of that leg still. */
    boolean holds(PbxLeg leg) {
        return conferences.desk().holds(leg);
    }

    @Override
    public boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        return false;
    }

    void onRemoved(String number, long nowNanos) {
        conferences.onRemoved(number, nowNanos);
        desks().forEach(desk -> desk.onRemoved(number, nowNanos));
        mailboxes.onRemoved(number);
    }

    void close(long nowNanos) {
        desks().forEach(desk -> desk.close(nowNanos));
    }
}
