package io.switchhook.services;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.text.Printable;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.phone.call.TransferOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** A {@link CallQueue} where it is open: does what its book says. On the loop of the services, but for what the queue calls from any thread. */
final class WaitingRoom implements QueueBook.Actions {
    private static final int UNAVAILABLE = 480;
    private static final int BUSY = 486;
    /** The two are in the same PBX: it is done in no time or not at all. */
    static final TransferOptions JOINING = TransferOptions.DEFAULT.withoutHold().withPatience(Duration.ofSeconds(20));

    /** Longer than the PBX lets anybody ring: what became of it is known by then. */
    static final TransferOptions SENT_ON = TransferOptions.DEFAULT.withoutHold().withPatience(Duration.ofMinutes(4));

    /** What was played last is to be heard before it is hung up. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final QueueSettings settings;
    private final List<Consumer<QueueEvent>> listeners;
    private final PhoneLine line;
    private final ServicePlace place;
    private final Loop loop;
    private final CallbackLane lane;
    private final Alarm alarm;
    private final QueueBook book;
    private final PbxLines lines;
    /** Those who wait, and those who are sent on and not gone yet. */
    private final Map<Long, Waiting> callers = new LinkedHashMap<>();

    private final Map<Long, OutgoingCall> offers = new LinkedHashMap<>();
    private long lastCaller;
    private boolean closed;
    private volatile Optional<QueueState> last = Optional.empty();

    private record Waiting(IncomingCall call, WaitingSound sound) {}

    WaitingRoom(QueueSettings settings, List<Consumer<QueueEvent>> listeners, ServicePlace place) {
        this.settings = settings;
        this.listeners = listeners;
        this.place = place;
        this.line = place.line();
        this.loop = place.loop();
        this.lane = place.world().openLane("switchhook-queue");
        this.alarm = loop.alarm(() -> change(() -> {}));
        this.book = new QueueBook(settings, this, loop.nowNanos());
        this.lines = new PbxLines(
                place, place.number(), (inCalls, registered) -> change(() -> book.onLines(inCalls, registered, now())));
    }

    void open() {
        lines.open();
    }

    void serve(IncomingCall call) {
        if (!loop.post(() -> come(call))) {
            call.reject(UNAVAILABLE);
        }
    }

    /** An order of the program, from any thread. */
    void order(ObjLongConsumer<QueueBook> order) {
        loop.post(() -> change(() -> {
            order.accept(book, now());
            lines.ask();
        }));
    }

    void close() {
        loop.post(() -> {
            last = Optional.of(book.state(now()));
            closed = true;
            alarm.cancel();
            lines.close();
            List.copyOf(offers.values()).forEach(Call::hangUp);
            List.copyOf(callers.values()).forEach(waiting -> waiting.call.hangUp());
        });
    }

    CompletableFuture<QueueState> state() {
        var future = new CompletableFuture<QueueState>();
        boolean asked = loop.post(() -> {
            var now = last.orElseGet(() -> book.state(now()));
            lane.submit(() -> future.complete(now));
        });
        if (!asked) {
            last.ifPresentOrElse(future::complete, () -> future.cancel(false));
        }
        return future;
    }

    long now() {
        return loop.nowNanos();
    }

    /** What comes in, unless it comes too late; and when to look again. */
    void change(Runnable input) {
        if (closed) {
            return;
        }
        input.run();
        book.onTime(now());
        alarm.set(book.deadlineNanos());
    }

    // --- who calls --------------------------------------------------------------------------------------------

    private void come(IncomingCall call) {
        if (closed) {
            call.reject(UNAVAILABLE);
        } else if (settings.agentsLogIn() && book.isAgent(call.remoteNumber())) {
            place.isExtensionCalling(call)
                    .thenAccept(agent -> loop.post(() -> change(() -> takeOrToggle(call, agent))));
        } else {
            change(() -> take(call));
        }
    }

    private void takeOrToggle(IncomingCall call, boolean agent) {
        if (agent) {
            toggle(call);
        } else {
            take(call);
        }
    }

    private void take(IncomingCall call) {
        long id = ++lastCaller;
        var sound = new WaitingSound(WaitingSound.of(settings.music(), () -> lane));
        settings.greeting().ifPresent(words -> sound.say(words.again()));
        callers.put(id, new Waiting(call, sound));
        call.ended()
                .thenRun(() -> loop.post(() -> {
                    callers.remove(id);
                    change(() -> book.onGone(id, now()));
                }));
        book.enter(new QueueCaller(id, call.remoteNumber(), call.callerName()), now());
    }

    /** Two tones that rise for who is logged in now, and fall for who is not. */
    private void toggle(IncomingCall call) {
        var agent = call.remoteNumber();
        boolean in = !book.isLoggedIn(agent);
        var tones = in ? ShortTones.rising() : ShortTones.falling();
        call.audio().send(tones);
        call.answer()
                .thenAccept(outcome -> loop.post(() -> change(() -> {
                    if (outcome == AnswerOutcome.ANSWERED) {
                        after(tones.length().plus(PAUSE), call::hangUp);
                        if (in) {
                            book.login(agent, now());
                        } else {
                            book.logout(agent, now());
                        }
                    }
                })));
    }

    private void after(Duration time, Runnable action) {
        loop.alarm(action).set(now() + time.toNanos());
    }

    // --- what the book wants ----------------------------------------------------------------------------------

    private Waiting of(QueueCaller caller) {
        return Objects.requireNonNull(callers.get(caller.id()), "a caller is in the room for as long as in the book");
    }

    @Override
    public void answer(QueueCaller caller) {
        var waiting = of(caller);
        waiting.call.audio().send(waiting.sound);
        waiting.call.answer().thenAccept(outcome -> {
            if (outcome == AnswerOutcome.ANSWERED) {
                loop.post(() -> change(() -> book.onAnswered(caller.id(), now())));
            }
        });
    }

    @Override
    public void refuse(QueueCaller caller, QueueExit why) {
        var call = of(caller).call;
        if (settings.otherwise().isPresent()) {
            call.forward(settings.otherwise().get());
        } else if (why == QueueExit.FULL) {
            call.reject(BUSY, "The queue is full");
        } else {
            call.reject(UNAVAILABLE, "Nobody is there");
        }
    }

    @Override
    public void ring(long offer, QueueCaller caller, String agent) {
        var call = line.createCall(agent, asCalledFor(caller));
        offers.put(offer, call);
        call.ended().thenRun(() -> loop.post(() -> offers.remove(offer)));
        call.start().thenAccept(outcome -> loop.post(() -> change(() -> onOutcome(offer, call, outcome))));
    }

    /** The agent's telephone shows the caller behind the name of the queue, and its history calls him back; not who wants to stay unknown. */
    private DialOptions asCalledFor(QueueCaller caller) {
        var queue = settings.name().orElse(place.number());
        var who = Printable.escape(
                caller.name().map(name -> name + ' ' + caller.number()).orElse(caller.number()));
        var options = DialOptions.DEFAULT
                .withRingTimeout(settings.ring())
                .withHeader("Subject", queue + ": " + who)
                .withHeader("X-Queue-Caller", Printable.escape(caller.number()));
        var shown = queue + ": " + caller.name().orElse(caller.number());
        return of(caller).call.isAnonymous() ? options : options.withAssertedCaller(shown, addressOf(caller.number()));
    }

    private String addressOf(String number) {
        return line.account().address().withUser(number).toString();
    }

    private void onOutcome(long offer, OutgoingCall call, DialOutcome outcome) {
        switch (outcome.kind()) {
            case ANSWERED -> {
                // What he hears until he hears the caller.
                call.audio().sendSilence();
                book.onOfferAnswered(offer, now());
            }
            case TIMED_OUT -> book.onMissed(offer, AgentMiss.NO_ANSWER, now());
            case REFUSED -> book.onMissed(offer, missOf((DialOutcome.Refused) outcome), now());
            case REDIRECTED -> book.onMissed(offer, AgentMiss.REFUSED, now());
            case UNREACHABLE, CANCELLED -> book.onMissed(offer, AgentMiss.UNREACHABLE, now());
        }
    }

    private static AgentMiss missOf(DialOutcome.Refused refused) {
        if (refused.isBusy()) {
            return AgentMiss.BUSY;
        }
        return switch (refused.status()) {
            case 404, 410, 480, 604 -> AgentMiss.UNREACHABLE;
            default -> AgentMiss.REFUSED;
        };
    }

    @Override
    public void end(long offer) {
        Optional.ofNullable(offers.get(offer)).ifPresent(Call::hangUp);
    }

    @Override
    public void join(QueueCaller caller, long offer) {
        var waiting = callers.get(caller.id());
        var agent = offers.get(offer);
        var joining = waiting == null || agent == null
                ? CompletableFuture.<TransferOutcome>completedFuture(new TransferOutcome.Ended())
                : waiting.call.attendedTransfer(agent, JOINING);
        joining.thenAccept(outcome -> loop.post(() -> change(() -> {
            if (outcome.isSuccess()) {
                book.onJoined(offer, now());
            } else {
                boolean there = waiting != null
                        && callers.containsKey(caller.id())
                        && !waiting.call.state().isEnded();
                book.onNotJoined(offer, there, now());
            }
        })));
    }

    @Override
    public void goOn(QueueCaller caller, QueueExit why) {
        var waiting = callers.get(caller.id());
        if (waiting == null) {
            return;
        }
        if (settings.otherwise().isEmpty()) {
            waiting.call.hangUp();
            return;
        }
        waiting.call.audio().send(WaitingSound.tones());
        waiting.call.blindTransfer(settings.otherwise().get(), SENT_ON).thenAccept(outcome -> {
            if (!outcome.isSuccess()) {
                waiting.call.hangUp();
            }
        });
    }

    @Override
    public void announce(QueueCaller caller) {
        Optional.ofNullable(callers.get(caller.id()))
                .ifPresent(waiting -> settings.announcement().ifPresent(words -> waiting.sound.say(words.again())));
    }

    @Override
    public void tell(QueueEvent event) {
        listeners.forEach(listener -> lane.submit(() -> listener.accept(event)));
    }
}
