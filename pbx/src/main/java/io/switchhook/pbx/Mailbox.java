package io.switchhook.pbx;

import java.util.Optional;

/**
 * How many messages wait for an extension, as its telephones show it (RFC 3842 §3.5): {@link Pbx#showMailbox}. All counts are 0 to 4,294,967,295.
 *
 * @param fresh how many that were not heard yet
 * @param heard how many that were
 * @param urgentFresh how many of the first are urgent
 * @param urgentHeard how many of the second
 * @param number what to dial to hear them; a telephone may dial it when its key is pressed
 */
public record Mailbox(long fresh, long heard, long urgentFresh, long urgentHeard, Optional<String> number) {
    /** Nothing waits. */
    public static final Mailbox EMPTY = Mailbox.of(0, 0);

    private static final long MOST = 4_294_967_295L;

    public Mailbox {
        check(fresh);
        check(heard);
        check(urgentFresh);
        check(urgentHeard);
        if (urgentFresh > fresh || urgentHeard > heard) {
            throw new IllegalArgumentException("More messages are urgent than there are");
        }
        number.ifPresent(CallTarget::extension);
    }

    private static void check(long count) {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException("There are 0 to " + MOST + " messages, but not " + count);
        }
    }

    /** So many voice messages, none of them urgent. */
    public static Mailbox of(long fresh, long heard) {
        return new Mailbox(fresh, heard, 0, 0, Optional.empty());
    }

    /** The same, with the number to dial. */
    public Mailbox at(String dialled) {
        return new Mailbox(fresh, heard, urgentFresh, urgentHeard, Optional.of(dialled));
    }
}
