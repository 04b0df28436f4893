package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.relay.RelayedMedia;
import io.switchhook.pbx.internal.ring.Exchange;
import io.switchhook.sip.core.dialog.DialogId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls that stand or are set up. On the signalling loop. */
public final class Bridges {
    private final Exchange exchange;
    private final CallRules rules;
    private final FocusDesk conferences;
    private final Set<Bridge> all = new LinkedHashSet<>();
    private final Replacing replacing = new Replacing(all);

    public Bridges(Exchange exchange, CallRules rules, FocusDesk conferences) {
        this.exchange = exchange;
        this.rules = rules;
        this.conferences = conferences;
    }

    Exchange exchange() {
        return exchange;
    }

    CallRules rules() {
        return rules;
    }

    FocusDesk conferences() {
        return conferences;
    }

    /** By whom others may be replaced (RFC 3891). */
    public Replacing replacing() {
        return replacing;
    }

    public Bridge open(PbxLeg caller, RelayedMedia media, CallDiary diary) {
        var bridge = new Bridge(this, caller, media, diary);
        all.add(bridge);
        return bridge;
    }

    void onOver(Bridge bridge) {
        all.remove(bridge);
    }

    public List<Bridge> all() {
        return List.copyOf(all);
    }

    public int size() {
        return all.size();
    }

    /** The call that a dialog is one side of. */
    public Optional<Bridge> with(DialogId dialog) {
        return all.stream().filter(bridge -> bridge.legOf(dialog).isPresent()).findFirst();
    }

    /** The call that has rung longest at an extension. */
    public Optional<Bridge> ringing(String extension) {
        return all.stream().filter(bridge -> bridge.setup().rings(extension)).findFirst();
    }

    public void endCallsOf(String extension, long nowNanos) {
        all().forEach(bridge -> bridge.endCallsOf(extension, nowNanos));
    }

    public void endAll(long nowNanos) {
        all().forEach(bridge -> bridge.endBoth(nowNanos));
    }
}
