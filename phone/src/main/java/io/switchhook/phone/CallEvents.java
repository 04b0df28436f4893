package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.ice.IcePair;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.internal.call.CallFace;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.stack.media.AudioSession;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What the engine of a call tells it: the call shows it, and its listeners are told in order on the call's lane. */
final class CallEvents implements CallFace {
    private static final int MOST_TROUBLES = 32;

    private final Call call;
    private final CallbackLane lane;
    private final CompletableFuture<CallEnding> ended;
    private final Consumer<CallEnding> completeEnded;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Consumer<CallStateChange>> onState = new CopyOnWriteArrayList<>();
    private final List<Consumer<TransferProgress>> onProgress = new CopyOnWriteArrayList<>();
    private final List<Consumer<Call>> onFollowed = new CopyOnWriteArrayList<>();
    private final List<Consumer<Call>> onReplaced = new CopyOnWriteArrayList<>();
    private final List<Consumer<Character>> onDigit = new CopyOnWriteArrayList<>();
    private final List<Consumer<Character>> digitReaders = new CopyOnWriteArrayList<>();
    private final List<Consumer<RemoteParty>> onRemote = new CopyOnWriteArrayList<>();
    private final List<Consumer<Optional<CryptoSuite>>> onEncryption = new CopyOnWriteArrayList<>();
    private final List<Consumer<Optional<IcePair>>> onPath = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> onServerTrouble = new CopyOnWriteArrayList<>();
    /** Each once: both ports and each new search ask the same servers. As few as there are servers. */
    private final Set<String> serverTroubles = new LinkedHashSet<>();

    CallEvents(Call call, CallbackLane lane, CompletableFuture<CallEnding> ended, Consumer<CallEnding> completeEnded) {
        this.call = call;
        this.lane = lane;
        this.ended = ended;
        this.completeEnded = completeEnded;
    }

    /** Whom an engine knows by its face alone. */
    static Call callOf(CallFace face) {
        return ((CallEvents) face).call;
    }

    @Override
    public void tell(Runnable task) {
        lane.submit(task);
    }

    CompletableFuture<CallEnding> ended() {
        return ended.copy();
    }

    void addOnState(Consumer<CallStateChange> listener) {
        onState.add(listener);
    }

    void addOnProgress(Consumer<TransferProgress> listener) {
        onProgress.add(listener);
    }

    void addOnFollowed(Consumer<Call> listener) {
        onFollowed.add(listener);
    }

    void addOnReplaced(Consumer<Call> listener) {
        onReplaced.add(listener);
    }

    void addOnRemote(Consumer<RemoteParty> listener) {
        onRemote.add(listener);
    }

    void addOnEncryption(Consumer<Optional<CryptoSuite>> listener) {
        onEncryption.add(listener);
    }

    void addOnPath(Consumer<Optional<IcePair>> listener) {
        onPath.add(listener);
    }

    /** Those of before are told too: an incoming call may have looked for servers before its program hears of it. */
    synchronized void addOnServerTrouble(Consumer<String> listener) {
        onServerTrouble.add(listener);
        serverTroubles.forEach(sentence -> lane.submit(() -> listener.accept(sentence)));
    }

    void addOnDigit(Consumer<Character> listener) {
        onDigit.add(listener);
    }

    /** Of ours, that keeps nobody waiting: on the lane it would be behind the callback that waits for what it reads. */
    void addDigitReader(Consumer<Character> reader) {
        digitReaders.add(reader);
    }

    @Override
    public void onDigit(char digit) {
        digitReaders.forEach(reader -> reader.accept(digit));
        onDigit.forEach(listener -> lane.submit(() -> listener.accept(digit)));
    }

    @Override
    public void onState(CallState previous, CallState next, Optional<Integer> status, String reason) {
        call.show(next);
        stateChanged(new CallStateChange(call, previous, next, status, reason));
    }

    void stateChanged(CallStateChange change) {
        onState.forEach(listener -> lane.submit(() -> listener.accept(change)));
    }

    @Override
    public void onTransferProgress(int status, String reason) {
        var report = new TransferProgress(call, status, reason);
        onProgress.forEach(listener -> lane.submit(() -> listener.accept(report)));
    }

    @Override
    public void onTransferred(CallFace follower) {
        var next = callOf(follower);
        onFollowed.forEach(listener -> lane.submit(() -> listener.accept(next)));
    }

    @Override
    public void onRemote(RemoteParty party) {
        call.show(party);
        onRemote.forEach(listener -> lane.submit(() -> listener.accept(party)));
    }

    @Override
    public void onEncryption(Optional<CryptoSuite> suite) {
        call.show(suite);
        onEncryption.forEach(listener -> lane.submit(() -> listener.accept(suite)));
    }

    @Override
    public synchronized void onServerTrouble(String sentence) {
        if (serverTroubles.size() < MOST_TROUBLES && serverTroubles.add(sentence)) {
            onServerTrouble.forEach(listener -> lane.submit(() -> listener.accept(sentence)));
        }
    }

    @Override
    public void onPath(Optional<IcePair> path) {
        if (call.showPath(path)) {
            onPath.forEach(listener -> lane.submit(() -> listener.accept(path)));
        }
    }

    @Override
    public void onReplaced(CallFace successor) {
        var next = callOf(successor);
        onReplaced.forEach(listener -> lane.submit(() -> listener.accept(next)));
    }

    @Override
    public void onSessionId(SessionId id) {
        call.show(id);
    }

    @Override
    public boolean allowsTransfer(String target, Optional<String> referredBy) {
        return call.line().allows(new TransferRequest(call, target, referredBy));
    }

    @Override
    public void onAudio(AudioSession opened) {
        call.audio().connect(opened);
    }

    @Override
    public void onHold(boolean begun) {
        call.audio().hold(begun);
    }

    @Override
    public void onAudioOver() {
        call.audio().end();
    }

    @Override
    public void inherit(CallFace old) {
        call.audio().inherit(callOf(old).audio());
    }

    @Override
    public void onEnded(CallEnding ending) {
        ended(ending);
    }

    /** Tells the end, once; false when it was told before. From any thread. */
    boolean ended(CallEnding ending) {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            completeEnded.accept(ending);
        }
        return first;
    }
}
