package io.switchhook.services;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.pbx.Mailbox;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One mailbox: its files, one thing after the other on a lane of its own, its lamp, and what the program hears of it. */
final class MailboxDesk {
    /** 16 bits at 8 kHz. */
    private static final long BYTES_A_SECOND = 16_000;
    /** The head of the file, and what is said until it is seen that the time is over. */
    private static final long BYTES_BESIDES = BYTES_A_SECOND;

    private final String owner;
    private final VoicemailSettings settings;
    private final ServicePlace place;
    private final Consumer<VoicemailEvent> program;
    private final MailboxFolder folder;
    private final CallbackLane lane;
    /** A program that takes its time keeps no caller waiting. */
    private final CallbackLane events;
    /** How many bytes those may take who are leaving a message; on the lane. */
    private final Map<MailboxVisit, Long> promised = new HashMap<>();
    /** What is being recorded, until it has its name. */
    private final Set<CompletableFuture<Void>> unfinished = ConcurrentHashMap.newKeySet();

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

    /** Something is being recorded; what comes back is completed when nothing more is to be done with its file. */
    CompletableFuture<Void> begin() {
        var finished = new CompletableFuture<Void>();
        unfinished.add(finished);
        finished.thenRun(() -> unfinished.remove(finished));
        return finished;
    }

    /** When all that is being recorded now is kept; never, where the disk does not answer. */
    CompletableFuture<Void> settled() {
        var settled = new CompletableFuture<Void>();
        // What is about to be recorded has begun when this comes to its turn.
        lane.submit(() -> CompletableFuture.allOf(unfinished.toArray(CompletableFuture[]::new))
                .thenRun(() -> settled.complete(null)));
        return settled;
    }

    /**
     * How long a message somebody may leave. That room is his until {@link #release}, so that several at once leave no more than there is room for. On the lane.
     *
     * @return empty when the mailbox is full
     */
    Optional<Duration> promise(MailboxVisit visit) throws IOException {
        int count = folder.fresh().size() + folder.heard().size() + promised.size();
        long taken = folder.bytes()
                + promised.values().stream().mapToLong(Long::longValue).sum();
        var room = Duration.ofSeconds(Math.max(0, settings.mostBytes() - taken - BYTES_BESIDES) / BYTES_A_SECOND);
        if (count >= settings.mostMessages()
                || room.compareTo(Duration.ofSeconds(1)) < 0
                || room.compareTo(settings.shortest()) < 0) {
            return Optional.empty();
        }
        var most = room.compareTo(settings.longest()) < 0 ? room : settings.longest();
        promised.put(visit, most.toMillis() * BYTES_A_SECOND / 1000 + BYTES_BESIDES);
        return Optional.of(most);
    }

    /** On the lane. */
    void release(MailboxVisit visit) {
        promised.remove(visit);
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
