package io.switchhook.phone;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.ice.IcePair;
import io.switchhook.sdp.CryptoSuite;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The listeners of one call, told in order on the call's lane. */
final class CallEvents {
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

    CallEvents(CallbackLane lane, CompletableFuture<CallEnding> ended, Consumer<CallEnding> completeEnded) {
        this.lane = lane;
        this.ended = ended;
        this.completeEnded = completeEnded;
    }

    CallbackLane lane() {
        return lane;
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

    void addOnDigit(Consumer<Character> listener) {
        onDigit.add(listener);
    }

    /** Of ours, that keeps nobody waiting: on the lane it would be behind the callback that waits for what it reads. */
    void addDigitReader(Consumer<Character> reader) {
        digitReaders.add(reader);
    }

    /** From any thread. */
    void digit(char digit) {
        digitReaders.forEach(reader -> reader.accept(digit));
        onDigit.forEach(listener -> lane.submit(() -> listener.accept(digit)));
    }

    void stateChanged(CallStateChange change) {
        onState.forEach(listener -> lane.submit(() -> listener.accept(change)));
    }

    void transferProgress(TransferProgress report) {
        onProgress.forEach(listener -> lane.submit(() -> listener.accept(report)));
    }

    void transferFollowed(Call next) {
        onFollowed.forEach(listener -> lane.submit(() -> listener.accept(next)));
    }

    void remoteChanged(RemoteParty party) {
        onRemote.forEach(listener -> lane.submit(() -> listener.accept(party)));
    }

    void encryptionChanged(Optional<CryptoSuite> suite) {
        onEncryption.forEach(listener -> lane.submit(() -> listener.accept(suite)));
    }

    void pathChanged(Optional<IcePair> path) {
        onPath.forEach(listener -> lane.submit(() -> listener.accept(path)));
    }

    void replaced(Call next) {
        onReplaced.forEach(listener -> lane.submit(() -> listener.accept(next)));
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
