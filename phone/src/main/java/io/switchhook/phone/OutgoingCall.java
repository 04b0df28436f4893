package io.switchhook.phone;

import java.util.concurrent.CompletableFuture;

/** A call that we place. */
public final class OutgoingCall extends Call {
    private final OutgoingEngine engine;

    OutgoingCall(PhoneLine line, io.switchhook.sip.message.uri.Uri target, DialOptions options, String id) {
        this(
                line,
                options.anonymous()
                        ? line.engine().newAnonymousHost()
                        : line.engine().newHost(),
                target,
                options,
                id);
    }

    OutgoingCall(
            PhoneLine line,
            io.switchhook.stack.CallHost host,
            io.switchhook.sip.message.uri.Uri target,
            DialOptions options,
            String id) {
        super(line, id, DialTarget.number(target));
        this.engine = new OutgoingEngine(line.engine(), this, host, target, options, id);
    }

    @Override
    OutgoingEngine engine() {
        return engine;
    }

    /** Places the call; a call can be started once. The future completes when it is answered or cannot be any more. */
    public CompletableFuture<DialOutcome> start() {
        var future = new CompletableFuture<DialOutcome>();
        var done = Outcomes.completing(future, line().engine().phone().world());
        onLoop(
                (any, now) -> {
                    line().engine().onCallBegun(engine);
                    engine.start(done, now);
                },
                () -> done.accept(new DialOutcome.Unreachable("The phone is closed.")));
        return future.copy();
    }
}
