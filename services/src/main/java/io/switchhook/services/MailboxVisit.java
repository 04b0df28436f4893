package io.switchhook.services;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.Recording;
import io.switchhook.phone.RecordingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One call in one mailbox: carries out what its dialogue wants done with files. Dialogues live on the loop of the services, files on the lane of the mailbox. */
final class MailboxVisit {
    private final IncomingCall call;
    private final String caller;
    private final ServicePlace place;
    private final MailboxDesk desk;
    private final Map<Announcement, Sound> says;
    /** Where each message that was found is now; on the lane. */
    private final Map<Integer, Path> files = new HashMap<>();

    private Optional<Recording> recording = Optional.empty();
    private RecordingDialogue dialogue;
    private Talk talk;
    private boolean greets;

    MailboxVisit(IncomingCall call, ServicePlace place, MailboxDesk desk, Map<Announcement, Sound> says) {
        this.call = call;
        this.caller = call.remoteNumber();
        this.place = place;
        this.desk = desk;
        this.says = says;
        var leaves = new LeaveDialogue(says);
        this.dialogue = leaves;
        this.talk = new Talk(call, place.loop(), leaves, this::perform);
    }

    /** Somebody leaves a message. */
    void leave() {
        talk.answer(call);
    }

    /** Somebody hears the messages. On the loop. */
    void listen(ListenDialogue listens, Talk led) {
        dialogue = listens;
        talk = led;
        greets = true;
        work(() -> {
            var found = look();
            return () -> listens.onMessages(found);
        });
    }

    /** On the loop. */
    void perform(Step.Order order) {
        if (order instanceof LeaveDialogue.Prepare) {
            work(this::prepare);
        } else if (order instanceof RecordingDialogue.Record) {
            record();
        } else if (order instanceof RecordingDialogue.StopRecording) {
            desk.work(() -> recording.ifPresent(Recording::stop), () -> {});
        } else if (order instanceof ListenDialogue.Load load) {
            load(load.id());
        } else if (order instanceof ListenDialogue.Settle settle) {
            desk.work(() -> settle(settle), () -> {});
        } else if (order instanceof ListenDialogue.Delete delete) {
            desk.work(() -> delete(delete.id()), () -> {});
        }
    }

    /** Does that on the lane, and what comes of it on the loop. */
    private void work(Answer answer) {
        desk.work(() -> go(answer.run()), () -> go(dialogue::onTrouble));
    }

    private interface Answer {
        Supplier<List<Step>> run() throws IOException;
    }

    private void go(Supplier<List<Step>> then) {
        place.loop().post(() -> talk.perform(then.get()));
    }

    // --- a message ------------------------------------------------------------------------------------------------

    private Supplier<List<Step>> prepare() throws IOException {
        var leaves = (LeaveDialogue) dialogue;
        var most = desk.promise(this);
        if (most.isEmpty()) {
            return leaves::onFull;
        }
        call.ended().thenRun(() -> desk.work(this::leaveUnsaid, () -> {}));
        var greeting = greeting();
        return () -> leaves.onPrepared(greeting, most.get());
    }

    /** Who hung up before the tone needs no room. On the lane. */
    private void leaveUnsaid() {
        if (recording.isEmpty()) {
            desk.release(this);
        }
    }

    /** That of the owner; where it cannot be played anybody can leave a message all the same. */
    private Sound greeting() {
        try {
            return Sound.read(desk.folder().greeting(), Announcement.GREETING.in(says));
        } catch (IOException e) {
            desk.trouble(e);
            return Announcement.GREETING.in(says);
        }
    }

    private boolean isLess(Duration length) {
        return length.compareTo(desk.settings().shortest()) < 0;
    }

    private void record() {
        var at = place.world().wallTime();
        var ear = new SilenceEar(desk.settings().silence(), () -> go(() -> dialogue.onSilence()));
        call.audio().receive(ear);
        work(() -> {
            var begun = call.record(greets ? desk.folder().beginGreeting() : begin(at));
            recording = Optional.of(begun);
            var finished = desk.begin();
            begun.done().thenAccept(outcome -> work(() -> finish(outcome, ear, at, finished)));
            return List::of;
        });
    }

    private Supplier<List<Step>> finish(
            RecordingOutcome outcome, SilenceEar ear, Instant at, CompletableFuture<Void> finished) throws IOException {
        try {
            call.audio().receiveNothing();
            boolean kept = keep(outcome, ear, at);
            return () -> dialogue.onRecorded(kept);
        } finally {
            desk.release(this);
            finished.complete(null);
        }
    }

    private Path begin(Instant at) {
        return desk.folder().begin(LocalDateTime.ofInstant(at, ZoneId.systemDefault()), caller);
    }

    private boolean keep(RecordingOutcome outcome, SilenceEar ear, Instant at) throws IOException {
        if (outcome instanceof RecordingOutcome.BrokenOff broken) {
            desk.folder().delete(outcome.file());
            throw new IOException(broken.reason());
        }
        if (isLess(outcome.recorded()) || !ear.spoken()) {
            desk.folder().delete(outcome.file());
            if (greets) {
                desk.folder().removeGreeting();
            }
            return false;
        }
        if (greets) {
            desk.folder().keepGreeting(outcome.file());
            return true;
        }
        var file = desk.folder().keep(outcome.file());
        desk.show();
        desk.tell(new VoicemailEvent.MessageLeft(desk.owner(), Printable.escape(caller), at, file, outcome.recorded()));
        return true;
    }

    // --- the owner ------------------------------------------------------------------------------------------------

    private List<ListenDialogue.Message> look() throws IOException {
        var found = new ArrayList<ListenDialogue.Message>();
        for (var file : desk.folder().fresh()) {
            files.put(found.size(), file);
            found.add(new ListenDialogue.Message(found.size(), false));
        }
        for (var file : desk.folder().heard()) {
            files.put(found.size(), file);
            found.add(new ListenDialogue.Message(found.size(), true));
        }
        return found;
    }

    private Path file(int id) {
        return Objects.requireNonNull(files.get(id), "a message that the dialogue was told of");
    }

    private void load(int id) {
        var listens = (ListenDialogue) dialogue;
        desk.work(
                () -> {
                    var sound = Sound.read(file(id));
                    go(() -> listens.onLoaded(sound));
                },
                () -> go(listens::onUnreadable));
    }

    private void settle(ListenDialogue.Settle order) throws IOException {
        files.put(order.id(), desk.folder().settle(file(order.id()), order.heard()));
        desk.show();
    }

    private void delete(int id) throws IOException {
        desk.folder().delete(file(id));
        desk.show();
    }
}
