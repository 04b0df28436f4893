package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.media.DigitsOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A call, ours or theirs. All methods may be called from any thread and in any state; a command that the state does
 * not allow does nothing and says so in its outcome.
 */
public abstract sealed class Call permits OutgoingCall, IncomingCall {
    private final PhoneLine line;
    private final String id;
    private final String remoteNumber;
    private final CallEvents events;
    private final CallAudio audio;
    private volatile CallState state = CallState.CREATED;

    Call(PhoneLine line, String id, String remoteNumber) {
        this.line = line;
        this.id = id;
        this.remoteNumber = remoteNumber;
        this.audio = new CallAudio(line.engine().phone().newHoldMusic());
        var world = line.engine().phone().world();
        var ended = new CompletableFuture<CallEnding>();
        this.events = new CallEvents(world.openLane("switchhook-call"), ended, Outcomes.completing(ended, world));
    }

    abstract CallEngine engine();

    /** The Call-ID of its dialog. */
    public String id() {
        return id;
    }

    public PhoneLine line() {
        return line;
    }

    /** The number or name of the other side: whom we called, or who calls. */
    public String remoteNumber() {
        return remoteNumber;
    }

    /** The state now; it may have changed when you look at it. */
    public CallState state() {
        return state;
    }

    /** The audio of the call; may be used before it is answered. */
    public CallAudio audio() {
        return audio;
    }

    /** Tells every change of state from now on. */
    public Call onStateChanged(Consumer<CallStateChange> listener) {
        events.addOnState(listener);
        return this;
    }

    /** Tells what the other side reports while a transfer of ours runs. */
    public Call onTransferProgress(Consumer<TransferProgress> listener) {
        events.addOnProgress(listener);
        return this;
    }

    /** Tells that the other side transferred us: the new call, placed by the line itself, is given. */
    public Call onTransferred(Consumer<Call> listener) {
        events.addOnFollowed(listener);
        return this;
    }

    /**
     * Tells that another call takes the place of this one (RFC 3891), as at the target of an attended transfer: it is given, answered already and with this call's audio,
     * and this one ends.
     */
    public Call onReplaced(Consumer<Call> listener) {
        events.addOnReplaced(listener);
        return this;
    }

    /** Tells each digit that the other side presses, as telephone event (RFC 4733) or by INFO, once, at its beginning. */
    public Call onDigit(Consumer<Character> listener) {
        events.addOnDigit(listener);
        return this;
    }

    /** Completes when the call is over. */
    public CompletableFuture<CallEnding> ended() {
        return events.ended();
    }

    /** Ends the call in whatever way its state demands: CANCEL, 486 or BYE. */
    public CompletableFuture<CallEnding> hangUp() {
        onLoop((engine, now) -> engine.hangUp(now), () -> {});
        return ended();
    }

    /**
     * Puts the other side on hold: we do not hear it, and it hears silence, or music where {@link CallAudio#holdMusic} or the phone has some
     * (RFC 3264 §8.4). What is attached to {@link #audio} is not sent from this call on; when the other side refuses the hold it is sent again.
     */
    public CompletableFuture<HoldOutcome> hold() {
        return changeHold(true);
    }

    /** Ends our hold. */
    public CompletableFuture<HoldOutcome> resume() {
        return changeHold(false);
    }

    private CompletableFuture<HoldOutcome> changeHold(boolean wanted) {
        var future = new CompletableFuture<HoldOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop((engine, now) -> engine.hold(wanted, done, now), () -> done.accept(new HoldOutcome.Ended()));
        return future.copy();
    }

    /** Presses keys: {@link #sendDigits(String, Duration)} with 100 ms each. */
    public CompletableFuture<DigitsOutcome> sendDigits(String digits) {
        return sendDigits(digits, Duration.ofMillis(100));
    }

    /**
     * Presses keys, one after the other, as telephone events (RFC 4733); the future completes when the last has been sent.
     *
     * @param digits 1 to 64 of {@code 0123456789*#ABCD}
     * @param length how long each is pressed, 40 ms to 10 s
     * @throws IllegalArgumentException when it is anything else
     */
    public CompletableFuture<DigitsOutcome> sendDigits(String digits, Duration length) {
        if (digits.isEmpty()
                || digits.length() > 64
                || !digits.chars().allMatch(c -> "0123456789*#ABCD".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(digits) + "\" cannot be pressed; use 1 to 64 of 0123456789*#ABCD");
        }
        if (length.compareTo(Duration.ofMillis(40)) < 0 || length.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("A key is pressed for 40 ms to 10 s, but not for " + length);
        }
        var future = new CompletableFuture<DigitsOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop((engine, now) -> engine.sendDigits(digits, length, done), () -> done.accept(DigitsOutcome.ENDED));
        return future.copy();
    }

    /**
     * Blind transfer: asks the other side to call somebody else instead of us, and supervises it to its end. While it runs the call is
     * {@link CallState#TRANSFERRING}; on success we leave the call; when it fails the other side comes back to us.
     *
     * @param target {@code 895}, {@code 895@host}, {@code sip:895@host} or {@code tel:}; a number is completed with the account's domain. Headers behind the question mark of a
     *     URI are for the INVITE of the other side, which need not heed them
     * @throws IllegalArgumentException when the target cannot be dialled
     */
    public CompletableFuture<TransferOutcome> blindTransfer(String target) {
        return blindTransfer(target, TransferOptions.DEFAULT);
    }

    /** As {@link #blindTransfer(String)}, with options. */
    public CompletableFuture<TransferOutcome> blindTransfer(String target, TransferOptions options) {
        var uri = line.engine().resolve(target);
        var future = new CompletableFuture<TransferOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop(
                (engine, now) -> engine.transfer(uri, options, done, now),
                () -> done.accept(new TransferOutcome.Ended()));
        return future.copy();
    }

    /**
     * Attended transfer (RFC 5589 §7): connects the other sides of this call and of {@code other}, both answered. This one's is asked to call the other's in our place,
     * which ends {@code other} there; supervision and outcome are those of {@link #blindTransfer(String)}.
     *
     * @throws IllegalArgumentException when it is the same call
     */
    public CompletableFuture<TransferOutcome> attendedTransfer(Call other) {
        return attendedTransfer(other, TransferOptions.DEFAULT);
    }

    /** As {@link #attendedTransfer(Call)}, with options. */
    public CompletableFuture<TransferOutcome> attendedTransfer(Call other, TransferOptions options) {
        if (other == this) {
            throw new IllegalArgumentException("A call cannot be transferred to itself; another call is expected");
        }
        var future = new CompletableFuture<TransferOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop(
                (engine, now) -> other.engine()
                        .replacesTarget()
                        .ifPresentOrElse(
                                target -> engine.transfer(target, options, done, now),
                                () -> done.accept(new TransferOutcome.Ended())),
                () -> done.accept(new TransferOutcome.Ended()));
        return future.copy();
    }

    /** Sends a text to the other side inside this call (RFC 3428); {@link #sendMessage(MessageContent)} with {@code text/plain} in UTF-8. */
    public CompletableFuture<MessageOutcome> sendMessage(String text) {
        return sendMessage(MessageContent.text(text));
    }

    /** Sends a message to the other side inside this call, as soon as the one before it was answered (RFC 3428 §4, §8). */
    public CompletableFuture<MessageOutcome> sendMessage(MessageContent content) {
        var future = new CompletableFuture<MessageOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop(
                (engine, now) -> line.engine().messages().send(engine, content, done, now),
                () -> done.accept(new MessageOutcome.NotSent("The phone was closed.")));
        return future.copy();
    }

    /**
     * Sends application data of an Info Package inside this call (RFC 6086), if the other side has said that it takes it.
     *
     * @param type of the body, such as {@code application/json}
     * @param body perhaps empty; copied
     * @throws IllegalArgumentException when the package is no token, or the type no media type
     */
    public CompletableFuture<InfoOutcome> sendInfo(String infoPackage, String type, byte[] body) {
        InfoDesk.requireName(infoPackage);
        var contentType = MessageContent.parse(type);
        var bytes = body.clone();
        var future = new CompletableFuture<InfoOutcome>();
        var done = Outcomes.completing(future, line.engine().phone().world());
        onLoop(
                (engine, now) -> engine.info().send(infoPackage, contentType, bytes, done, now),
                () -> done.accept(new InfoOutcome.NotSent("The phone was closed.")));
        return future.copy();
    }

    CallEvents events() {
        return events;
    }

    void show(CallState next) {
        state = next;
    }

    /** Runs a command on the loop; {@code closed} runs here when the loop takes none any more. */
    final void onLoop(BiConsumer<CallEngine, Long> command, Runnable closed) {
        var loop = line.engine().loop();
        if (!loop.post(() -> command.accept(engine(), loop.nowNanos()))) {
            closed.run();
        }
    }

    @Override
    public String toString() {
        return "call with " + remoteNumber + " (" + state + ")";
    }
}
