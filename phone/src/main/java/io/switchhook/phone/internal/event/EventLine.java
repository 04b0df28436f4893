package io.switchhook.phone.internal.event;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.flow.Flow;

/** What subscriptions, publications and feeds need of their line and its phone. On the signalling loop, unless said otherwise. */
public interface EventLine {
    /** From any thread. */
    Loop loop();

    /** From any thread. */
    World world();

    /** Whether the phone takes nothing new any more. */
    boolean isClosing();

    /** The user of the line's address. */
    String user();

    /** What the line follows, publishes and lets others follow. */
    LineEvents events();

    /** Completes what a user dials, to the Request-URI of a request of that method; from any thread. */
    Uri resolve(String dialled, SipMethod method);

    /** A host for requests of the line; from any thread. */
    CallHost newHost();

    /** Tells a host how the registrar sees us. */
    void givePublicAddress(CallHost host);

    /** A host for what has come by that flow, which knows how the registrar sees us. */
    CallHost accept(Flow from);

    /** Something has begun that others may give up while this machine sleeps. */
    void onEventsBegun();

    /** Something is over that a phone which closes waits for. */
    void onEventsOver();

    /** Others may follow something else than before. */
    void onFeedsChanged();
}
