package io.switchhook.phone;

/**
 * Decides whether a new call may take the place of one that stands (RFC 3891), as it does at the target of an attended transfer. Asked on the signalling loop: it must
 * decide at once and not block. A call that is not allowed is answered 603. Whoever asks knows the Call-ID and both tags of the call, but may have overheard them.
 */
@FunctionalInterface
public interface ReplacesPolicy {

    /**
     * @param caller the number that the new caller gives itself
     * @param replaced the call that would end
     */
    boolean allows(String caller, Call replaced);

    /** Allows every call that names its dialog rightly. The default. */
    ReplacesPolicy ALLOW = (caller, replaced) -> true;

    /** Allows none. */
    ReplacesPolicy DECLINE = (caller, replaced) -> false;
}
