package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.simulation.LinkModel;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Transport x direction x loss x who hangs up first")
class ProductsTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** What the network does. */
    enum Weather {
        FAIR(LinkModel.LAN),
        FAR(LinkModel.LAN.withDelay(Duration.ofMillis(150)).withJitter(Duration.ofMillis(20))),
        LOSSY(LinkModel.LAN.withDelay(Duration.ofMillis(20)).withLossPercent(5)),
        TWICE(LinkModel.LAN.withDelay(Duration.ofMillis(20)).withDuplicationPercent(50)),
        MIXED_UP(LinkModel.LAN.withDelay(Duration.ofMillis(30)).withReorderingPercent(10)),
        STORM(LinkModel.LAN
                .withDelay(Duration.ofMillis(80))
                .withJitter(Duration.ofMillis(60))
                .withLossPercent(20)
                .withDuplicationPercent(10)
                .withReorderingPercent(10));

        private final LinkModel link;

        Weather(LinkModel link) {
            this.link = link;
        }
    }

    /** Who ends the call. */
    enum Leaver {
        CALLER,
        CALLEE,
        BOTH
    }

    static Stream<Arguments> everything() {
        return Arrays.stream(Setting.values())
                .flatMap(setting -> Arrays.stream(Weather.values())
                        .flatMap(weather -> Arrays.stream(Leaver.values())
                                .flatMap(leaver -> Stream.of(true, false)
                                        .map(fromLeft -> Arguments.of(setting, weather, leaver, fromLeft)))));
    }

    static Stream<Arguments> transfers() {
        return Arrays.stream(Setting.values())
                .flatMap(setting -> Arrays.stream(Weather.values())
                        .flatMap(weather ->
                                Stream.of(true, false).map(answered -> Arguments.of(setting, weather, answered))));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void callIsAnsweredTalksHoldsAndEndsOnceAtBothEnds(
            Setting setting, Weather weather, Leaver leaver, boolean fromLeft) {
        var trio = Trio.in(stage, setting);
        stage.simulation().defaultLink(weather.link);
        var caller = fromLeft ? trio.transferor() : trio.transferee();
        var callee = fromLeft ? trio.transferee() : trio.transferor();
        callee.on(ringing -> stage.simulation().after(Duration.ofSeconds(1), ringing::answer));
        var call = caller.prepare(trio.dial(callee));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        var other = callee.lastIncoming();
        stage.until(() -> other.state() == CallState.IN_CALL);
        if (weather != Weather.STORM) {
            caller.assertTalksWith(callee);
        }
        var hold = call.hold();
        stage.await(hold);
        if (leaver != Leaver.CALLEE) {
            call.hangUp();
        }
        if (leaver != Leaver.CALLER) {
            other.hangUp();
        }
        stage.await(call.ended());
        stage.await(other.ended());
        stage.seconds(1);
        assertThat(caller.statesOf(call).stream().filter(CallState::isEnded)).hasSize(1);
        assertThat(callee.statesOf(other).stream().filter(CallState::isEnded)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("transfers")
    void transferEndsAsTheTargetDecides(Setting setting, Weather weather, boolean answered) {
        var trio = Trio.in(stage, setting);
        stage.simulation().defaultLink(weather.link);
        var call = trio.talk();
        trio.target()
                .on(ringing -> stage.simulation().after(Duration.ofSeconds(1), () -> {
                    if (answered) {
                        ringing.answer();
                    } else {
                        ringing.reject();
                    }
                }));
        var outcome = stage.await(call.blindTransfer(trio.dialTarget()));
        assertThat(outcome.kind()).isEqualTo(answered ? TransferOutcome.Kind.COMPLETED : TransferOutcome.Kind.FAILED);
        stage.seconds(weather == Weather.STORM ? 20 : 6);
        if (weather != Weather.STORM) {
            if (answered) {
                trio.transferee().assertTalksWith(trio.target());
            } else {
                stage.until(() -> call.state() == CallState.IN_CALL);
                trio.transferor().assertTalksWith(trio.transferee());
            }
        }
    }
}
