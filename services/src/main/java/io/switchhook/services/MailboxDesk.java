package io.switchhook.services;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.pbx.Mailbox;
import java.io.IOException;
import java.util.function.Consumer;

/** One mailbox: its files, one thing after the other on a lane of its own, its lamp, and what the program hears of it. */
final class MailboxDesk {
    private final String owner;
    private final VoicemailSettings settings;
    private final ServicePlace place;
    private final Consumer<VoicemailEvent> program;
    private final MailboxFolder folder;
    private final CallbackLane lane;
    /** A program that takes its time keeps no caller waiting. */
    private final CallbackLane events;

    /** What is done with files. */
    interface Work {
        void run() throws IOException;
    }

    MailboxDesk(String owner, VoicemailSettings settings, ServicePlace place, Consumer<VoicemailEvent> program) {
        this.owner = owner;
        this.settings = settings;
        this.place = place;
        this.program = program;
        this.folder = new MailboxFolder(settings.folder(), owner);
        this.lane = place.world().openLane("switchhook-mailbox");
        this.events = place.world().openLane("switchhook-voicemail");
    }

    VoicemailSettings settings() {
        return settings;
    }

    String owner() {
        return owner;
    }

    MailboxFolder folder() {
        return folder;
    }

    /** Does that on the lane; what goes wrong is told to the program, and then to whoever waits for it. */
    void work(Work work, Runnable failed) {
        lane.submit(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                trouble(e);
                failed.run();
            }
        });
    }

    void trouble(Exception e) {
        tell(new VoicemailEvent.Trouble(owner, e.getMessage() == null ? e.toString() : reason(e)));
    }

    /** The message of many exceptions of files is a path and nothing else. */
    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    void tell(VoicemailEvent event) {
        events.submit(() -> program.accept(event));
    }

    /** The lamp shows what is in the folder. */
    void light() {
        work(this::show, () -> {});
    }

    /** On the lane. */
    void show() throws IOException {
        int fresh = folder.fresh().size();
        int heard = folder.heard().size();
        place.pbx().showMailbox(owner, Mailbox.of(fresh, heard).at(place.number()));
    }
}
