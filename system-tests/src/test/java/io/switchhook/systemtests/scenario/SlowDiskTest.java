package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.pbx.CallRoute;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.services.ConferenceRoom;
import io.switchhook.services.RoomSettings;
import io.switchhook.services.Service;
import io.switchhook.services.Services;
import io.switchhook.services.Voicemail;
import io.switchhook.services.VoicemailSettings;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.HeldLanes;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Services on a disk that hangs, or is about to be full")
class SlowDiskTest {
    private static final int BEEP = 1_000;
    private static final int FULL = 425;

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    private final ToneDetector ear = new ToneDetector(8_000, BEEP, FULL);
    private HeldLanes disk;
    private Services services;

    @BeforeEach
    void start() {
        stage.startPbx(builder -> builder.dialPlan(call -> call.dialled().equals("853")
                ? CallRoute.to("853").ringing(Duration.ofSeconds(5)).otherwise(CallRoute.to("800"))
                : CallRoute.asDialled()));
        disk = new HeldLanes(stage.host("pbx"), "switchhook-mailbox", "switchhook-room-files");
        services = Services.of(
                disk,
                stage.pbx(),
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:" + Stage.PBX_ADDRESS + ":5070", 5070))
                        .withRtpPorts(40_000, 41_000));
        stage.registered("853").rejecting();
    }

    private void open(String number, Service service) {
        assertThat(stage.await(services.open(number, service)).isOpen()).isTrue();
    }

    private void openVoicemail(UnaryOperator<VoicemailSettings> more) throws IOException {
        open("800", Voicemail.open(more.apply(VoicemailSettings.in(folder).withMailbox("853"))));
    }

    private OutgoingCall call(Telephone caller) {
        var call = caller.prepare("853");
        ear.reset();
        call.audio().receive(ear).sendSilence();
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        return call;
    }

    private OutgoingCall speak(Telephone caller, double seconds) {
        var call = call(caller);
        hears(BEEP);
        call.audio().send(new ToneSource(8_000, caller.tone()));
        stage.seconds(seconds);
        return call;
    }

    private void hears(int hertz) {
        stage.until(() -> ear.windowsWith(hertz) > 3);
    }

    private void hearsThatItIsFull(Telephone caller) {
        var call = call(caller);
        hears(FULL);
        stage.until(() -> call.state().isEnded());
    }

    private List<String> files(Path where) throws IOException {
        try (var files = Files.list(where)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void closingWaitsUntilTheLastMessageHasItsName() throws IOException {
        openVoicemail(settings -> settings);
        speak(stage.registered("858"), 3);
        disk.hold();
        var closing = services.closeAsync();
        stage.seconds(20);
        assertThat(closing).isNotDone();
        disk.goOn();
        stage.await(closing);
        assertThat(files(folder.resolve("853"))).singleElement().asString().endsWith("-858.wav");
    }

    @Test
    void closingDoesNotWaitForADiskThatNeverAnswers() throws IOException {
        openVoicemail(settings -> settings);
        speak(stage.registered("858"), 3);
        disk.hold();
        var closing = services.closeAsync();
        assertThat(services.closeAsync()).isNotDone();
        stage.seconds(45);
        assertThat(closing).isCompleted();
        disk.goOn();
    }

    @Test
    @DisplayName(
            "Who leaves a message has its room from the greeting on: several at once do not pass the greatest size")
    void callersAtOnceShareTheRoomThatThereIs() throws IOException {
        openVoicemail(settings -> settings.withMostBytes(1_000_000).withLongest(Duration.ofSeconds(40)));
        var first = speak(stage.registered("858"), 1);
        // 22 s are left.
        var second = speak(stage.registered("895"), 35);
        assertThat(second.state().isEnded()).isTrue();
        stage.await(first.hangUp());
        stage.seconds(1);
        try (var files = Files.list(folder.resolve("853"))) {
            long sum = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(sum).isBetween(900_000L, 1_000_000L);
        }
        stage.await(services.closeAsync());
    }

    @Test
    void whoHearsTheGreetingHasAPlaceAlready() throws IOException {
        openVoicemail(settings -> settings.withMostMessages(1));
        var caller = stage.registered("858");
        var first = call(caller);
        hearsThatItIsFull(stage.registered("895"));
        stage.await(first.hangUp());
        stage.seconds(1);
        var second = speak(caller, 3);
        stage.await(second.hangUp());
        stage.seconds(1);
        assertThat(files(folder.resolve("853"))).hasSize(1);
        stage.await(services.closeAsync());
    }

    @Test
    @DisplayName(
            "A room whose conference is to be recorded asks the disk on a lane of its own, and keeps nobody else waiting")
    void aRoomWaitsForItsDiskAlone() throws IOException {
        var room = ConferenceRoom.of(RoomSettings.DEFAULT.withRecordings(folder));
        open("600", room);
        open("601", ConferenceRoom.of(RoomSettings.DEFAULT));
        disk.hold();
        var caller = stage.registered("858").prepare("600");
        caller.audio().sendSilence();
        var dialled = caller.start();
        stage.seconds(3);
        assertThat(room.conference())
                .as("nothing is asked of the disk on the loop of all services")
                .isEmpty();
        assertThat(files(folder)).isEmpty();
        assertThat(stage.registered("895").dial("601").isAnswered()).isTrue();
        disk.goOn();
        assertThat(stage.await(dialled).isAnswered()).isTrue();
        stage.until(() -> room.participants().size() == 1);
        assertThat(files(folder)).hasSize(1);
        stage.await(services.closeAsync());
    }

    @Test
    void aRoomWhoseDiskNeverAnswersRefuses() throws IOException {
        var room = ConferenceRoom.of(RoomSettings.DEFAULT.withRecordings(folder));
        open("600", room);
        disk.hold();
        var outcome = stage.registered("858").dial("600");
        assertThat(outcome.isAnswered()).isFalse();
        disk.goOn();
        stage.seconds(1);
        assertThat(room.conference()).isEmpty();
        assertThat(files(folder)).isEmpty();
        stage.await(services.closeAsync());
    }
}
