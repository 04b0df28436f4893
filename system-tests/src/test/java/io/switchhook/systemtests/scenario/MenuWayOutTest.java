package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.tone.ToneDetector;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Trunk;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.services.Menu;
import io.switchhook.services.MenuChoice;
import io.switchhook.services.MenuSettings;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A menu whose settings name a number outside")
class MenuWayOutTest {
    private static final int RINGING = 425;
    /** What is heard in place of words where nobody took the call. */
    private static final int NOBODY = 425;

    private static final int GREETING = 1_000;

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);
    private final List<String> asked = new ArrayList<>();
    private final ToneDetector ear = new ToneDetector(8_000, RINGING, GREETING);

    /** Carol is the PBX at the provider, Alice somebody outside, and a zero leads there for those whom the plan lets. */
    private Telephone start(String who) throws IOException {
        domains.proxy2(TwoDomains.challengingInbound());
        var trunk = Trunk.to("sip:" + TwoDomains.BILOXI)
                .named("biloxi")
                .withLogin("carol", "carol")
                .registering()
                .withIncoming("carol", CallRoute.to("900"));
        stage.startPbx(builder -> builder.trunk(trunk).dialPlan(call -> {
            asked.add(call.caller() + " " + call.dialled());
            if (!call.dialled().startsWith("0")) {
                return CallRoute.asDialled();
            }
            return call.caller().equals(who)
                    ? CallRoute.to(CallTarget.through(trunk, call.dialled().substring(1)))
                    : CallRoute.reject(403);
        }));
        var menu = MenuSettings.NONE.withKey('4', MenuChoice.dialOut("0alice")).withKey('5', MenuChoice.dial("0alice"));
        assertThat(stage.await(stage.services().open("900", Menu.open(menu))).isOpen())
                .isTrue();
        var alice = stage.telephone(
                "alice",
                SipAccount.builder("sip:alice@" + TwoDomains.BILOXI)
                        .secret("alice")
                        .build());
        alice.register();
        stage.seconds(2);
        asked.clear();
        return alice;
    }

    private OutgoingCall call(Telephone caller, String number, String keys) {
        var call = caller.prepare(number);
        call.audio().receive(ear);
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        stage.await(call.sendDigits(keys));
        return call;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("The key leads out by the dial plan, for who calls inside and for who comes by the trunk himself")
    void aKeyLeadsOut(boolean fromOutside) throws IOException {
        var target = start("900");
        var caller = fromOutside ? domains.bob() : stage.registered("858");
        target.on(call -> {});
        var call = call(caller, fromOutside ? "carol" : "900", "4");
        stage.until(() -> !target.incoming().isEmpty());
        stage.until(() -> ear.windowsWith(RINGING) > 3);
        target.lastIncoming().answer();
        stage.until(() -> target.lastIncoming().state() == CallState.IN_CALL);
        var voice = new ToneDetector(8_000, target.tone());
        call.audio().receive(voice);
        stage.until(() -> voice.windowsWith(target.tone()) > 3);
        stage.seconds(2);
        assertThat(asked).contains("900 0alice");
        assertThat(stage.await(stage.services().load()).dialogs())
                .as("the menu is out of it")
                .isZero();
        assertThat(stage.await(stage.pbx().calls())).hasSize(1);
        stage.await(call.hangUp());
        stage.until(() -> target.lastIncoming().state().isEnded());
    }

    @Test
    void aKeyThatDialsLeadsNowhereOutside() throws IOException {
        var target = start("900");
        var call = call(stage.registered("858"), "900", "5");
        stage.until(() -> ear.windowsWith(NOBODY) > 3);
        stage.seconds(5);
        assertThat(target.incoming()).isEmpty();
        stage.await(call.hangUp());
    }

    @Test
    void thePlanDecidesWhetherTheMenuMayCallOut() throws IOException {
        var target = start("858");
        var call = call(stage.registered("858"), "900", "4");
        stage.until(() -> asked.contains("900 0alice"));
        ear.reset();
        stage.until(() -> ear.windowsWith(GREETING) > 3);
        assertThat(target.incoming()).isEmpty();
        stage.await(call.hangUp());
    }

    @Test
    void whoHangsUpLetsNothingRing() throws IOException {
        var target = start("900");
        target.on(call -> {});
        var call = call(stage.registered("858"), "900", "4");
        stage.until(() -> !target.incoming().isEmpty());
        stage.await(call.hangUp());
        stage.until(() -> target.lastIncoming().state().isEnded());
    }

    @Test
    void whoIsRefusedOutsideComesBack() throws IOException {
        var target = start("900").rejecting();
        var call = call(stage.registered("858"), "900", "4");
        stage.until(() -> !target.incoming().isEmpty());
        ear.reset();
        stage.until(() -> ear.windowsWith(GREETING) > 3);
        stage.await(call.hangUp());
    }
}
