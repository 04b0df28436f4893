package io.switchhook.sip.core.usage;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what a session and its changes tell. */
final class RecordingUser implements SessionUser, ModificationUser {
    final List<SessionEnding> endings = new ArrayList<>();
    final List<RemoteModification> modifications = new ArrayList<>();
    final List<String> answers = new ArrayList<>();
    final List<ServerTransaction> requests = new ArrayList<>();
    private final List<String> log;
    private int changes;

    RecordingUser(List<String> log) {
        this.log = log;
    }

    SessionEnding ending() {
        if (endings.size() != 1) {
            throw new AssertionError("one ending is expected: " + endings);
        }
        return endings.get(0);
    }

    RemoteModification modification() {
        return modifications.get(modifications.size() - 1);
    }

    /** How many results of our changes were told. */
    int changes() {
        return changes;
    }

    private void add(String what, Optional<String> description) {
        description.ifPresent(answers::add);
        log.add(what + (description.isPresent() ? "+sdp" : ""));
    }

    @Override
    public void onProgress(SipResponse response, Optional<String> answer, long nowNanos) {
        add("progress", answer);
    }

    @Override
    public void onAnswered(SipResponse response, Optional<String> answer, long nowNanos) {
        add("answered", answer);
    }

    @Override
    public void onAnsweredWithOffer(SipResponse response, String offer, long nowNanos) {
        add("offered", Optional.of(offer));
    }

    @Override
    public void onEarlyOffer(SipResponse response, String offer, long nowNanos) {
        add("early offer", Optional.of(offer));
    }

    @Override
    public void onEarlyAnswer(String answer, long nowNanos) {
        add("early answer", Optional.of(answer));
    }

    @Override
    public void onRefreshed(String ours, String theirs, long nowNanos) {
        add("refreshed", Optional.of(theirs));
    }

    @Override
    public void onAcknowledged(Optional<String> answer, long nowNanos) {
        add("acknowledged", answer);
    }

    @Override
    public void onModification(RemoteModification modification, long nowNanos) {
        modifications.add(modification);
        log.add("modification");
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request, long nowNanos) {
        requests.add(transaction);
        log.add("request " + request.method().name());
    }

    @Override
    public void onEnded(SessionEnding ending, long nowNanos) {
        endings.add(ending);
        log.add("ended " + ending.getClass().getSimpleName());
    }

    @Override
    public void onAnswer(String answer, long nowNanos) {
        changes++;
        log.add("changed");
    }

    @Override
    public void onNoChange(Optional<SipResponse> response, long nowNanos) {
        changes++;
        log.add("unchanged" + response.map(refusal -> " " + refusal.status()).orElse(""));
    }
}
