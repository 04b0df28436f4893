package io.switchhook.phone.internal.call;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.util.Map;
import java.util.function.Predicate;

/** What calls need of their line. On the signalling loop. */
public interface CallLine {
    Loop loop();

    CallPhone phone();

    /** From any thread. */
    World world();

    /** How the calls of the line behave unless one is told otherwise. */
    CallSettings calls();

    /** A number without a host is called at the account's domain (RFC 3261 §19.1.6). */
    Uri routable(Uri target);

    /** Tells the host of a call how the registrar sees us. */
    void givePublicAddress(CallHost host);

    /** The same for a call whose other side is not to know the line. */
    void giveTemporaryAddress(CallHost host);

    /**
     * RFC 3325 §6, §9: who we are is for a server of ours, and it is to tell nobody.
     *
     * @param given whether the user has given that header
     */
    void hideSender(SipRequest.Builder request, Uri called, Predicate<HeaderType<?>> given);

    /** The new call of a transferee, through the line's own registrar, with the audio of the old one. */
    OutgoingEngine callForTransfer(Uri target, Map<String, String> headers, CallEngine old);

    void onTransferBegun(TransferorRole transfer);

    void onTransferOver(TransferorRole transfer);

    void onCallOver(CallEngine call);

    /** Somebody asks inside a call what we can; it is answered. */
    void onOptions(CallEngine call, ServerTransaction transaction, SipRequest request, long nowNanos);

    /** A message has come inside a call; it is answered. */
    void onMessage(CallEngine call, ServerTransaction transaction, SipRequest request, long nowNanos);
}
