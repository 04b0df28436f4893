package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.Participant;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A room that a moderator opens")
class ModeratedRoomTest {
    private static final String GUEST = "4711";
    private static final String MODERATOR = "47121";

    @RegisterExtension
    final Stage stage = new Stage();

    private final ConferenceRoom room = ConferenceRoom.of(RoomSettings.DEFAULT
            .withPin(GUEST)
            .withModeratorPin(MODERATOR)
            .withMusic(() -> new ToneSource(8_000, 1_209)));

    @BeforeEach
    void open() {
        stage.startPbx();
        assertThat(stage.await(stage.services().open("800", room)).isOpen()).isTrue();
    }

    private OutgoingCall enters(Telephone caller, String pin) {
        var call = caller.talkTo("800");
        stage.await(call.sendDigits(pin + (pin.equals(GUEST) ? "#" : "")));
        stage.seconds(1);
        return call;
    }

    private void presses(OutgoingCall call, String keys) {
        stage.await(call.sendDigits(keys));
        stage.seconds(1);
    }

    @Test
    @DisplayName(
            "Who comes before the moderator hears music, and all are in it when the moderator is; he who has left leaves the others there")
    void guestsWaitForTheModerator() {
        var first = stage.registered("858");
        var gone = stage.registered("853");
        enters(first, GUEST);
        var given = enters(gone, GUEST);
        assertThat(room.participants()).isEmpty();
        assertThat(first.hears()).containsExactly("1209 Hz");
        stage.await(given.hangUp());
        stage.seconds(1);
        var moderator = stage.registered("895");
        var leads = enters(moderator, MODERATOR);
        assertThat(room.participants()).hasSize(2);
        stage.seconds(2);
        first.assertTalksWith(moderator);
        stage.await(leads.hangUp());
        stage.seconds(1);
        enters(gone, GUEST);
        assertThat(room.participants()).hasSize(2);
    }

    @Test
    void whenAllHaveLeftTheRoomIsClosedAgain() {
        var guest = stage.registered("858");
        var leads = enters(stage.registered("895"), MODERATOR);
        presses(leads, "*7");
        assertThat(room.isLocked()).isTrue();
        assertThat(((DialOutcome.Refused) guest.dial("800")).isBusy()).isTrue();
        stage.await(leads.hangUp());
        stage.seconds(1);
        assertThat(room.isLocked()).isFalse();
        var waits = enters(guest, GUEST);
        assertThat(room.participants()).isEmpty();
        assertThat(waits.state().isEnded()).isFalse();
    }

    @Test
    void aModeratorMutesAllAndLetsThemSpeak() {
        var guest = stage.registered("858");
        var moderator = stage.registered("895");
        var leads = enters(moderator, MODERATOR);
        enters(guest, GUEST);
        presses(leads, "*5");
        enters(stage.registered("853"), GUEST);
        assertThat(room.participants()).extracting(Participant::isMuted).containsExactly(false, true, true);
        presses(leads, "*5");
        assertThat(room.participants()).noneMatch(Participant::isMuted);
        room.muteAll(true);
        stage.seconds(1);
        assertThat(room.participants()).filteredOn(Participant::isMuted).hasSize(2);
    }

    @Test
    void aModeratorRemovesWhoCameLastAndEndsItForAll() {
        var leads = enters(stage.registered("895"), MODERATOR);
        var first = enters(stage.registered("858"), GUEST);
        var last = enters(stage.registered("853"), GUEST);
        presses(leads, "*3");
        assertThat(last.state().isEnded()).isTrue();
        assertThat(first.state().isEnded()).isFalse();
        presses(leads, "*0");
        assertThat(first.state().isEnded()).isTrue();
        assertThat(leads.state().isEnded()).isTrue();
        assertThat(room.conference()).isEmpty();
    }

    @Test
    void keysOfGuestsAreNothing() {
        enters(stage.registered("895"), MODERATOR);
        var guest = enters(stage.registered("858"), GUEST);
        presses(guest, "*7*5*0");
        assertThat(room.isLocked()).isFalse();
        assertThat(room.participants()).hasSize(2).noneMatch(Participant::isMuted);
    }

    @Test
    void whoWaitsIsHungUpOnWhenTheRoomCloses() {
        var waits = enters(stage.registered("858"), GUEST);
        stage.await(stage.services().closeAsync());
        stage.until(() -> waits.state().isEnded());
    }
}
