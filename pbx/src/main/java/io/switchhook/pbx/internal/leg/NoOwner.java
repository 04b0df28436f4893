package io.switchhook.pbx.internal.leg;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.RemoteModification;
import io.switchhook.sip.core.usage.SessionEnding;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.Optional;

/** Owns a leg for the moment between its making and its seat in a bridge, in which nothing can happen to it. */
public final class NoOwner implements PbxLeg.Owner {

    @Override
    public void onProgress(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {}

    @Override
    public void onAnswered(PbxLeg leg, SipResponse response, Optional<String> answer, long nowNanos) {}

    @Override
    public void onAnsweredWithOffer(PbxLeg leg, SipResponse response, String offer, long nowNanos) {}

    @Override
    public void onAcknowledged(PbxLeg leg, Optional<String> answer, long nowNanos) {}

    @Override
    public void onRefreshed(PbxLeg leg, String ours, String theirs, long nowNanos) {}

    @Override
    public void onModification(PbxLeg leg, RemoteModification modification, long nowNanos) {}

    @Override
    public void onRequest(PbxLeg leg, ServerTransaction transaction, SipRequest request, long nowNanos) {}

    @Override
    public void onEnded(PbxLeg leg, SessionEnding ending, long nowNanos) {}
}
