package io.switchhook.pbx.internal.ring;

import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Forwarding;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.WarningHeader;
import io.switchhook.stack.CallHost;
import java.util.Optional;

/**
 * How a leg of a {@link RingGroup} came to be.
 *
 * @param device with what other flows there are to it
 * @param place somebody who is not registered here, with the trunks that are left to reach it; empty for telephones of ours
 * @param by empty for the telephones that the caller has dialled
 * @param way how it was called
 * @param otherwise whether this is the second time, with or without RTP/SAVP other than the caller has it
 */
record RingBranch(
        DeviceFlows device, Optional<DialTarget> place, Optional<Forwarding> by, Optional<Way> way, boolean otherwise) {

    /** Who is called, and over what. */
    interface Way {
        CallHost host();

        PbxLeg leg(CallHost host);

        SipRequest.Builder invite(CallHost host);
    }

    static RingBranch to(DeviceFlows device, Optional<Forwarding> by) {
        return new RingBranch(device, Optional.empty(), by, Optional.empty(), false);
    }

    static RingBranch outside(DialTarget place, Optional<Forwarding> by) {
        return new RingBranch(DeviceFlows.none(), Optional.of(place), by, Optional.empty(), false);
    }

    RingBranch over(Way taken) {
        return new RingBranch(device, place, by, Optional.of(taken), otherwise);
    }

    RingBranch asOther() {
        return new RingBranch(device, place, by, way, true);
    }

    boolean comesOf(Forwarding forwarding) {
        return by.filter(own -> own.comesOf(forwarding)).isPresent();
    }

    /** Whether it was refused for the keys of its offer, or for the lack of them, and has not been called the other way yet (RFC 4568 §7.4). */
    boolean mayTakeOtherKeys(PbxLeg leg, SessionEnding ending) {
        return ending instanceof SessionEnding.Refused refused
                && refused.response().status() == 488
                && mayBeForKeys(refused.response())
                && !otherwise
                && leg.media().sent().filter(leg.media().keys()::hasChoice).isPresent();
    }

    /** RFC 3261 §20.43: a Warning that names another reason is believed. */
    private static boolean mayBeForKeys(SipResponse refusal) {
        try {
            var warnings = refusal.all(WarningHeader.TYPE);
            return warnings.isEmpty()
                    || warnings.stream().anyMatch(warning -> warning.code() == 302 || warning.code() == 399);
        } catch (MalformedHeaderException e) {
            return true;
        }
    }
}
