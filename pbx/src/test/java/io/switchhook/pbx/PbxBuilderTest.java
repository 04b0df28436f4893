package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.switchhook.simulation.Simulation;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a builder is given and cannot be. */
class PbxBuilderTest {

    @Test
    void aBuilderRefusesWhatCannotBe() {
        var builder = Pbx.builder().extension("858", "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.extension("858", "y"))
                .withMessageContaining("already");
        assertThatIllegalArgumentException().isThrownBy(builder::start).withMessageContaining("udp:127.0.0.1:5060");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.listen("sctp:127.0.0.1"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.realm("a\r\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.realm(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.product("\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxCalls(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.algorithms(new DigestAlgorithm[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.rtpPorts(80, 90));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.rtpPorts(20_001, 20_004))
                .withMessageContaining("four ports");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.closePatience(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.closePatience(Duration.ofDays(2)));
    }

    @Test
    @SuppressWarnings("NullAway")
    void aBuilderRefusesWhatIsNotThere() {
        var builder = Pbx.builder();
        assertThatNullPointerException().isThrownBy(() -> builder.trace(null)).withMessage("sink");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.flowTimers(null))
                .withMessage("times");
        assertThatNullPointerException().isThrownBy(() -> builder.timers(null)).withMessage("values");
        assertThatNullPointerException().isThrownBy(() -> builder.tones(null)).withMessage("country");
        assertThatNullPointerException().isThrownBy(() -> builder.world(null)).withMessage("given");
        assertThatNullPointerException().isThrownBy(() -> builder.realm(null)).withMessage("realm");
        assertThatNullPointerException().isThrownBy(() -> builder.listen(null)).withMessage("address");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.extension("858", (String) null))
                .withMessage("secret");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.closePatience(null))
                .withMessage("time");
        assertThatNullPointerException().isThrownBy(() -> builder.tls(null)).withMessage("identity");
    }

    @Test
    void aPortInUseLeavesNothingOpen() {
        var simulation = new Simulation(1);
        var host = simulation.host("pbx", "192.0.2.1");
        var first = Pbx.builder().world(host).listen("udp:192.0.2.1:5060").start();
        Assertions.assertThatThrownBy(() -> Pbx.builder()
                        .world(host)
                        .listen("udp:192.0.2.1:5061")
                        .listen("udp:192.0.2.1:5060")
                        .start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("5060");
        simulation.await(first.closeAsync(), Duration.ofSeconds(5));
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }
}
