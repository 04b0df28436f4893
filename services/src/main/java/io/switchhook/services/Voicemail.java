package io.switchhook.services;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.IncomingCall;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Mailboxes for extensions, all at one number. Whom the dial plan leads there from an extension that has one (Diversion, RFC 5806) hears a greeting and leaves a message,
 * which ends
 * with {@code #}, with silence, or with the call; the telephones of the owner light their lamp (RFC 3842). Whoever calls the number from such an extension hears the
 * messages: {@code 4} the one before, {@code 5} again, {@code 6} or {@code #} the next, {@code 7} deletes, {@code 9} keeps it as new, {@code 0} records a greeting, and removes it
 * when nothing is said. From anywhere else the number of the mailbox and its PIN are asked for.
 *
 * <pre>{@code
 * var settings = VoicemailSettings.in(Path.of("messages")).withMailbox("858").withMailbox("853", "7391");
 * services.open("800", Voicemail.open(settings).onEvent(event -> ...));
 * }</pre>
 *
 * <p>Messages are WAV files, {@code messages/853/20261130-164012-858.wav} by time and caller; those that were heard are in a folder {@code heard} beside them. Two voicemails
 * do not share a folder.
 */
public final class Voicemail implements Service {
    private static final int UNAVAILABLE = 480;

    private final VoicemailSettings settings;
    private final Map<Announcement, Sound> says;
    private volatile Map<String, MailboxDesk> desks = Map.of();
    private final PinGuard pins;
    private volatile Consumer<VoicemailEvent> listener = event -> {};
    private volatile @Nullable ServicePlace place;

    private Voicemail(VoicemailSettings settings, Map<Announcement, Sound> says) {
        this.settings = settings;
        this.says = says;
        this.pins = new PinGuard(settings.mailboxes());
    }

    /**
     * A voicemail whose folders are made now, and whose announcements are read. What was being recorded when a program ended without a word is cleared away.
     *
     * @throws IOException when a folder cannot be made, or a file is no WAV file that can be played; the message says why
     */
    public static Voicemail open(VoicemailSettings settings) throws IOException {
        var says = Announcement.read(settings.prompts(), settings.greeting());
        for (var owner : settings.mailboxes().keySet()) {
            new MailboxFolder(settings.folder(), owner).prepare();
        }
        return new Voicemail(settings, says);
    }

    /** Who hears what happens, one event after the other for each mailbox, beside the calls: it may block. Given before it is opened. */
    public Voicemail onEvent(Consumer<VoicemailEvent> program) {
        listener = Objects.requireNonNull(program, "program");
        return this;
    }

    @Override
    public synchronized void open(ServicePlace opened) {
        if (place != null) {
            throw new IllegalStateException("This voicemail is open already; make another one for another number");
        }
        place = opened;
        var all = new HashMap<String, MailboxDesk>();
        for (var owner : settings.mailboxes().keySet()) {
            var desk = new MailboxDesk(owner, settings, opened, event -> listener.accept(event));
            all.put(owner, desk);
            desk.light();
        }
        desks = all;
    }

    private ServicePlace place() {
        return Objects.requireNonNull(place, "a service is opened before it is called");
    }

    @Override
    public void serve(IncomingCall call) {
        var diverted = call.divertedFrom();
        if (diverted.isPresent()) {
            Optional.ofNullable(desks.get(diverted.get()))
                    .ifPresentOrElse(desk -> take(call, desk), () -> call.reject(UNAVAILABLE));
            return;
        }
        var caller = call.remoteNumber();
        ownerOf(call).thenAccept(owner -> tell(call, caller, owner));
    }

    private MailboxDesk desk(String owner) {
        return Objects.requireNonNull(desks.get(owner), "a mailbox that is known");
    }

    private void take(IncomingCall call, MailboxDesk desk) {
        new MailboxVisit(call, place(), desk, says).leave();
    }

    /** What a caller says of himself opens no mailbox: the PBX has to have let in a call of that extension, and no call of that name from a trunk. */
    private CompletableFuture<Optional<String>> ownerOf(IncomingCall call) {
        var caller = call.remoteNumber();
        if (!desks.containsKey(caller)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return place().isExtensionCalling(call).thenApply(ours -> ours ? Optional.of(caller) : Optional.empty());
    }

    private void tell(IncomingCall call, String caller, Optional<String> owner) {
        boolean asks = settings.pinAlways() && owner.filter(pins::isSet).isPresent();
        var dialogue = new ListenDialogue(says, owner, asks);
        new ListenVisit(call, dialogue, Printable.escape(caller)).talk.answer(call);
    }

    @Override
    public void close() {}

    /** When every message that was being left is under its name. */
    @Override
    public CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(
                desks.values().stream().map(MailboxDesk::settled).toArray(CompletableFuture[]::new));
    }

    /** Somebody who wants to hear messages; of a mailbox once it is known. */
    private final class ListenVisit {
        private final IncomingCall call;
        private final ListenDialogue dialogue;
        private final String caller;
        private final Talk talk;
        private Optional<MailboxVisit> visit = Optional.empty();

        ListenVisit(IncomingCall call, ListenDialogue dialogue, String caller) {
            this.call = call;
            this.dialogue = dialogue;
            this.caller = caller;
            this.talk = new Talk(call, place().loop(), dialogue, this::perform);
        }

        private void perform(Step.Order order) {
            if (order instanceof ListenDialogue.CheckPin check) {
                checkPin(check);
            } else if (order instanceof ListenDialogue.Look look) {
                var entered = new MailboxVisit(call, place(), desk(look.mailbox()), says);
                visit = Optional.of(entered);
                entered.listen(dialogue, talk);
            } else {
                visit.orElseThrow().perform(order);
            }
        }

        private void checkPin(ListenDialogue.CheckPin check) {
            long now = place().loop().nowNanos();
            boolean accepted = pins.accepts(check.mailbox(), check.pin(), now);
            if (!accepted && pins.has(check.mailbox())) {
                desk(check.mailbox())
                        .tell(new VoicemailEvent.PinRefused(
                                check.mailbox(), caller, pins.isLocked(check.mailbox(), now)));
            }
            talk.perform(dialogue.onPin(accepted));
        }
    }
}
