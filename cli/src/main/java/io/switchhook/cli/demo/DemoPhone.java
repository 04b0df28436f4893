package io.switchhook.cli.demo;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.Call;
import io.switchhook.phone.CallStateChange;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.trace.TraceSink;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One telephone of the demonstration: answers, or is busy, and sounds its own tone into every call. */
final class DemoPhone implements AutoCloseable {
    private static final int SAMPLE_RATE = 8000;

    /** As long as a quick hand needs. */
    private static final Duration RING = Duration.ofMillis(600);

    /** Who takes part, and what each sounds like. */
    enum Part {
        TRANSFEROR("858", 440),
        TRANSFEREE("853", 620),
        TARGET("895", 880);

        private final String number;
        private final int hertz;

        Part(String number, int hertz) {
            this.number = number;
            this.hertz = hertz;
        }

        String number() {
            return number;
        }

        int hertz() {
            return hertz;
        }
    }

    private final Part part;
    private final SoftPhone phone;
    private final PhoneLine line;
    private final Ear ear = new Ear(Part.TRANSFEROR.hertz, Part.TRANSFEREE.hertz, Part.TARGET.hertz);
    private final BiConsumer<DemoPhone, CallStateChange> onState;
    private volatile boolean busy;
    private volatile Optional<Call> talking = Optional.empty();

    /**
     * @param account the line's; its host is where its calls go
     * @param onState told of every state of every call
     */
    DemoPhone(Part part, SipAccount account, TraceSink trace, BiConsumer<DemoPhone, CallStateChange> onState) {
        this.part = part;
        this.onState = onState;
        this.phone = SoftPhone.create(
                PhoneConfig.DEFAULT.withListen(Loopback.anyUdpPort()).withTrace(trace));
        this.phone.onIncomingCall(this::onIncoming);
        this.line = phone.createLine(account);
    }

    Part part() {
        return part;
    }

    String number() {
        return part.number;
    }

    PhoneLine line() {
        return line;
    }

    Ear ear() {
        return ear;
    }

    InetSocketAddress address() {
        return phone.listenPoints().get(0).address();
    }

    /** From now on calls are rejected as busy, or taken. */
    void beBusy(boolean wanted) {
        busy = wanted;
    }

    OutgoingCall dial(String target) {
        var call = line.createCall(target);
        attend(call);
        return call;
    }

    private void onIncoming(IncomingCall call) {
        attend(call);
        if (busy) {
            call.reject();
        } else {
            call.ring();
            CompletableFuture.delayedExecutor(RING.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(call::answer);
        }
    }

    private void attend(Call call) {
        call.audio().send(new ToneSource(SAMPLE_RATE, part.hertz)).receive(ear);
        follow(call);
    }

    private void follow(Call call) {
        talking = Optional.of(call);
        call.onStateChanged(change -> onState.accept(this, change));
        call.onTransferred(this::follow);
    }

    /** The call that began last. */
    Optional<Call> lastCall() {
        return talking;
    }

    /** Ends what is left of its calls; completes when they are over. */
    CompletableFuture<Boolean> hangUp() {
        return CompletableFuture.allOf(line.calls().stream().map(Call::hangUp).toArray(CompletableFuture<?>[]::new))
                .thenApply(nothing -> true);
    }

    @Override
    public void close() {
        phone.close();
    }
}
