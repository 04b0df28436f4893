package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A trunk that registers at its provider, and one that is asked whether it is there. */
class TrunkRegistrationTest {
    private static final String AT = "192.0.2.50";

    private final List<PbxTrunk> told = new ArrayList<>();

    private Bench bench(Trunk trunk) throws IOException {
        return new Bench(builder -> builder.trunk(trunk).onEvent(event -> {
            if (event instanceof PbxEvent.TrunkChanged changed) {
                told.add(changed.trunk());
            }
        }));
    }

    private static Trunk registering() {
        return Trunk.to("sip:" + AT)
                .named("provider")
                .withLogin("4930100", Provider.SECRET)
                .registering();
    }

    private PbxTrunk now(Bench bench) {
        var all = bench.simulation.await(bench.pbx.trunks(), Duration.ofSeconds(1));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** RFC 3261 §10.2. The PBX begins before the provider listens, as after a power cut. */
    @Test
    void itRegistersRefreshesAndGivesItUpInTheEnd() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        var first = provider.register(600);
        assertThat(first.requestUri()).isEqualTo("sip:" + AT);
        assertThat(first.header("From").orElse("")).contains("<sip:4930100@" + AT + ">");
        assertThat(first.header("Expires")).contains("600");
        bench.run(100);
        assertThat(told).extracting(PbxTrunk::state).containsExactly(TrunkState.REGISTERED);
        assertThat(now(bench).name()).isEqualTo("provider");
        bench.run(400_000);
        var refresh = provider.peer().expectRequest("REGISTER", Duration.ofSeconds(200));
        assertThat(refresh.callId()).isEqualTo(first.callId());
        assertThat(refresh.contactUri()).isEqualTo(first.contactUri());
        provider.accept(refresh, 600);
        bench.run(100);
        assertThat(told).hasSize(1);
        var closed = bench.pbx.closeAsync();
        var last = provider.peer().expectRequest("REGISTER");
        assertThat(last.header("Expires")).contains("0");
        provider.peer().respond(last, 200);
        bench.simulation.await(closed, Duration.ofSeconds(1));
        bench.close();
    }

    @Test
    void aWrongPasswordIsToldAndNotTriedAgain() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.peer().respond(provider.peer().expectRequest("REGISTER"), 403);
        bench.run(100);
        assertThat(told).singleElement().satisfies(trunk -> {
            assertThat(trunk.state()).isEqualTo(TrunkState.REFUSED);
            assertThat(trunk.status()).contains(403);
            assertThat(trunk.reason()).contains("Forbidden");
            assertThat(trunk.retryIn()).isEmpty();
        });
        provider.peer().expectNothing(Duration.ofMinutes(30));
        bench.end();
    }

    /** RFC 3261 §21.5.4. */
    @Test
    void oneThatIsBusyIsTriedWhenItSays() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.peer()
                .respond(provider.peer().expectRequest("REGISTER"), 503, draft -> draft.header("Retry-After", "100"));
        bench.run(100);
        assertThat(told).singleElement().satisfies(trunk -> {
            assertThat(trunk.state()).isEqualTo(TrunkState.REFUSED);
            assertThat(trunk.retryIn().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(100));
        });
        provider.peer().expectNothing(Duration.ofSeconds(95));
        provider.accept(provider.peer().expectRequest("REGISTER", Duration.ofSeconds(60)), 600);
        bench.run(100);
        assertThat(told).last().extracting(PbxTrunk::state).isEqualTo(TrunkState.REGISTERED);
        bench.closeWithTrunk(provider);
    }

    /** RFC 3261 §10.2.8. */
    @Test
    void aRegistrarThatWantsLongerGetsIt() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.peer()
                .respond(provider.peer().expectRequest("REGISTER"), 423, draft -> draft.header("Min-Expires", "1800"));
        var longer = provider.peer().expectRequest("REGISTER");
        assertThat(longer.header("Expires")).contains("1800");
        provider.accept(longer, 1800);
        bench.closeWithTrunk(provider);
    }

    @Test
    void aProviderThatDiesIsToldAndComesBack() throws IOException {
        var bench = bench(registering());
        var provider = new Provider(bench, AT);
        provider.register(600);
        bench.run(100);
        provider.peer().expectRequest("REGISTER", Duration.ofSeconds(600));
        bench.run(40_000);
        assertThat(told).extracting(PbxTrunk::state).containsExactly(TrunkState.REGISTERED, TrunkState.UNREACHABLE);
        assertThat(told).last().satisfies(trunk -> {
            assertThat(trunk.reason()).isEqualTo("The registrar did not answer.");
            assertThat(trunk.retryIn()).isPresent();
            assertThat(trunk.status()).isEmpty();
        });
        provider.register(600);
        bench.run(100);
        assertThat(told).last().extracting(PbxTrunk::state).isEqualTo(TrunkState.REGISTERED);
        bench.closeWithTrunk(provider);
    }

    /** RFC 3261 §11: any answer shows that it is there. */
    @Test
    void oneThatIsAskedIsUpAndDown() throws IOException {
        var bench = bench(Trunk.to("sip:" + AT).withKeepAlive(Duration.ofSeconds(30)));
        var provider = new Provider(bench, AT);
        assertThat(now(bench).state()).isEqualTo(TrunkState.STARTING);
        var first = provider.peer().expectRequest("OPTIONS");
        assertThat(first.requestUri()).isEqualTo("sip:" + AT);
        provider.peer().respond(first, 404);
        bench.run(100);
        assertThat(told).extracting(PbxTrunk::state).containsExactly(TrunkState.REACHABLE);
        provider.peer().expectNothing(Duration.ofSeconds(29));
        provider.peer().respond(provider.peer().expectRequest("OPTIONS"), 503);
        bench.run(100);
        assertThat(told).last().satisfies(trunk -> {
            assertThat(trunk.state()).isEqualTo(TrunkState.UNREACHABLE);
            assertThat(trunk.status()).contains(503);
        });
        provider.peer().expectRequest("OPTIONS", Duration.ofSeconds(31));
        bench.run(33_000);
        assertThat(told).last().satisfies(trunk -> {
            assertThat(trunk.state()).isEqualTo(TrunkState.UNREACHABLE);
            assertThat(trunk.reason()).isEqualTo("The server did not answer.");
        });
        provider.peer().respond(provider.peer().expectRequest("OPTIONS", Duration.ofSeconds(31)), 200);
        bench.run(100);
        assertThat(told).last().satisfies(trunk -> {
            assertThat(trunk.state()).isEqualTo(TrunkState.REACHABLE);
            assertThat(trunk.status()).isEqualTo(Optional.empty());
        });
        bench.close();
    }

    @Test
    void aRegistrationIsWorthNothingWhileTheServerIsSilent() throws IOException {
        var bench = bench(registering().withKeepAlive(Duration.ofSeconds(30)));
        var provider = new Provider(bench, AT);
        provider.register(600);
        provider.peer().respond(provider.peer().expectRequest("OPTIONS"), 200);
        bench.run(100);
        assertThat(told).extracting(PbxTrunk::state).containsExactly(TrunkState.REGISTERED);
        provider.peer().expectRequest("OPTIONS", Duration.ofSeconds(31));
        bench.run(33_000);
        assertThat(told).last().extracting(PbxTrunk::state).isEqualTo(TrunkState.UNREACHABLE);
        provider.peer().respond(provider.peer().expectRequest("OPTIONS", Duration.ofSeconds(31)), 200);
        bench.run(100);
        assertThat(told).last().extracting(PbxTrunk::state).isEqualTo(TrunkState.REGISTERED);
        bench.closeWithTrunk(provider);
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedAtOnce() {
        var trunk = Trunk.to("sip:" + AT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pbx.builder().trunk(trunk.registering()))
                .withMessageContaining("withLogin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pbx.builder().trunk(trunk).trunk(Trunk.to("sip:" + AT)))
                .withMessageContaining("Trunk.named");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pbx.builder()
                        .listen("udp:127.0.0.1:0")
                        .trunk(trunk.withIncomingByPlan())
                        .start())
                .withMessageContaining("dial plan");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pbx.builder()
                        .listen("udp:127.0.0.1:0")
                        .trunk(trunk.withTransit()
                                .withIncoming(
                                        "1",
                                        CallRoute.to("858")
                                                .ifBusy(CallRoute.to(CallTarget.through(
                                                        trunk.named("b").withMaxCalls(1), "1")))))
                        .start())
                .withMessageContaining("sends calls to the trunk b");
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.registering(Duration.ofSeconds(30)));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.withKeepAlive(Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.withMaxCalls(0));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.withSource("provider.example"));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.withIncoming("a b", CallRoute.to("858")));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.withProxy("sip:a@b"));
        assertThatIllegalArgumentException().isThrownBy(() -> trunk.named(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> NumberRules.NONE.replacing("a b", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> CallTarget.through(List.of(), "1"));
    }
}
