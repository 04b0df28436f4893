package io.switchhook.systemtests.lives;

import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.simulation.SimulatedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** One of the three, with a phone of one line. */
final class LifeUser {
    private static final int MOST_CALLS = 3;

    private final Life life;
    private final String number;
    private final SimulatedHost host;
    private final SplittableRandom random;
    private final SoftPhone phone;
    private final PhoneLine line;
    private final List<CallWatch> calls = new ArrayList<>();
    private Optional<CompletableFuture<Void>> closed = Optional.empty();
    private boolean leaving;

    LifeUser(Life life, String number, SimulatedHost host, SplittableRandom random) {
        this.life = life;
        this.number = number;
        this.host = host;
        this.random = random;
        var world = life.plan().sound() ? host : new QuietWorld(host);
        this.phone = SoftPhone.create(world, PhoneConfig.DEFAULT);
        var transport = random.nextInt(3) == 0 ? ";transport=tcp" : "";
        this.line = phone.createLine(SipAccount.builder("sip:" + number + "@" + Life.PBX_ADDRESS + transport)
                .secret("secret of " + number)
                .build());
        phone.onIncomingCall(this::onIncoming);
    }

    String number() {
        return number;
    }

    SoftPhone phone() {
        return phone;
    }

    PhoneLine line() {
        return line;
    }

    List<CallWatch> calls() {
        return calls;
    }

    Optional<CompletableFuture<Void>> closed() {
        return closed;
    }

    /** Takes no more calls. */
    void leave() {
        leaving = true;
    }

    /** Takes none of the calls that still ring. */
    void refuseWhatRings() {
        calls.stream()
                .filter(call -> !call.isOutgoing()
                        && !call.state().isAnswered()
                        && !call.state().isEnded())
                .forEach(CallWatch::hangUp);
    }

    private CallWatch watch(Call call) {
        var watch = life.watch(call, this);
        calls.add(watch);
        call.onTransferred(next -> {
            var followed = watch(next);
            life.note(watch.name() + " was transferred and follows as " + followed.name());
            if (leaving) {
                followed.hangUp();
            }
        });
        return watch;
    }

    // --- calls that come in ---------------------------------------------------------------------------------------

    private void onIncoming(IncomingCall call) {
        var watch = watch(call);
        long open = calls.stream().filter(other -> !other.state().isEnded()).count();
        int die = random.nextInt(100);
        if (leaving || open > MOST_CALLS) {
            life.note(watch.name() + ": busy");
            watch.hangUp();
        } else if (die < 48) {
            answer(watch, call);
        } else if (die < 70) {
            life.after(Duration.ofMillis(100 + random.nextInt(4_000)), () -> answer(watch, call));
        } else if (die < 76) {
            life.note(watch.name() + ": rejected");
            call.reject();
        } else if (die < 81) {
            int status = new int[] {603, 480, 404, 600, 500}[random.nextInt(5)];
            life.note(watch.name() + ": rejected with " + status);
            call.reject(status);
        } else if (die < 88) {
            forward(watch, call, random.nextInt(1 << 20));
        } else {
            life.note(watch.name() + ": left ringing");
        }
    }

    private void answer(CallWatch watch, IncomingCall call) {
        if (!watch.hasAskedToAnswer()) {
            life.note(watch.name() + ": answered");
            watch.answering(call.answer());
        }
    }

    private void forward(CallWatch watch, IncomingCall call, int die) {
        var target = life.anyNumber(die);
        life.note(watch.name() + ": forwarded to " + target);
        life.led(number, target);
        call.forward(target);
    }

    // --- what the user does ---------------------------------------------------------------------------------------

    void act(Action action, int die) {
        if (closed.isPresent()) {
            return;
        }
        switch (action) {
            case REGISTER -> line.register();
            case UNREGISTER -> line.unregister();
            case CALL -> dial(life.anyKnownNumber(die), DialOptions.DEFAULT);
            case CALL_UNKNOWN -> dial("999", DialOptions.DEFAULT);
            case CALL_SELF -> dial(number, DialOptions.DEFAULT);
            case CALL_DIRECTLY -> dial(life.directAddress(die, this), DialOptions.DEFAULT);
            case CALL_WITHOUT_OFFER -> dial(life.anyKnownNumber(die), DialOptions.DEFAULT.withLateOffer());
            case CALL_AND_GIVE_UP -> dialAndGiveUp(die);
            case ANSWER -> ringing(die).ifPresentOrElse(call -> answer(call, (IncomingCall) call.call()), this::idle);
            case REJECT -> ringing(die).ifPresentOrElse(CallWatch::hangUp, this::idle);
            case FORWARD ->
                ringing(die).ifPresentOrElse(call -> forward(call, (IncomingCall) call.call(), die), this::idle);
            case HANG_UP -> pick(die, call -> !call.state().isEnded()).ifPresentOrElse(CallWatch::hangUp, this::idle);
            case PULL_THE_CABLE -> life.pullTheCable(host, Duration.ofMillis(500 + die % 9_000));
            case CLOSE_THE_PHONE -> close();
            case SUSPEND -> life.suspend(host, Duration.ofMillis(200 + die % 40_000));
            case KILL_THE_SERVER -> life.killTheServer(Duration.ofMillis(100 + die % 20_000));
            case HOLD,
                    RESUME,
                    HOLD_TOGETHER,
                    TRANSFER,
                    TRANSFER_WITHOUT_HOLD,
                    TRANSFER_WITHOUT_REPORTS,
                    TRANSFER_TO_SELF,
                    TRANSFER_TO_UNKNOWN,
                    TRANSFER_AGAINST_BYE,
                    TRANSFER_AND_LEAVE,
                    HANG_UP_TOGETHER ->
                pick(die, call -> call.state().isAnswered())
                        .ifPresentOrElse(
                                call -> actInCall(call, action, die),
                                () -> dial(life.anyKnownNumber(die), DialOptions.DEFAULT));
        }
    }

    private void actInCall(CallWatch call, Action action, int die) {
        life.note("   with " + call.name());
        switch (action) {
            case HOLD -> call.call().hold();
            case RESUME -> call.call().resume();
            case HOLD_TOGETHER -> {
                call.call().hold();
                life.otherEndOf(call).ifPresent(other -> other.call().hold());
            }
            case TRANSFER -> transfer(call, life.anyKnownNumber(die), TransferOptions.DEFAULT);
            case TRANSFER_WITHOUT_HOLD ->
                transfer(call, life.anyKnownNumber(die), TransferOptions.DEFAULT.withoutHold());
            case TRANSFER_WITHOUT_REPORTS ->
                transfer(call, life.anyKnownNumber(die), TransferOptions.DEFAULT.withoutReports());
            case TRANSFER_TO_SELF -> transfer(call, number, TransferOptions.DEFAULT);
            case TRANSFER_TO_UNKNOWN -> transfer(call, "999", TransferOptions.DEFAULT);
            case TRANSFER_AGAINST_BYE -> {
                transfer(call, life.anyKnownNumber(die), TransferOptions.DEFAULT.withoutHold());
                life.otherEndOf(call).ifPresent(CallWatch::hangUp);
            }
            case TRANSFER_AND_LEAVE -> {
                transfer(call, life.anyKnownNumber(die), TransferOptions.DEFAULT);
                life.after(Duration.ofMillis(die % 3_000), call::hangUp);
            }
            case HANG_UP_TOGETHER -> {
                call.hangUp();
                life.otherEndOf(call).ifPresent(CallWatch::hangUp);
            }
            default -> throw new IllegalArgumentException("Not an action within a call: " + action);
        }
    }

    private void transfer(CallWatch call, String target, TransferOptions options) {
        life.note("   to " + target);
        life.led(number, target);
        call.transferring(target, call.call().blindTransfer(target, options.withPatience(Duration.ofSeconds(20))));
    }

    private CallWatch dial(String target, DialOptions options) {
        var call = line.createCall(target, options);
        var watch = watch(call);
        life.note(watch.name() + ": calls " + target);
        watch.dialled(call.start());
        return watch;
    }

    private void dialAndGiveUp(int die) {
        var watch = dial(life.anyKnownNumber(die), DialOptions.DEFAULT);
        life.after(Duration.ofMillis(die % 700), watch::hangUp);
    }

    private Optional<CallWatch> ringing(int die) {
        return pick(die, call -> !call.isOutgoing() && call.state() == CallState.RINGING);
    }

    private Optional<CallWatch> pick(int die, java.util.function.Predicate<CallWatch> which) {
        var fitting = calls.stream().filter(which).toList();
        return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(die % fitting.size()));
    }

    private void idle() {
        life.note("   nothing to do");
    }

    void close() {
        if (closed.isEmpty()) {
            leaving = true;
            closed = Optional.of(phone.closeAsync());
        }
    }
}
