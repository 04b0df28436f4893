package io.switchhook.pbx.internal.event;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.stack.EventUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.quality.QualityReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that telephones may subscribe to at the PBX, and publish there. On the signalling loop.
 *
 * @param quality who takes their reports on the quality of calls; empty when nobody wants them
 */
public record PbxEventPackages(List<EventDesk> desks, Optional<QualityDesk> quality) implements EventUser {

    /** For Allow-Events. */
    public List<String> names() {
        return Stream.concat(
                        desks.stream().map(EventDesk::eventPackage),
                        quality.stream().map(desk -> QualityReport.PACKAGE))
                .toList();
    }

    /** For Allow. */
    public boolean takesPublications() {
        return quality.isPresent();
    }

    @Override
    public boolean onSubscribe(ServerTransaction transaction, SipRequest subscribe, Flow from, long nowNanos) {
        return desks.stream().anyMatch(desk -> desk.onSubscribe(transaction, subscribe, from, nowNanos));
    }

    @Override
    public boolean onPublish(ServerTransaction transaction, SipRequest publish, Flow from, long nowNanos) {
        quality.ifPresent(desk -> desk.onPublish(transaction, publish, from, nowNanos));
        return takesPublications();
    }

    public void onRemoved(String number, long nowNanos) {
        desks.forEach(desk -> desk.onRemoved(number, nowNanos));
    }

    public void close(long nowNanos) {
        desks.forEach(desk -> desk.close(nowNanos));
    }
}
