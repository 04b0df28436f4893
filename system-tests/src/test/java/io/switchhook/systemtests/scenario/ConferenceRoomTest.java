package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.ConferenceEvent;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.WavRecorder;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A room in which all are who call its number")
class ConferenceRoomTest {
    private static final int RATE = 8_000;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<ConferenceEvent.Kind> events = new ArrayList<>();
    private ConferenceRoom room = ConferenceRoom.of(RoomSettings.DEFAULT);

    private void open(RoomSettings settings) {
        stage.startPbx();
        room = ConferenceRoom.of(settings).onEvent(event -> events.add(event.kind()));
        assertThat(stage.await(stage.services().open("800", room)).isOpen()).isTrue();
    }

    private OutgoingCall enters(Telephone caller) {
        int before = room.participants().size();
        var call = caller.talkTo("800");
        stage.until(() -> room.participants().size() > before);
        return call;
    }

    @Test
    void allHearAllOthers() {
        open(RoomSettings.DEFAULT);
        var callers = List.of(stage.registered("858"), stage.registered("853"), stage.registered("895"));
        callers.forEach(this::enters);
        stage.seconds(2);
        assertThat(callers.get(0).hears()).containsExactly("853", "895");
        assertThat(callers.get(1).hears()).containsExactly("858", "895");
        stage.await(callers.get(2).lastCall().hangUp());
        stage.seconds(2);
        callers.get(0).assertTalksWith(callers.get(1));
        stage.await(callers.get(0).lastCall().hangUp());
        stage.await(callers.get(1).lastCall().hangUp());
        stage.until(() -> events.contains(ConferenceEvent.Kind.CLOSED));
        assertThat(room.conference()).isEmpty();
        enters(callers.get(0));
        assertThat(room.participants()).hasSize(1);
    }

    @Test
    void whoDoesNotKnowThePinStaysOutside() {
        open(RoomSettings.DEFAULT.withPin("4711"));
        assertThat(room.settings().toString()).doesNotContain("4711");
        var guest = stage.registered("858");
        var call = guest.talkTo("800");
        stage.await(call.sendDigits("1234"));
        stage.seconds(2);
        assertThat(room.participants()).isEmpty();
        stage.await(call.sendDigits("4711"));
        stage.until(() -> room.participants().size() == 1);

        var stranger = stage.registered("853");
        var attempt = stranger.talkTo("800");
        for (var wrong : List.of("0000", "471#", "11")) {
            stage.await(attempt.sendDigits(wrong));
            stage.seconds(8);
        }
        stage.until(() -> attempt.state().isEnded());
        assertThat(room.participants()).hasSize(1);
    }

    @Test
    void whoTypesNothingIsHungUpOn() {
        open(RoomSettings.DEFAULT.withPin("4711"));
        var call = stage.registered("858").talkTo("800");
        stage.seconds(40);
        assertThat(call.state().isEnded()).isFalse();
        stage.seconds(10);
        assertThat(call.state().isEnded()).isTrue();
    }

    @Test
    void whoFindsItFullIsRefused() {
        open(RoomSettings.DEFAULT.withLimit(2));
        enters(stage.registered("858"));
        enters(stage.registered("853"));
        var outcome = stage.registered("895").dial("800");
        assertThat(((DialOutcome.Refused) outcome).isBusy()).isTrue();
    }

    /** How much of what is heard from now on is no silence, in seconds. */
    private double heardIn(OutgoingCall call, Runnable what) {
        var loud = new int[1];
        call.audio().receive((samples, offset, length) -> {
            for (int i = offset; i < offset + length; i++) {
                loud[0] += Math.abs(samples[i]) > 200 ? 1 : 0;
            }
        });
        what.run();
        stage.seconds(2);
        return (double) loud[0] / RATE;
    }

    @Test
    void whoComesAndGoesIsHeard() {
        open(RoomSettings.DEFAULT);
        var first = enters(stage.registered("858"));
        stage.seconds(2);
        var other = stage.registered("853");
        var silent = other.prepare("800");
        silent.audio().sendSilence();
        assertThat(heardIn(first, () -> stage.await(silent.start()))).isBetween(0.4, 0.6);
        assertThat(heardIn(first, () -> stage.await(silent.hangUp()))).isBetween(0.4, 0.6);
    }

    @Test
    void withoutTonesNobodyHearsWhoComes() {
        open(RoomSettings.DEFAULT.withoutTones());
        var first = enters(stage.registered("858"));
        var silent = stage.registered("853").prepare("800");
        silent.audio().sendSilence();
        assertThat(heardIn(first, () -> stage.await(silent.start()))).isLessThan(0.05);
    }

    @Test
    void eachConferenceIsRecordedInAFileOfItsOwn(@TempDir Path folder) throws IOException {
        open(RoomSettings.DEFAULT.withRecordings(folder));
        for (int i = 0; i < 2; i++) {
            var call = i == 0 ? enters(stage.registered("858")) : enters(stage.registered("853"));
            stage.seconds(10);
            stage.await(call.hangUp());
            stage.until(() -> room.conference().isEmpty());
        }
        try (var files = Files.list(folder)) {
            var all = files.sorted().toList();
            assertThat(all).hasSize(2);
            assertThat(all.get(0).getFileName().toString()).matches("800-20260101-0000\\d\\d\\.wav");
        }
    }

    @Test
    void closingEndsTheConference() {
        open(RoomSettings.DEFAULT);
        var call = enters(stage.registered("858"));
        stage.await(stage.services().closeAsync());
        stage.until(() -> call.state().isEnded());
        assertThat(room.conference()).isEmpty();
    }

    @Test
    void greetingIsHeardBeforeTheConference(@TempDir Path folder) throws IOException {
        var file = folder.resolve("greeting.wav");
        try (var recorder = WavRecorder.open(file)) {
            recorder.write(new short[5 * RATE], 0, 5 * RATE);
        }
        open(RoomSettings.DEFAULT.withGreeting(WavPlayer.open(file)));
        stage.registered("858").talkTo("800");
        stage.run(Duration.ofMillis(4_500));
        assertThat(room.participants()).isEmpty();
        stage.seconds(1);
        assertThat(room.participants()).hasSize(1);
    }

    @Test
    @DisplayName("A conference that begins in the second in which another has ended does not take its recording")
    void conferencesOfOneSecondAreTwoFiles(@TempDir Path folder) throws IOException {
        open(RoomSettings.DEFAULT.withRecordings(folder));
        var first = stage.registered("858");
        var next = stage.registered("853");
        for (var caller : List.of(first, next)) {
            var call = enters(caller);
            stage.run(Duration.ofMillis(200));
            stage.await(call.hangUp());
            stage.until(() -> room.conference().isEmpty());
        }
        stage.seconds(1);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whoTriesAllPinsFindsTheRoomLocked() {
        open(RoomSettings.DEFAULT.withPin("4711"));
        var stranger = stage.registered("853");
        for (int i = 0; i < 4; i++) {
            var attempt = stranger.talkTo("800");
            for (int k = 0; k < 3; k++) {
                stage.await(attempt.sendDigits("0000"));
                stage.seconds(1);
            }
            stage.until(() -> attempt.state().isEnded());
        }
        var guest = stage.registered("858");
        var early = guest.talkTo("800");
        stage.await(early.sendDigits("4711"));
        stage.seconds(2);
        assertThat(room.participants()).isEmpty();
        stage.await(early.hangUp());
        stage.run(Duration.ofMinutes(16));
        var later = guest.talkTo("800");
        stage.await(later.sendDigits("4711"));
        stage.until(() -> room.participants().size() == 1);
    }
}
