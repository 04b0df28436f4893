package io.switchhook.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.ice.IcePair;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.InfoOutcome;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.internal.call.CallEngine;
import io.switchhook.phone.internal.call.InfoDesk;
import io.switchhook.phone.internal.engine.OutgoingMessage;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.media.DigitsOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/**
 * A call, ours or theirs. All methods may be called from any thread and in any state; a command that the state does
 * not allow does nothing and says so in its outcome.
 */
public abstract sealed class Call permits OutgoingCall, IncomingCall {
    private final PhoneLine line;
    private final String id;
    private volatile String remoteNumber;
    private final CallEvents events;
    private final CallAudio audio;
    private final CallMeter meter;
    private volatile CallState state = CallState.CREATED;
    private volatile Optional<SessionId> sessionId = Optional.empty();
    private volatile Optional<CryptoSuite> encryption = Optional.empty();
    private volatile Optional<IcePair> path = Optional.empty();

    Call(PhoneLine line, String id, String remoteNumber) {
        this.line = line;
        this.id = id;
        this.remoteNumber = remoteNumber;
        this.audio = new CallAudio(this, line.phone().newHoldMusic());
        var world = line.phone().world();
        var ended = new CompletableFuture<CallEnding>();
        this.events = new CallEvents(this, world.openLane("switchhook-call"), ended, Outcomes.completing(ended, world));
        this.meter = new CallMeter(audio);
    }

    abstract CallEngine engine();

    /** The Call-ID of its dialog. */
    public String id() {
        return id;
    }

    public PhoneLine line() {
        return line;
    }

    /** The number or name of the other side: whom we called, or who calls; or who is there now, where the other side has said so, see {@link #onRemoteChanged}. */
    public String remoteNumber() {
        return remoteNumber;
    }

    /** The state now; it may have changed when you look at it. */
    public CallState state() {
        return state;
    }

    /**
     * What the audio is encrypted with at present; empty while nothing is agreed on, and for plain audio. It is encrypted as far as the one whose answer agreed on it: a server on
     * the way that passes audio on may have keys of its own with either side. Whoever can read the signalling can read the keys that stand in it (RFC 4568 §8.3); those of DTLS
     * nobody can, but who can change the signalling can put himself in the place of the other side (RFC 5763 §8).
     */
    public Optional<CryptoSuite> encryption() {
        return encryption;
    }

    /**
     * The session identifier of the call (RFC 7989), for logs: unlike {@link #id}, it is the same on all legs of a call that goes over servers, and our half of it stays behind
     * transfers. The other half may change, as when a PBX has put somebody else there. Empty before the first message, and where {@link CallSettings#sessionId} is off.
     */
    public Optional<SessionId> sessionId() {
        return sessionId;
    }

    /**
     * Which way the audio goes, where ICE has found it (RFC 8445): from where the other side sees us to where it is. Empty without ICE, before both sides have settled on it, and
     * when it is lost; the trace of the call says why.
     */
    public Optional<IcePair> path() {
        return path;
    }

    /** The audio of the call; may be used before it is answered. */
    public CallAudio audio() {
        return audio;
    }

    /**
     * How good the call is: what was sent, received and lost up to now, jitter and round trip, what the other side says of it, and an estimate of the quality. Nothing of it is
     * made up: what has not been measured is absent. The round trip comes with the first reports of both sides, after some seconds. When the call is over, its last figures
     * stay.
     */
    public CompletableFuture<CallStatistics> statistics() {
        return ask(meter.last(), (done, now) -> meter.read(now, done));
    }

    /** Records both sides; {@link #record(Path, RecordingOptions)} with {@link RecordingOptions#DEFAULT}. */
    public Recording record(Path file) throws IOException {
        return record(file, RecordingOptions.DEFAULT);
    }

    /**
     * Records what we send and what we hear, from now or from the first audio on, until the call ends; where another call takes the place of this one, by Replaces or when
     * the line follows a transfer, that one is recorded on. A file that is there is overwritten. Of a call that is over there is nothing to record, and the file is empty.
     *
     * @throws IOException when the file cannot be written
     * @throws IllegalStateException when the call is being recorded already
     */
    public Recording record(Path file, RecordingOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        if (audio.isRecorded()) {
            throw new IllegalStateException(this + " is being recorded already; stop that recording first");
        }
        var recording = line.phone().openRecording(Objects.requireNonNull(file, "file"), options);
        if (!audio.takeRecording(recording)) {
            recording.stop();
        }
        return recording;
    }

    /** Tells every change of state from now on. */
    public Call onStateChanged(Consumer<CallStateChange> listener) {
        events.addOnState(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Tells that somebody else is at the other side now, as after a transfer that a PBX has carried out (RFC 4916); {@link #remoteNumber} is the new one already. It is what the
     * other side says, no more to be believed than who called.
     */
    public Call onRemoteChanged(Consumer<RemoteParty> listener) {
        events.addOnRemote(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Tells what the audio is encrypted with when that changes, empty when it is not any more: with keys in the description when both have said theirs, with DTLS when the two have
     * shaken hands, mostly a moment after the call is answered. {@link #encryption} is the new one already.
     */
    public Call onEncryptionChanged(Consumer<Optional<CryptoSuite>> listener) {
        events.addOnEncryption(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Tells of a server of {@link io.switchhook.ice.IceSettings#servers} that did not help to find the path of the audio, in a sentence that names it: it cannot be reached,
     * refuses, or DNS does not know it. The call goes on with the addresses that it has. Each sentence comes once for a call, also to who begins to listen later.
     */
    public Call onServerTrouble(Consumer<String> listener) {
        events.addOnServerTrouble(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Tells which way the audio goes when ICE has found it, finds another one, or has lost it (empty); {@link #path} is the new one already. */
    public Call onPathChanged(Consumer<Optional<IcePair>> listener) {
        events.addOnPath(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Tells what the other side reports while a transfer of ours runs. */
    public Call onTransferProgress(Consumer<TransferProgress> listener) {
        events.addOnProgress(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Tells that the other side transferred us: the new call, placed by the line itself, is given. */
    public Call onTransferred(Consumer<Call> listener) {
        events.addOnFollowed(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Tells that another call takes the place of this one (RFC 3891), as at the target of an attended transfer: it is given, answered already and with this call's audio,
     * and this one ends.
     */
    public Call onReplaced(Consumer<Call> listener) {
        events.addOnReplaced(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Tells each digit that the other side presses, as telephone event (RFC 4733), by INFO or in both ways, once, at its beginning. */
    public Call onDigit(Consumer<Character> listener) {
        events.addOnDigit(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** As {@link #onDigit}, for readers that do not wait for the callbacks of the call, from any thread. */
    void addDigitReader(Consumer<Character> reader) {
        events.addDigitReader(reader);
    }

    /** Completes when the call is over. */
    public CompletableFuture<CallEnding> ended() {
        return events.ended();
    }

    /** Ends the call in whatever way its state demands: CANCEL, 486 or BYE. */
    public CompletableFuture<CallEnding> hangUp() {
        return command((engine, now) -> engine.hangUp(now));
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
        return ask(new HoldOutcome.Ended(), (done, now) -> engine().hold(wanted, done, now));
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
        Objects.requireNonNull(digits, "digits");
        Objects.requireNonNull(length, "length");
        if (digits.isEmpty()
                || digits.length() > 64
                || !digits.chars().allMatch(c -> "0123456789*#ABCD".indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(digits) + "\" cannot be pressed; use 1 to 64 of 0123456789*#ABCD");
        }
        if (length.compareTo(Duration.ofMillis(40)) < 0 || length.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException(
                    "A key is pressed for 40 ms to 10 s, but not for " + Sentences.time(length));
        }
        return ask(DigitsOutcome.ENDED, (done, now) -> engine().sendDigits(digits, length, done));
    }

    /**
     * Blind transfer: asks the other side to call somebody else instead of us, and supervises it to its end. While it runs the call is
     * {@link CallState#TRANSFERRING}; on success we leave the call; when it fails the other side comes back to us. A second one meanwhile is
     * {@link TransferOutcome.NotPossible}.
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
        Objects.requireNonNull(options, "options");
        return ask(new TransferOutcome.Ended(), (done, now) -> engine().transfer(uri, options, done, now));
    }

    /**
     * Attended transfer (RFC 5589 §7): connects the other sides of this call and of {@code other}, both answered. This one's is asked to call the other's in our place,
     * which ends {@code other} there; supervision and outcome are those of {@link #blindTransfer(String)}. The other one may be a call of another phone of this program.
     *
     * @throws IllegalArgumentException when it is the same call
     */
    public CompletableFuture<TransferOutcome> attendedTransfer(Call other) {
        return attendedTransfer(other, TransferOptions.DEFAULT);
    }

    /** As {@link #attendedTransfer(Call)}, with options. */
    public CompletableFuture<TransferOutcome> attendedTransfer(Call other, TransferOptions options) {
        Objects.requireNonNull(other, "other");
        Objects.requireNonNull(options, "options");
        if (other == this) {
            throw new IllegalArgumentException("A call cannot be transferred to itself; another call is expected");
        }
        if (other.line.engine().phone() != line.engine().phone()) {
            // That call has a loop of its own.
            return other.ask(
                            Optional.<Uri>empty(),
                            (done, now) -> done.accept(other.engine().replacesTarget()))
                    .thenCompose(target -> transferTo(() -> target, options));
        }
        return transferTo(() -> other.engine().replacesTarget(), options);
    }

    private CompletableFuture<TransferOutcome> transferTo(Supplier<Optional<Uri>> target, TransferOptions options) {
        return ask(new TransferOutcome.Ended(), (done, now) -> engine().transferTo(target.get(), options, done, now));
    }

    /**
     * The address of the conference that this call is in, where the other side says that it mixes one (RFC 4579 §4.2): for {@link PhoneLine#createConferenceRoster}. Empty for any
     * other call, and before it is answered or when it is over.
     */
    public CompletableFuture<Optional<String>> conferenceUri() {
        return ask(
                Optional.empty(),
                (done, now) -> done.accept(engine().guests().conference().map(Uri::toString)));
    }

    /**
     * Watches who is in the conference that the other side of this call mixes, a telephone or a PBX (RFC 4579 §4.2), as long as the call lasts. It is asked inside the dialog of
     * the call, as one that tells nobody but those who are in; where it shares no dialogs, at {@link #conferenceUri}. {@link ConferenceRoster#start} begins, and is
     * {@code Unreachable} while the other side says of no conference.
     */
    public ConferenceRoster createConferenceRoster() {
        return new ConferenceRoster(this);
    }

    /** Sends a text to the other side inside this call (RFC 3428); {@link #sendMessage(MessageContent)} with {@code text/plain} in UTF-8. */
    public CompletableFuture<MessageOutcome> sendMessage(String text) {
        return sendMessage(MessageContent.text(text));
    }

    /** Sends a message to the other side inside this call, as soon as the one before it was answered (RFC 3428 §4, §8). */
    public CompletableFuture<MessageOutcome> sendMessage(MessageContent content) {
        Objects.requireNonNull(content, "content");
        return ask(
                new MessageOutcome.NotSent("The phone was closed."),
                (done, now) -> line.engine().messages().send(engine(), content.message(), done, now));
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
        var contentType = OutgoingMessage.parse(type);
        var bytes = Objects.requireNonNull(body, "body").clone();
        return ask(
                new InfoOutcome.NotSent("The phone was closed."),
                (done, now) -> engine().info().send(infoPackage, contentType, bytes, done, now));
    }

    CallEvents events() {
        return events;
    }

    void show(CallState next) {
        state = next;
        meter.onState(next, line.engine().loop().nowNanos());
    }

    void show(SessionId id) {
        sessionId = Optional.of(id);
    }

    void show(Optional<CryptoSuite> suite) {
        encryption = suite;
    }

    /** Whether it is another one than before. */
    boolean showPath(Optional<IcePair> pair) {
        boolean changed = !path.equals(pair);
        path = pair;
        return changed;
    }

    void show(RemoteParty party) {
        remoteNumber = party.number();
    }

    /** Asks the loop for an outcome; {@code closed} is that of a phone that is closed. */
    final <T> CompletableFuture<T> ask(T closed, ObjLongConsumer<Consumer<T>> question) {
        return Outcomes.ask(line.engine().phone(), closed, question);
    }

    /** Runs a command on the loop; the future completes when the call is over, which it is at the latest when the phone is closed. */
    final CompletableFuture<CallEnding> command(ObjLongConsumer<CallEngine> command) {
        var end = ended();
        var phone = line.engine().phone();
        if (!Outcomes.post(phone, end, now -> command.accept(engine(), now)) && phone.isReleased()) {
            endWithPhone();
        }
        return end;
    }

    /** There is no loop any more that could end the call: it ends here, unless it has ended before. */
    private void endWithPhone() {
        var ending =
                new CallEnding(CallEnding.Party.NETWORK, CallState.FAILED, Optional.empty(), "The phone is closed.");
        if (events.ended(ending)) {
            var previous = state;
            show(ending.state());
            audio.end();
            events.stateChanged(new CallStateChange(this, previous, ending.state(), ending.status(), ending.reason()));
        }
    }

    @Override
    public String toString() {
        return "call with " + remoteNumber + " (" + state + ")";
    }
}
