package io.switchhook.examples;

import io.switchhook.pbx.ApplicationOutcome;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.Mailbox;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.AnswerOutcome;
import io.switchhook.phone.Call;
import io.switchhook.phone.DigitReader;
import io.switchhook.phone.DigitsRead;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.WavRecorder;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A PBX with a mailbox for each extension: who finds nobody hears a greeting and leaves a message, the telephone of the owner lights its lamp, and the owner hears
 * what there is at extension 800, where {@code 7} throws a message away and any other key goes on to the next one.
 *
 * <pre>{@code Voicemail udp:192.168.115.100:5060 greeting.wav messages 858:SECRET 853:OTHER}</pre>
 *
 * <p>The greeting should end with a tone. Messages are files, {@code messages/853/20261130-164012-858.wav}; those that were heard are in a folder {@code heard} beside them.
 */
public final class Voicemail {
    private static final String NUMBER = "800";
    private static final Duration TO_ANSWER = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    /** Whoever hangs up at once has said nothing. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration TO_DECIDE = Duration.ofSeconds(2);
    private static final String THROW_AWAY = "7";
    /** What a message ends in while it is spoken: nobody is played half of one. */
    private static final String UNFINISHED = ".part";

    private static final String FINISHED = ".wav";
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final Pbx pbx;
    private final WavPlayer greeting;
    private final Path folder;

    private Voicemail(Pbx pbx, WavPlayer greeting, Path folder) {
        this.pbx = pbx;
        this.greeting = greeting;
        this.folder = folder;
    }

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
        var words = WavPlayer.open(greeting);
        var builder = Pbx.builder().listen(listen).dialPlan(call -> routeOf(call.dialled()));
        EmbeddedPbx.addTo(builder, extensions);
        try (var pbx = builder.start();
                var phone = SoftPhone.create(PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                        .withRtpPorts(10_000, 20_000))) {
            var mailboxes = new Voicemail(pbx, words, folder);
            for (var extension : extensions) {
                mailboxes.openFor(extension.substring(0, extension.indexOf(':')));
            }
            phone.onIncomingCall(mailboxes::serve);
            if (!(pbx.extensions().addApplication(NUMBER).join() instanceof ApplicationOutcome.Ready login)) {
                System.out.println("There is no place for the mailboxes");
                return false;
            }
            var line = phone.createLine(
                    SipAccount.builder(login.address()).secret(login.secret()).build());
            if (!line.register().join().isRegistered()) {
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

    private void openFor(String owner) throws IOException {
        Files.createDirectories(heard(owner));
        light(owner);
    }

    private void serve(IncomingCall call) {
        var digits = DigitReader.of(call);
        call.answer().thenAccept(outcome -> {
            if (outcome == AnswerOutcome.ANSWERED) {
                // Only numbers of this PBX have a folder, so that nothing else that a caller says becomes the name of
                // one.
                call.divertedFrom()
                        .filter(this::isOwner)
                        .ifPresentOrElse(owner -> take(call, digits, owner), () -> tell(call, digits));
            }
        });
    }

    // --- who found nobody -----------------------------------------------------------------------------------------

    private void take(Call call, DigitReader digits, String owner) {
        var played = greeting.again();
        call.audio().send(played);
        played.done().thenRun(() -> {
            call.audio().sendSilence();
            if (!call.state().isEnded()) {
                record(call, digits, owner);
            }
        });
    }

    private void record(Call call, DigitReader digits, String owner) {
        var name = LocalDateTime.now().format(WHEN) + "-" + call.remoteNumber().replaceAll("[^0-9A-Za-z]", "_");
        try {
            var recorder = WavRecorder.open(folder.resolve(owner).resolve(name + UNFINISHED));
            call.audio().receive(recorder);
            digits.read(1, LONGEST, LONGEST).thenAccept(typed -> {
                call.hangUp();
                keep(recorder, owner);
            });
        } catch (IOException e) {
            System.out.println("No message can be kept: " + e.getMessage());
            call.hangUp();
        }
    }

    private void keep(WavRecorder recorder, String owner) {
        try {
            recorder.close();
            if (recorder.recorded().compareTo(SHORTEST) < 0) {
                Files.delete(recorder.file());
            } else {
                var name = String.valueOf(recorder.file().getFileName());
                Files.move(recorder.file(), recorder.file().resolveSibling(name.replace(UNFINISHED, FINISHED)));
            }
        } catch (IOException e) {
            System.out.println("A message is not complete: " + e.getMessage());
        }
        light(owner);
    }

    // --- the owner ------------------------------------------------------------------------------------------------

    private void tell(Call call, DigitReader digits) {
        var owner = call.remoteNumber();
        if (isOwner(owner)) {
            tellNext(call, digits, owner);
        } else {
            call.hangUp();
        }
    }

    private void tellNext(Call call, DigitReader digits, String owner) {
        var fresh = messages(folder.resolve(owner));
        if (fresh.isEmpty()) {
            call.hangUp();
            return;
        }
        var message = fresh.get(0);
        try {
            var player = WavPlayer.open(message);
            var patience = player.duration().plus(TO_DECIDE);
            call.audio().send(player);
            digits.read(1, patience, patience).thenAccept(typed -> {
                if (typed.end() != DigitsRead.End.CALL_ENDED) {
                    settle(message, owner, typed.digits().equals(THROW_AWAY));
                    tellNext(call, digits, owner);
                }
            });
        } catch (IOException e) {
            System.out.println("A message cannot be played, and is put aside: " + e.getMessage());
            settle(message, owner, false);
            tellNext(call, digits, owner);
        }
    }

    /** A message that was heard does not light the lamp any more. */
    private void settle(Path message, String owner, boolean thrownAway) {
        try {
            if (thrownAway) {
                Files.delete(message);
            } else {
                Files.move(message, heard(owner).resolve(message.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The message stays where it is", e);
        }
        light(owner);
    }

    // --- the folders ----------------------------------------------------------------------------------------------

    private void light(String owner) {
        int fresh = messages(folder.resolve(owner)).size();
        int heard = messages(heard(owner)).size();
        pbx.showMailbox(owner, Mailbox.of(fresh, heard).at(NUMBER));
        System.out.println(owner + " has " + fresh + " new and " + heard + " old messages");
    }

    private boolean isOwner(String number) {
        return !number.isEmpty()
                && number.chars().allMatch(Character::isLetterOrDigit)
                && Files.isDirectory(folder.resolve(number));
    }

    private Path heard(String owner) {
        return folder.resolve(owner).resolve("heard");
    }

    /** The oldest first. */
    private static List<Path> messages(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(FINISHED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
