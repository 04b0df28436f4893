package io.switchhook.phone;

import io.switchhook.base.world.World;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.internal.engine.MessageDesk;
import io.switchhook.phone.internal.engine.PhoneEngine;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A telephone without a case: owns its lines, their calls, and all ports, timers and threads below them. Its threads
 * do not keep the program alive. All methods may be
 * called from any thread.
 */
public final class SoftPhone implements AutoCloseable {
    /** A few hundred messages: enough for the calls somebody may ask about. */
    private static final int TRACE_BYTES = 512 * 1024;

    private final PhoneDesk desk;
    private final PhoneEngine engine;
    private final TraceLog log;
    private final Optional<RealWorld> ownWorld;

    private SoftPhone(World world, Optional<RealWorld> ownWorld, PhoneConfig config) throws IOException {
        this.log = new TraceLog(TRACE_BYTES);
        this.ownWorld = ownWorld;
        this.desk =
                new PhoneDesk(world, config.withTrace(log.and(config.trace())).plan());
        this.engine = desk.engine();
    }

    /**
     * A phone on this machine, on any free SIP port.
     *
     * @param minRtpPort lowest port for audio
     * @param maxRtpPort highest; each call takes an even port and the one after it, and ports in use are skipped
     * @throws IllegalArgumentException when the range is empty or out of range
     * @throws UncheckedIOException when no port can be opened
     */
    public static SoftPhone create(int minRtpPort, int maxRtpPort) {
        return create(PhoneConfig.DEFAULT.withRtpPorts(minRtpPort, maxRtpPort));
    }

    /** A phone on this machine; {@code UncheckedIOException} when a port of the settings cannot be had. */
    public static SoftPhone create(PhoneConfig config) {
        Objects.requireNonNull(config, "config");
        var world = RealWorld.open();
        try {
            return new SoftPhone(world, Optional.of(world), config);
        } catch (IOException e) {
            world.close();
            throw new UncheckedIOException("The phone cannot listen: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            world.close();
            throw e;
        }
    }

    /** A phone in a given world, a simulated one for tests; that world is not closed with the phone. */
    public static SoftPhone create(World world, PhoneConfig config) {
        Objects.requireNonNull(config, "config");
        try {
            return new SoftPhone(Objects.requireNonNull(world, "world"), Optional.empty(), config);
        } catch (IOException e) {
            throw new UncheckedIOException("The phone cannot listen: " + e.getMessage(), e);
        }
    }

    /**
     * Adds a line. It takes calls at once; {@link PhoneLine#register} makes it known to its registrar.
     *
     * @throws IllegalStateException when the phone is closed, or begins to be
     */
    public PhoneLine createLine(SipAccount account) {
        if (engine.isCloseAsked()) {
            throw new IllegalStateException("The phone is closed; a line needs one that is open");
        }
        engine.prepare(Objects.requireNonNull(account, "account").calls());
        var line = new PhoneLine(desk, account);
        desk.add(line);
        return line;
    }

    /**
     * Who takes the calls of all lines; set it before the first line registers, so that no early call is lost. Without one, calls are answered 480; when it throws before it has
     * answered, rejected or forwarded a call, that one is answered 500.
     */
    public SoftPhone onIncomingCall(Consumer<IncomingCall> listener) {
        desk.onIncomingCall(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Who reads the text messages that come in, on their own or inside calls (RFC 3428): {@link #onMessage(List, Consumer)} with {@code text/plain}.
     */
    public SoftPhone onMessage(Consumer<IncomingMessage> listener) {
        return onMessage(List.of("text/plain"), listener);
    }

    /**
     * Who reads the messages that come in, one after the other, on a lane of their own. Without a listener they are answered 405, those of other types 415; when it falls 100
     * messages behind, 480.
     *
     * @param types what it reads, such as {@code text/plain}, {@code text/*} or {@code *}{@code /*}; several parts are taken when those that count are among them
     * @throws IllegalArgumentException when one is no media type
     */
    public SoftPhone onMessage(List<String> types, Consumer<IncomingMessage> listener) {
        var accepted = MessageDesk.accepting(types);
        Objects.requireNonNull(listener, "listener");
        engine.messages().listen(accepted, message -> listener.accept(new IncomingMessage(message)));
        return this;
    }

    /**
     * Who takes application data of an Info Package (RFC 6086) that comes in by INFO. The other side of a call is told in Recv-Info when the call is set up, and, where it
     * stands already, by the next re-INVITE or UPDATE of either side. An INFO of a package that it was not told of is answered 469. Digits by INFO come to
     * {@link Call#onDigit} all the same.
     *
     * @param infoPackage its registered name
     * @throws IllegalArgumentException when that is no token
     */
    public SoftPhone onInfo(String infoPackage, Consumer<IncomingInfo> listener) {
        Objects.requireNonNull(listener, "listener");
        engine.info()
                .listen(
                        infoPackage,
                        (call, name, type, body) ->
                                listener.accept(new IncomingInfo(CallEvents.callOf(call), name, type, body)));
        return this;
    }

    /**
     * What the other side hears while a call of this phone is on hold by our doing; a call may choose something else with {@link CallAudio#holdMusic}.
     * Holds for calls made or received from now on.
     *
     * @param music gives a fresh source for each call; asked on the media loop when the first hold of the call begins, and must not block
     */
    public SoftPhone holdMusic(Supplier<PcmSource> music) {
        desk.holdMusic(Objects.requireNonNull(music, "music"));
        return this;
    }

    /** A conference in which these calls hear each other; {@link #openConference(int)} with {@link Conference#DEFAULT_LIMIT}, and each of them joined. Calls may join later, too.
     *
     * @throws IllegalStateException when one cannot join; none of them has then
     */
    public Conference conference(Call... calls) {
        var conference = openConference(Conference.DEFAULT_LIMIT);
        for (var call : calls) {
            var outcome = conference.join(call);
            if (!outcome.isJoined()) {
                conference.close();
                throw new IllegalStateException(call + " cannot join the conference: " + outcome);
            }
        }
        return conference;
    }

    /**
     * A conference that nobody is in yet. It ends with the phone at the latest.
     *
     * @param limit how many may take part, 2 to 500, local ones included
     * @throws IllegalStateException when the phone is closed, or begins to be
     */
    public Conference openConference(int limit) {
        if (engine.isCloseAsked()) {
            throw new IllegalStateException("The phone is closed; a conference needs one that is open");
        }
        return desk.openConference(limit);
    }

    public List<PhoneLine> lines() {
        return desk.lines();
    }

    /**
     * The name under which registrars know this device again, for accounts with {@link SipAccount.Builder#outbound()}: made anew with each phone. It should be the same each
     * time the device starts, so a program keeps it, and gives it to {@link SipAccount.Builder#outbound(String)} the next time (RFC 5626 §4.1).
     */
    public String instance() {
        return engine.instance();
    }

    /** The SIP addresses of this phone, with real port numbers. */
    public List<ListenPoint> listenPoints() {
        return engine.stack().listenPoints();
    }

    /** The messages of one call, drawn as a ladder, with the decisions between them. The newest calls are kept. */
    public String ladder(Call call) {
        return Ladder.draw(log.eventsOf(call.id()));
    }

    /** What the stack holds now: all zero when calls and their last retransmissions are over. */
    public CompletableFuture<StackLoad> load() {
        return Outcomes.ask(
                engine,
                new StackLoad(0, 0, 0, 0),
                (done, now) -> done.accept(engine.stack().load()));
    }

    /** Starts to close, as {@link #close} does, without waiting; completes when nothing is left. May be called any number of times. */
    public CompletableFuture<Void> closeAsync() {
        return engine.close().thenRun(() -> ownWorld.ifPresent(RealWorld::close));
    }

    /**
     * Ends every call, gives every registration up, and frees all ports and threads. Returns when that is done, in a
     * few seconds at most; a call whose other side does
     * not answer is over then all the same. Calling it again does nothing.
     *
     * <p>It waits for other threads, and in a simulated world there are none: there {@link #closeAsync} is called, and the simulation awaits its future.
     */
    @Override
    public void close() {
        closeAsync().join();
    }
}
