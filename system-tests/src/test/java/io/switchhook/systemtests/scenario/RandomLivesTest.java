package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.random.Randomness;
import io.switchhook.phone.Call;
import io.switchhook.phone.CallState;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.TransferOptions;
import io.switchhook.simulation.LinkModel;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three phones and the PBX do whatever comes to their minds under loss and reordering. However it goes, every future completes, every call ends once, and nothing is
 * left. A life is named by its seed; {@code -Dswitchhook.lives=1000} plays more of them, {@code -Dswitchhook.seed=7} begins at that one.
 */
@DisplayName("Random lives of three phones and the PBX under 5 % loss and reordering")
class RandomLivesTest {
    private static final int STEPS = 30;
    private static final List<String> NUMBERS = List.of("858", "853", "895", "777");

    static java.util.stream.LongStream seeds() {
        long first = Long.getLong("switchhook.seed", 1);
        return java.util.stream.LongStream.range(first, first + Integer.getInteger("switchhook.lives", 40));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyFutureCompletesAndEveryCallEndsOnce(long seed) throws Exception {
        var stage = new Stage(seed);
        stage.play(() -> new Life(stage, seed).live());
    }

    /** One run. */
    private static final class Life {
        private final Stage stage;
        private final Randomness dice;
        private final List<Telephone> telephones = new ArrayList<>();
        private final List<CompletableFuture<?>> promises = new ArrayList<>();

        Life(Stage stage, long seed) {
            this.stage = stage;
            this.dice = stage.host("dice", "10.9.9.9").randomness();
        }

        void live() {
            boolean direct = dice.nextInt(4) == 0;
            if (!direct) {
                stage.startPbx();
            }
            for (var number : NUMBERS.subList(0, 3)) {
                var transport = dice.nextInt(3) == 0 ? ";transport=tcp" : "";
                var telephone = direct ? stage.direct(number) : stage.registered(number, number, transport);
                telephones.add(telephone.on(this::decide));
            }
            stage.simulation()
                    .defaultLink(LinkModel.LAN
                            .withDelay(Duration.ofMillis(5 + dice.nextInt(150)))
                            .withLossPercent(5)
                            .withReorderingPercent(5)
                            .withDuplicationPercent(2));
            for (int step = 0; step < STEPS; step++) {
                act(telephones.get(dice.nextInt(3)), direct);
                stage.run(Duration.ofMillis(dice.nextInt(3) == 0 ? dice.nextInt(5_000) : dice.nextInt(400)));
            }
            stage.note("everybody hangs up");
            telephones.forEach(telephone -> telephone.line().calls().forEach(Call::hangUp));
            stage.seconds(240);
            telephones.forEach(telephone -> telephone.line().calls().forEach(Call::hangUp));
            stage.seconds(70);
            assertThat(promises).allMatch(CompletableFuture::isDone);
            telephones.forEach(this::assertEnded);
        }

        private void assertEnded(Telephone telephone) {
            assertThat(telephone.line().calls())
                    .as("calls of " + telephone.number())
                    .isEmpty();
            for (var call : telephone.calls()) {
                assertThat(call.ended())
                        .as("%s of %s", call, telephone.number())
                        .isDone();
                assertThat(telephone.statesOf(call).stream().filter(CallState::isEnded))
                        .as("ends of %s", call)
                        .hasSize(1);
            }
        }

        private void decide(IncomingCall call) {
            switch (dice.nextInt(6)) {
                case 0 -> promises.add(call.answer());
                case 1, 2 ->
                    stage.simulation().after(Duration.ofMillis(dice.nextInt(3_000)), () -> promises.add(call.answer()));
                case 3 -> promises.add(call.reject());
                case 4 -> stage.simulation().after(Duration.ofMillis(dice.nextInt(2_000)), call::reject);
                default -> stage.simulation().after(Duration.ofSeconds(20), call::hangUp);
            }
        }

        private void act(Telephone telephone, boolean direct) {
            var calls = telephone.line().calls();
            int choice = dice.nextInt(10);
            if (calls.isEmpty() || (choice == 0 && calls.size() < 3)) {
                var call = telephone.prepare(address(direct));
                promises.add(call.start());
                return;
            }
            var call = calls.get(dice.nextInt(calls.size()));
            switch (choice) {
                case 1 -> promises.add(call.hangUp());
                case 2, 3 -> promises.add(call.hold());
                case 4 -> promises.add(call.resume());
                case 5, 6 -> promises.add(call.blindTransfer(address(direct)));
                case 7 -> promises.add(call.blindTransfer(address(direct), TransferOptions.DEFAULT.withoutHold()));
                case 8 -> {
                    if (!direct) {
                        promises.add(telephone.line().register());
                    }
                }
                default -> {}
            }
        }

        private String address(boolean direct) {
            int who = dice.nextInt(4);
            if (!direct) {
                return NUMBERS.get(who);
            }
            return who == 3
                    ? "sip:777@" + telephones.get(0).host().address().getHostAddress()
                    : telephones.get(who).uri();
        }
    }
}
