package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Trunk;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallState;
import io.switchhook.services.Menu;
import io.switchhook.services.MenuChoice;
import io.switchhook.services.MenuSettings;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A menu at a number of the PBX")
class MenuServiceTest {
    private static final int WELCOME = 1_100;
    private static final int SALES = 1_300;
    private static final int WRONG = 700;
    private static final int NO_KEY = 1_600;
    private static final int NOBODY = 1_900;

    @RegisterExtension
    final Stage stage = new Stage();

    @TempDir
    private Path folder;

    private final ToneDetector ear = new ToneDetector(8_000, WELCOME, SALES, WRONG, NO_KEY, NOBODY, 425);

    private Path file(int hertz) throws IOException {
        return SpokenFile.tone(folder.resolve(hertz + ".wav"), hertz, 3);
    }

    private MenuSettings menu() throws IOException {
        var sales = MenuSettings.NONE
                .withGreeting(file(SALES))
                .withKey('1', MenuChoice.dial("895"))
                .withKey('*', MenuChoice.back());
        return MenuSettings.NONE
                .withGreeting(file(WELCOME))
                .withWrongKey(file(WRONG))
                .withNoKey(file(NO_KEY))
                .withNobody(file(NOBODY))
                .withKey('1', MenuChoice.dial("853"))
                .withKey('2', MenuChoice.submenu(sales))
                .withKey('0', MenuChoice.hangUp())
                .withDirect("853", "895")
                .withPatience(Duration.ofSeconds(5))
                .withPause(Duration.ofSeconds(2));
    }

    private void open(MenuSettings settings) throws IOException {
        assertThat(stage.await(stage.services().open("900", Menu.open(settings)))
                        .isOpen())
                .isTrue();
    }

    private OutgoingCall call(Telephone caller, String number) {
        var call = caller.prepare(number);
        call.audio().receive(ear);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        return call;
    }

    private void hears(int hertz) {
        stage.run(Duration.ofMillis(400));
        ear.reset();
        stage.run(Duration.ofMillis(600));
        assertThat(ear.hears(hertz, 0.6))
                .as("%d Hz; there is %s", hertz, ear.present())
                .isTrue();
    }

    private void type(OutgoingCall call, String digits) {
        stage.await(call.sendDigits(digits));
    }

    private void talks(OutgoingCall call, Telephone target) {
        stage.until(() -> !target.incoming().isEmpty() && target.lastIncoming().state() == CallState.IN_CALL);
        var detector = new ToneDetector(8_000, target.tone());
        call.audio().receive(detector);
        stage.seconds(1);
        detector.reset();
        stage.seconds(1);
        assertThat(detector.hears(target.tone(), 0.6)).isTrue();
        stage.await(call.hangUp());
    }

    @Test
    void aKeyStopsTheAnnouncementAndLeadsToTheExtension() throws IOException {
        stage.startPbx();
        open(menu());
        var target = stage.registered("853").answering();
        var call = call(stage.registered("858"), "900");
        hears(WELCOME);
        type(call, "1");
        stage.seconds(1);
        assertThat(target.lastIncoming().remoteNumber()).isEqualTo("858");
        talks(call, target);
    }

    @Test
    void aRingingToneIsHeardUntilSomebodyAnswers() throws IOException {
        stage.startPbx();
        open(menu());
        var target = stage.registered("853").on(call -> {});
        var call = call(stage.registered("858"), "900");
        type(call, "1");
        hears(425);
        target.lastIncoming().answer();
        talks(call, target);
    }

    @Test
    void anExtensionIsDialledByItsNumberAndASubmenuByItsKey() throws IOException {
        stage.startPbx();
        open(menu());
        var target = stage.registered("895").answering();
        var caller = stage.registered("858");
        var direct = call(caller, "900");
        type(direct, "895");
        talks(direct, target);
        var nested = call(caller, "900");
        type(nested, "2");
        hears(SALES);
        type(nested, "*");
        hears(WELCOME);
        type(nested, "21");
        stage.until(() -> target.incoming().size() == 2);
        talks(nested, target);
    }

    @Test
    void whoFindsNobodyComesBackToTheMenu() throws IOException {
        stage.startPbx();
        open(menu());
        stage.registered("853").rejecting();
        var target = stage.registered("895").answering();
        var call = call(stage.registered("858"), "900");
        type(call, "1");
        hears(NOBODY);
        stage.seconds(2.5);
        hears(WELCOME);
        type(call, "895");
        talks(call, target);
    }

    @Test
    void whoTypesNothingIsAskedAgainAndHungUpOnInTheEnd() throws IOException {
        stage.startPbx();
        open(menu());
        var call = call(stage.registered("858"), "900");
        type(call, "7");
        hears(WRONG);
        stage.seconds(12);
        hears(NO_KEY);
        stage.until(() -> call.state().isEnded());
    }

    @Test
    void whoHasNoAttemptsLeftIsLedOn() throws IOException {
        stage.startPbx();
        open(menu().withAttempts(1).withOtherwise("895"));
        var target = stage.registered("895").answering();
        talks(call(stage.registered("858"), "900"), target);
    }

    @Test
    @DisplayName("Who calls from outside reaches no trunk by typing digits, and what the menu names all the same")
    void nobodyTypesAWayToATrunk() throws IOException {
        var domains = new TwoDomains(stage);
        domains.proxy2(TwoDomains.challengingInbound());
        var trunk = Trunk.to("sip:" + TwoDomains.BILOXI)
                .named("biloxi")
                .withLogin("carol", "carol")
                .registering()
                .withIncoming("carol", CallRoute.to("900"));
        var asked = new ArrayList<String>();
        stage.startPbx(builder -> builder.trunk(trunk).dialPlan(call -> {
            asked.add(call.dialled());
            return call.dialled().matches("[89]\\d\\d")
                    ? CallRoute.asDialled()
                    : CallRoute.to(CallTarget.through(trunk, call.dialled()));
        }));
        open(menu());
        stage.seconds(2);
        var target = stage.registered("853").answering();
        var bob = domains.bob();
        var call = call(bob, "carol");
        for (var typed : List.of("49", "85#", "*")) {
            type(call, typed);
            stage.seconds(1);
        }
        stage.until(() -> call.state().isEnded());
        assertThat(stage.requests("pbx", "INVITE"))
                .noneMatch(invite -> invite.requestUri().contains(TwoDomains.BILOXI));
        assertThat(asked).isEmpty();
        assertThat(stage.requests("pbx", "REFER")).isEmpty();
        var named = call(bob, "carol");
        type(named, "853");
        talks(named, target);
    }

    @Test
    void whoHangsUpLeavesNothing() throws IOException {
        stage.startPbx();
        open(menu());
        var caller = stage.registered("858");
        stage.registered("853").on(call -> {});
        var first = call(caller, "900");
        hears(WELCOME);
        stage.await(first.hangUp());
        var second = call(caller, "900");
        type(second, "1");
        stage.seconds(1);
        stage.await(second.hangUp());
    }

    @Test
    void aFileThatIsNoneIsToldAtOnce() throws IOException {
        var none = Files.writeString(folder.resolve("none.wav"), "none");
        assertThatIOException()
                .isThrownBy(() -> Menu.open(MenuSettings.NONE.withGreeting(none)))
                .withMessageContaining("none.wav");
    }
}
