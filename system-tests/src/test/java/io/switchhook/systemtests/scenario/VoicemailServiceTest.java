package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.Trunk;
import io.switchhook.phone.MessageLamp;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.event.MessageSummary;
import io.switchhook.services.Voicemail;
import io.switchhook.services.VoicemailEvent;
import io.switchhook.services.VoicemailSettings;
import io.switchhook.systemtests.fixture.SpokenFile;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Mailboxes at a number of the PBX")
class VoicemailServiceTest {
    private static final int BEEP = 1_000;
    private static final int SORRY = 330;
    private static final int GREETING = 520;
    private static final int OWN_GREETING = 1_250;

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    private final List<VoicemailEvent> events = new ArrayList<>();
    private final List<MessageLamp> lamps = new ArrayList<>();
    private final ToneDetector ear =
            new ToneDetector(8_000, BEEP, SORRY, GREETING, OWN_GREETING, 440, 620, 425, 500, 700);

    private VoicemailSettings settings() {
        return VoicemailSettings.in(folder.resolve("messages"))
                .withMailbox("858", "7391")
                .withMailbox("853");
    }

    private void start() throws IOException {
        start(settings -> settings);
    }

    private void start(UnaryOperator<VoicemailSettings> more) throws IOException {
        stage.startPbx(builder -> builder.dialPlan(call -> call.dialled().equals("800")
                ? CallRoute.asDialled()
                : CallRoute.to(call.dialled()).ringing(Duration.ofSeconds(5)).otherwise(CallRoute.to("800"))));
        var voicemail = Voicemail.open(more.apply(settings())).onEvent(events::add);
        assertThat(stage.await(stage.services().open("800", voicemail)).isOpen())
                .isTrue();
    }

    private OutgoingCall call(Telephone caller, String number) {
        var call = caller.prepare(number);
        call.audio().receive(ear).sendSilence();
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        return call;
    }

    private void hears(int hertz) {
        ear.reset();
        untilHeard(hertz);
    }

    private void untilHeard(int hertz) {
        stage.until(() -> ear.windowsWith(hertz) > 3);
    }

    /** What begins while the last digit is still being sent counts too. */
    private void typeAndHear(OutgoingCall call, String digits, int hertz) {
        ear.reset();
        type(call, digits);
        untilHeard(hertz);
    }

    /** Leaves so many seconds of the caller's own tone. */
    private OutgoingCall speak(Telephone caller, String number, double seconds) {
        var call = call(caller, number);
        hears(BEEP);
        stage.seconds(1);
        call.audio().send(new ToneSource(8_000, caller.tone()));
        stage.seconds(seconds);
        return call;
    }

    private void type(OutgoingCall call, String digits) {
        stage.await(call.sendDigits(digits));
    }

    private List<MessageSummary> lampOf(Telephone owner) {
        var seen = new ArrayList<MessageSummary>();
        var lamp = owner.line().createMessageLamp().onChanged(seen::add);
        lamps.add(lamp);
        stage.await(lamp.start());
        stage.until(() -> !seen.isEmpty());
        return seen;
    }

    private void endLamps() {
        lamps.forEach(lamp -> stage.await(lamp.end()));
    }

    private static String last(List<MessageSummary> seen) {
        var voice = seen.get(seen.size() - 1).voice();
        return voice.fresh() + "/" + voice.heard();
    }

    private List<String> files(String where) throws IOException {
        try (var files = Files.list(folder.resolve("messages").resolve(where))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aMessageIsLeftAndHeardByItsOwner() throws IOException {
        start();
        var caller = stage.registered("858");
        var owner = stage.registered("853").rejecting();
        var lamp = lampOf(owner);
        assertThat(last(lamp)).isEqualTo("0/0");
        var call = speak(caller, "853", 4);
        type(call, "#");
        stage.until(() -> call.state().isEnded());
        stage.until(() -> last(lamp).equals("1/0"));
        assertThat(files("853")).singleElement().asString().matches("2026\\d{4}-\\d{6}-858\\.wav");
        assertThat(events).singleElement().isInstanceOfSatisfying(VoicemailEvent.MessageLeft.class, left -> {
            assertThat(left.owner()).isEqualTo("853");
            assertThat(left.caller()).isEqualTo("858");
            assertThat(left.length()).isBetween(Duration.ofMillis(4_500), Duration.ofMillis(6_500));
            assertThat(left.file()).exists();
        });
        var listens = call(owner, "800");
        hears(caller.tone());
        stage.until(() -> listens.state().isEnded());
        assertThat(last(lamp)).isEqualTo("0/1");
        assertThat(files("853")).isEmpty();
        assertThat(files("853/heard")).hasSize(1);
        endLamps();
    }

    @Test
    void aMessageEndsByHangingUpAndBySilence() throws IOException {
        start(settings -> settings.withShortest(Duration.ofSeconds(2)).withSilence(Duration.ofSeconds(4)));
        var caller = stage.registered("858");
        stage.registered("853").rejecting();
        stage.await(speak(caller, "853", 3).hangUp());
        stage.until(() -> events.size() == 1);
        var silent = speak(caller, "853", 3);
        silent.audio().sendSilence();
        stage.until(() -> silent.state().isEnded());
        assertThat(events).hasSize(2);
        var mute = call(caller, "853");
        stage.until(() -> mute.state().isEnded());
        stage.await(speak(caller, "853", 0).hangUp());
        stage.seconds(1);
        assertThat(events).as("who says nothing, or hangs up at once").hasSize(2);
        assertThat(files("853")).hasSize(2);
    }

    @Test
    void aMessageIsNoLongerThanItMayBe() throws IOException {
        start(settings -> settings.withLongest(Duration.ofSeconds(5)));
        stage.registered("853").rejecting();
        var call = speak(stage.registered("858"), "853", 3);
        stage.until(() -> call.state().isEnded());
        assertThat(((VoicemailEvent.MessageLeft) events.get(0)).length())
                .isBetween(Duration.ofMillis(4_900), Duration.ofMillis(5_200));
    }

    @Test
    void keysDeleteKeepAndGoBack() throws IOException {
        start();
        var caller = stage.registered("858");
        var owner = stage.registered("853").rejecting();
        var lamp = lampOf(owner);
        for (int i = 0; i < 3; i++) {
            stage.await(speak(caller, "853", 3).hangUp());
            stage.seconds(2);
        }
        assertThat(last(lamp)).isEqualTo("3/0");
        var listens = call(owner, "800");
        hears(caller.tone());
        type(listens, "7");
        stage.seconds(1);
        assertThat(last(lamp)).isEqualTo("2/0");
        hears(caller.tone());
        type(listens, "6");
        stage.seconds(1);
        assertThat(last(lamp)).isEqualTo("1/1");
        hears(caller.tone());
        typeAndHear(listens, "9", 500);
        type(listens, "4");
        hears(caller.tone());
        stage.until(() -> listens.state().isEnded());
        assertThat(last(lamp)).isEqualTo("0/2");
        endLamps();
    }

    @Test
    void theOwnGreetingIsHeardAndCanBeRemoved() throws IOException {
        start();
        var owner = stage.registered("853").rejecting();
        var caller = stage.registered("858");
        var records = call(owner, "800");
        hears(500);
        type(records, "0");
        hears(BEEP);
        stage.seconds(1);
        records.audio().send(new ToneSource(8_000, OWN_GREETING));
        stage.seconds(3);
        type(records, "#");
        stage.until(() -> records.state().isEnded());
        assertThat(files("853")).containsExactly("greeting.wav");
        var hearsOwn = call(caller, "853");
        hears(OWN_GREETING);
        stage.await(hearsOwn.hangUp());
        var removes = call(owner, "800");
        hears(500);
        type(removes, "0");
        hears(BEEP);
        stage.seconds(1);
        type(removes, "#");
        stage.until(() -> removes.state().isEnded());
        assertThat(files("853")).isEmpty();
        var hearsGeneral = call(caller, "853");
        hears(GREETING);
        stage.await(hearsGeneral.hangUp());
    }

    @Test
    void fromElsewhereTheNumberAndThePinAreNeeded() throws IOException {
        start();
        var owner = stage.registered("858").rejecting();
        var other = stage.registered("895");
        stage.await(speak(other, "858", 3).hangUp());
        stage.seconds(1);
        var right = call(other, "800");
        type(right, "858#");
        stage.seconds(1);
        type(right, "7391#");
        hears(other.tone());
        stage.await(right.hangUp());
        var wrong = call(other, "800");
        for (int i = 0; i < 3; i++) {
            type(wrong, "858#0000#");
            stage.seconds(2);
        }
        stage.until(() -> wrong.state().isEnded());
        assertThat(events)
                .filteredOn(VoicemailEvent.PinRefused.class::isInstance)
                .hasSize(3);
        var without = call(other, "800");
        type(without, "853##");
        stage.seconds(1);
        type(without, "853#0000#");
        stage.seconds(1);
        type(without, "853#7391#");
        stage.until(() -> without.state().isEnded());
        assertThat(stage.await(owner.line().unregister())).isNull();
    }

    @Test
    void whoTriesAllPinsFindsTheMailboxLocked() throws IOException {
        start();
        var other = stage.registered("895");
        for (int i = 0; i < 4; i++) {
            var call = call(other, "800");
            for (int k = 0; k < 3; k++) {
                type(call, "858#0000#");
                stage.seconds(2);
            }
            stage.until(() -> call.state().isEnded());
        }
        assertThat(events.get(events.size() - 1)).isEqualTo(new VoicemailEvent.PinRefused("858", "895", true));
        var call = call(other, "800");
        typeAndHear(call, "858#7391#", SORRY);
        stage.await(call.hangUp());
        stage.run(Duration.ofMinutes(16));
        var later = call(other, "800");
        typeAndHear(later, "858#7391#", 500);
        stage.await(later.hangUp());
    }

    @Test
    void theLampIsThereAfterARestartAndNothingHalf() throws IOException {
        var box = Files.createDirectories(folder.resolve("messages").resolve("853"));
        SpokenFile.tone(box.resolve("20261130-164012-858.wav"), 440, 1);
        SpokenFile.tone(box.resolve("20261130-164013-858.wav.part"), 440, 1);
        SpokenFile.tone(Files.createDirectories(box.resolve("heard")).resolve("20261129-164012-895.wav"), 440, 1);
        Files.writeString(box.resolve("notes.txt"), "mine");
        start();
        assertThat(last(lampOf(stage.registered("853")))).isEqualTo("1/1");
        assertThat(files("853")).containsExactly("20261130-164012-858.wav", "notes.txt");
        endLamps();
    }

    @Test
    void aFullMailboxSaysSo() throws IOException {
        start(settings -> settings.withMostMessages(1));
        var caller = stage.registered("858");
        stage.registered("853").rejecting();
        stage.await(speak(caller, "853", 3).hangUp());
        stage.seconds(1);
        var full = call(caller, "853");
        hears(425);
        stage.until(() -> full.state().isEnded());
        assertThat(files("853")).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsPutAside() throws IOException {
        var box = Files.createDirectories(folder.resolve("messages").resolve("853"));
        Files.writeString(box.resolve("20261130-164012-858.wav"), "no sound");
        start();
        var owner = stage.registered("853");
        var lamp = lampOf(owner);
        var listens = call(owner, "800");
        hears(SORRY);
        stage.until(() -> listens.state().isEnded());
        assertThat(last(lamp)).isEqualTo("0/1");
        assertThat(events).singleElement().isInstanceOfSatisfying(VoicemailEvent.Trouble.class, trouble -> {
            assertThat(trouble.owner()).isEqualTo("853");
            assertThat(trouble.reason()).contains("20261130-164012-858.wav");
        });
        endLamps();
    }

    @Test
    void aDiskThatTakesNothingIsToldToTheCallerAndToTheProgram() throws IOException {
        start();
        stage.registered("853").rejecting();
        var call = speak(stage.registered("858"), "853", 1);
        // As full as a disk can be: what is being recorded is gone under it.
        var box = folder.resolve("messages").resolve("853");
        for (var file : files("853")) {
            Files.delete(box.resolve(file));
        }
        Files.delete(box.resolve("heard"));
        Files.delete(box);
        hears(SORRY);
        stage.until(() -> call.state().isEnded());
        assertThat(events).singleElement().isInstanceOf(VoicemailEvent.Trouble.class);
    }

    @Test
    @DisplayName("Who comes by a trunk opens no mailbox by being called as its owner")
    void aNameFromATrunkOpensNothing() throws IOException {
        var domains = new TwoDomains(stage);
        domains.proxy2(TwoDomains.challengingInbound());
        stage.startPbx(builder -> builder.trunk(Trunk.to("sip:" + TwoDomains.BILOXI)
                .withLogin("carol", "carol")
                .registering()
                .withIncoming("carol", CallRoute.to("800"))));
        var voicemail = Voicemail.open(settings().withMailbox("bob"));
        assertThat(stage.await(stage.services().open("800", voicemail)).isOpen())
                .isTrue();
        stage.seconds(2);
        var call = call(domains.bob(), "carol");
        stage.seconds(4);
        assertThat(ear.windowsWith(500)).as("no messages, in bob's mailbox").isZero();
        assertThat(ear.windowsWith(700)).as("which mailbox?").isPositive();
        stage.await(call.hangUp());
    }

    @Test
    void whoIsLedThereFromNoMailboxIsRejected() throws IOException {
        start();
        stage.registered("895").rejecting();
        assertThat(stage.registered("858").dial("895").isAnswered()).isFalse();
    }

    @Test
    void aGreetingThatCannotBePlayedKeepsNobodyFromLeavingAMessage() throws IOException {
        var box = Files.createDirectories(folder.resolve("messages").resolve("853"));
        Files.writeString(box.resolve("greeting.wav"), "no sound");
        start();
        stage.registered("853").rejecting();
        stage.await(speak(stage.registered("858"), "853", 3).hangUp());
        stage.seconds(1);
        assertThat(events).hasExactlyElementsOfTypes(VoicemailEvent.Trouble.class, VoicemailEvent.MessageLeft.class);
    }

    @Test
    void whatIsBeingSaidWhenTheServicesCloseIsKept() throws IOException {
        start();
        stage.registered("853").rejecting();
        speak(stage.registered("858"), "853", 3);
        stage.await(stage.services().closeAsync());
        assertThat(files("853")).singleElement().asString().endsWith("-858.wav");
    }

    @Test
    @DisplayName("Messages that are being left count, so that many callers at once do not fill the disk")
    void callersAtOnceLeaveNoMoreThanThereIsRoomFor() throws IOException {
        start(settings -> settings.withMostMessages(1));
        stage.registered("853").rejecting();
        var first = speak(stage.registered("858"), "853", 1);
        var second = call(stage.registered("895"), "853");
        hears(425);
        stage.until(() -> second.state().isEnded());
        stage.seconds(2);
        stage.await(first.hangUp());
        stage.seconds(1);
        assertThat(files("853")).hasSize(1);
    }

    @Test
    void oneVoicemailStandsAtOneNumber() throws IOException {
        stage.startPbx();
        var voicemail = Voicemail.open(settings());
        assertThat(stage.await(stage.services().open("800", voicemail)).isOpen())
                .isTrue();
        var again = stage.services().open("801", voicemail);
        stage.seconds(1);
        assertThat(again).isCompletedExceptionally();
    }
}
