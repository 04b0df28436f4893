package io.switchhook.pbx.internal.bridge;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.sip.core.usage.InviteSession;
import io.switchhook.sip.core.usage.Replacement;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.ReferToHeader;
import io.switchhook.sip.message.header.ReplacesHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** Finds the leg that a Replaces names, in an INVITE or in the target of a REFER, and who may have it (RFC 3891 §3). On the signalling loop. */
public final class Replacing {
    /** Enough to tell a call that just ended, 603, from one that never was, 481. */
    private static final int REMEMBERED = 64;

    /** What a Replaces comes to. */
    public sealed interface Found {

        /** The message has no Replaces. */
        record Nothing() implements Found {}

        /** No call of ours may be touched, for the reason given. */
        record Refused(int status) implements Found {}

        /** That leg may be replaced, and has its place in that call. */
        record Seat(Bridge bridge, PbxLeg leg) implements Found {}
    }

    private final Collection<Bridge> bridges;
    private final Deque<InviteSession> ended = new ArrayDeque<>();

    /** @param bridges the calls that stand, as they come and go */
    Replacing(Collection<Bridge> bridges) {
        this.bridges = bridges;
    }

    void onEnded(PbxLeg leg) {
        if (ended.size() == REMEMBERED) {
            ended.removeFirst();
        }
        ended.addLast(leg.session());
    }

    /** @param number the extension that the INVITE comes from, proven */
    public Found of(SipRequest invite, String number) {
        return verdict(Replacement.find(invite, sessions()), number);
    }

    /** @param number the extension that the REFER comes from, proven */
    public Found of(ReplacesHeader replaces, String number) {
        return verdict(Replacement.find(replaces, sessions()), number);
    }

    private Found verdict(Replacement replacement, String number) {
        if (replacement instanceof Replacement.Refused refused) {
            return new Found.Refused(refused.status());
        }
        if (!(replacement instanceof Replacement.Of of)) {
            return new Found.Nothing();
        }
        for (var bridge : bridges) {
            var leg = bridge.legs().stream()
                    .filter(l -> l.session() == of.session())
                    .findFirst();
            if (leg.isPresent()) {
                // RFC 3891 §3: who shares the credentials of the one who is replaced may do it, and nobody else.
                boolean allowed = leg.get().number().equals(number)
                        && leg.get().isUp()
                        && bridge.other(leg.get()).filter(PbxLeg::isUp).isPresent();
                return allowed ? new Found.Seat(bridge, leg.get()) : new Found.Refused(603);
            }
        }
        return new Found.Refused(603);
    }

    private Collection<InviteSession> sessions() {
        var all = new ArrayList<>(ended);
        bridges.forEach(bridge -> bridge.legs().forEach(leg -> all.add(leg.session())));
        return all;
    }

    /**
     * The Replaces in the target of a REFER (RFC 5589 §7).
     *
     * @throws MalformedHeaderException when it cannot be read
     */
    static Optional<ReplacesHeader> in(SipRequest refer) {
        return refer.first(ReferToHeader.TYPE)
                .filter(target -> target.address().uri() instanceof SipUri)
                .flatMap(target -> ((SipUri) target.address().uri()).headers().get("Replaces"))
                .map(Replacing::parse);
    }

    private static ReplacesHeader parse(String text) {
        try {
            return ReplacesHeader.TYPE.parse(text);
        } catch (MalformedException e) {
            throw new MalformedHeaderException("Refer-To", "the Replaces in it cannot be read: " + e.getMessage());
        }
    }
}
