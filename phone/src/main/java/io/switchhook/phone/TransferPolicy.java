package io.switchhook.phone;

/**
 * Decides whether a line follows the transfers that its calls' other sides ask for. Asked on the signalling loop: it
 * must decide at once and not block. A transfer that
 * is not allowed is answered 603.
 */
@FunctionalInterface
public interface TransferPolicy {

    boolean allows(TransferRequest request);

    /** Follows every transfer to a sip, sips or tel URI that comes inside a call; the new call goes through the line's own registrar. The default. */
    TransferPolicy FOLLOW = request -> true;

    /** Follows none. */
    TransferPolicy DECLINE = request -> false;
}
