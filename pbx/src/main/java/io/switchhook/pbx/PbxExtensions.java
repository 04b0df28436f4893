package io.switchhook.pbx;

import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.core.auth.Secret;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The extensions of a running PBX: they come, change and go while telephones are registered and calls are up. Methods may be called from any thread, and what they do is in
 * effect when their future completes.
 */
public final class PbxExtensions {
    private static final int SECRET_LENGTH = 32;

    private final Pbx pbx;

    PbxExtensions(Pbx pbx) {
        this.pbx = pbx;
    }

    /**
     * Adds an extension; see {@link Pbx.Builder#extension(String, String)}.
     *
     * @return whether it was added: {@code DONE}, {@code EXISTS} or {@code CLOSED}
     * @throws IllegalArgumentException when that is no number or no secret
     */
    public CompletableFuture<ExtensionOutcome> add(String number, String secret) {
        return change(new Extension(number, secret), false);
    }

    /** As {@link #add(String, String)}, with a hash; see {@link Pbx.Builder#extension(String, Secret)}. */
    public CompletableFuture<ExtensionOutcome> add(String number, Secret secret) {
        return change(new Extension(number, secret), false);
    }

    /**
     * Gives an extension another secret. Telephones that are registered stay so, and calls go on: the next request that they log in for, a refresh of their registration for one,
     * needs the new one.
     *
     * @return whether it was changed: {@code DONE}, {@code UNKNOWN} when it was never added, {@code CLOSED}
     * @throws IllegalArgumentException when that is no secret
     */
    public CompletableFuture<ExtensionOutcome> changeSecret(String number, String secret) {
        return change(new Extension(number, secret), true);
    }

    /** As {@link #changeSecret(String, String)}, with a hash; see {@link Pbx.Builder#extension(String, Secret)}. */
    public CompletableFuture<ExtensionOutcome> changeSecret(String number, Secret secret) {
        return change(new Extension(number, secret), true);
    }

    private CompletableFuture<ExtensionOutcome> change(Extension extension, boolean standing) {
        return pbx.ask(ExtensionOutcome.CLOSED, now -> pbx.engine().control().change(extension, standing));
    }

    /**
     * Adds an extension that this program answers itself: a menu that speaks, a mailbox, a queue. Nobody else learns its secret. The program gives address and secret to a line of
     * a {@code SoftPhone} of its own and registers it: the calls of that line have audio, digits and transfers, and a transfer that fails brings the caller back to it.
     *
     * @param number what is dialled to reach it, or what the {@link DialPlan} names
     * @throws IllegalArgumentException when that can be no extension
     */
    public CompletableFuture<ApplicationOutcome> addApplication(String number) {
        var secret = pbx.engine().world().randomness().nextToken(SECRET_LENGTH);
        var checked = new Extension(number, secret);
        return pbx.ask(
                new ApplicationOutcome.NotPossible("The PBX is closed"),
                now -> pbx.engine().control().addApplication(checked.number(), secret));
    }

    /**
     * Says that this program holds a conference at a number, and who is in it: telephones that call there hear that it is one ({@code isfocus} in our Contact, RFC 4579 §4.2), and
     * those that may are told by the event package {@code conference} (RFC 4575), now, whenever they subscribe and when it changes, no more often than once in five seconds. With
     * nobody in it any more the conference is over, and they are told so; with the extension all of this is gone.
     *
     * @param number of an application of this program
     * @return whether there is such an extension
     */
    public CompletableFuture<Boolean> showConference(String number, PbxConference conference) {
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(conference, "conference");
        return pbx.ask(false, now -> pbx.engine().control().show(number, conference, now));
    }

    /**
     * Removes an extension. Its registrations end, with {@link PbxEvent.Unregistered}; its telephones are not told, and hear 403 when they next log in. Their subscriptions end,
     * and those to its lamp. From then on it is nobody's number: 404. Of a user that the {@link UserDirectory} knows, all that is here ends in the same way: after that it is
     * looked up again.
     *
     * @param calls what becomes of the calls it is in, or that ring there
     * @return whether it was removed: {@code DONE}, {@code UNKNOWN} when nothing of it was here, {@code CLOSED}
     */
    public CompletableFuture<ExtensionOutcome> remove(String number, CallsOfRemoved calls) {
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(calls, "calls");
        return pbx.ask(ExtensionOutcome.CLOSED, now -> pbx.engine().control().remove(number, calls, now));
    }
}
