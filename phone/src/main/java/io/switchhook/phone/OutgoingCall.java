package io.switchhook.phone;

import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.internal.call.OutgoingEngine;
import io.switchhook.phone.internal.dial.DialTarget;
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
        this.engine = new OutgoingEngine(line.engine(), events(), host, target, options, id);
    }

    @Override
    OutgoingEngine engine() {
        return engine;
    }

    /** Places the call; a call can be started once. The future completes when it is answered or cannot be any more. */
    public CompletableFuture<DialOutcome> start() {
        return ask(new DialOutcome.Unreachable("The phone is closed."), (done, now) -> {
            line().engine().onCallBegun(engine);
            engine.start(done, now);
        });
    }

    /** Has the line know it before it is started, so that it ends with the phone. */
    OutgoingCall announced() {
        command((any, now) -> line().engine().onCallCreated(engine));
        return this;
    }
}
