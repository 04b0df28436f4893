package io.switchhook.examples;

import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.Pbx;
import io.switchhook.services.Services;
import io.switchhook.services.VoicemailEvent;
import io.switchhook.services.VoicemailSettings;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A PBX with a mailbox for each extension: who finds nobody hears a greeting and leaves a message, the telephone of the owner lights its lamp, and the owner hears
 * what there is at extension 800, where {@code 7} throws a message away and {@code 6} goes on to the next one.
 *
 * <pre>{@code Voicemail udp:192.168.115.100:5060 greeting.wav messages 858:SECRET 853:OTHER}</pre>
 *
 * <p>Messages are files, {@code messages/853/20261130-164012-858.wav}; those that were heard are in a folder {@code heard} beside them.
 */
public final class Voicemail {
    private static final String NUMBER = "800";
    private static final Duration TO_ANSWER = Duration.ofSeconds(20);

    private Voicemail() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length < 4) {
            System.err.println("Usage: Voicemail udp:ADDRESS:PORT GREETING.wav FOLDER NUMBER:SECRET...");
            System.exit(2);
        }
        var extensions = List.of(args).subList(3, args.length);
        System.exit(
                UntilStopped.run(stop -> run(
                                args[0],
                                Path.of(args[1]),
                                Path.of(args[2]),
                                extensions,
                                points -> System.out.println("Telephones register at " + points),
                                stop))
                        ? 0
                        : 1);
    }

    /** Runs until {@code stop} is counted down; returns whether there was a place for the mailboxes at all. */
    static boolean run(
            String listen,
            Path greeting,
            Path folder,
            List<String> extensions,
            Consumer<List<ListenPoint>> ready,
            CountDownLatch stop)
            throws InterruptedException, IOException {
        var settings = VoicemailSettings.in(folder).withGreeting(greeting);
        for (var extension : extensions) {
            settings = settings.withMailbox(extension.substring(0, extension.indexOf(':')));
        }
        var mailboxes = io.switchhook.services.Voicemail.open(settings).onEvent(Voicemail::tell);
        var builder = Pbx.builder().listen(listen).dialPlan(call -> routeOf(call.dialled()));
        EmbeddedPbx.addTo(builder, extensions);
        try (var pbx = builder.start();
                var services = Services.of(pbx)) {
            if (!services.open(NUMBER, mailboxes).join().isOpen()) {
                System.out.println("There is no place for the mailboxes");
                return false;
            }
            ready.accept(pbx.listenPoints());
            stop.await();
            return true;
        }
    }

    private static CallRoute routeOf(String dialled) {
        return dialled.equals(NUMBER)
                ? CallRoute.asDialled()
                : CallRoute.to(dialled).ringing(TO_ANSWER).otherwise(CallRoute.to(NUMBER));
    }

    /** Here a program would send a mail. */
    private static void tell(VoicemailEvent event) {
        switch (event.kind()) {
            case MESSAGE_LEFT -> {
                var left = (VoicemailEvent.MessageLeft) event;
                System.out.println(left.caller() + " has left a message of "
                        + left.length().toSeconds() + " s for " + left.owner() + ": " + left.file());
            }
            case PIN_REFUSED -> System.out.println("A wrong PIN: " + event);
            case TROUBLE -> System.out.println(((VoicemailEvent.Trouble) event).reason());
        }
    }
}
