package io.switchhook.pbx.internal.door;

import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.message.uri.SipUri;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/**
 * Who is a user of this PBX: its extensions, and those that the program's database knows. On the signalling loop.
 *
 * @param directory where the program keeps its users; empty when it has named all of them
 */
public record KnownUsers(Extensions extensions, NumberPlan numbers, Optional<DirectoryDesk> directory) {

    /** The program's user database has answered. */
    void onLookedUp(String number, DirectoryDesk.Answer answer) {
        if (answer instanceof DirectoryDesk.Answer.Found found) {
            extensions.learn(number, found.secret());
        } else if (answer instanceof DirectoryDesk.Answer.Nobody) {
            extensions.unlearn(number);
        }
    }

    /**
     * Finds out whether there is somebody of that name, where only the database can say: at once, or later.
     *
     * @param then gets what the database said; empty when it was not to be asked
     */
    public void whenKnown(SipUri place, ObjLongConsumer<Optional<DirectoryDesk.Answer>> then, long nowNanos) {
        var asked = place.gruu()
                ? Optional.<String>empty()
                : numbers.numberIn(place).filter(Extension::isNumber).filter(number -> !extensions.has(number));
        if (directory.isEmpty() || asked.isEmpty()) {
            then.accept(Optional.empty(), nowNanos);
            return;
        }
        directory
                .get()
                .ask(
                        asked.get(),
                        (answer, now) -> {
                            onLookedUp(asked.get(), answer);
                            then.accept(Optional.of(answer), now);
                        },
                        nowNanos);
    }
}
