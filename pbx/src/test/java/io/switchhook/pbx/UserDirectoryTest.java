package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.auth.Secret;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Users that the program keeps itself. */
class UserDirectoryTest {
    private final Map<String, String> users = new HashMap<>(Map.of("900", Bench.SECRET));
    private final List<String> asked = new ArrayList<>();
    private final List<PbxEvent> events = new ArrayList<>();
    private Optional<SlowLanes> slow = Optional.empty();
    private Optional<IOException> failure = Optional.empty();

    private Optional<Secret> find(String number, String realm) throws IOException {
        assertThat(realm).isEqualTo("switchhook");
        asked.add(number);
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.ofNullable(users.get(number)).map(Secret::ofPassword);
    }

    private Bench bench() throws IOException {
        return new Bench(builder -> builder.users(this::find).onEvent(events::add));
    }

    private Bench slowBench() throws IOException {
        return new Bench(
                host -> {
                    slow = Optional.of(new SlowLanes(host, "switchhook-users"));
                    return slow.get();
                },
                builder -> builder.users(this::find).onEvent(events::add));
    }

    private static PeerDialog knock(Bench.Telephone with, String user, String secret) {
        var dialog = with.peer().newDialog("sip:" + user + "@192.0.2.10");
        var request = dialog.send("REGISTER");
        dialog.sendAuthorized(request, dialog.expectResponse("REGISTER", 401), user, secret);
        return dialog;
    }

    private static WireMessage register(Bench.Telephone with, String user, String secret) {
        knock(with, user, secret);
        return with.peer().expectFinal("REGISTER", Duration.ofSeconds(12));
    }

    @Test
    void aUserOfTheDatabaseRegistersAndIsCalled() throws IOException {
        var bench = bench();
        assertThat(asked).as("those that were given are not looked up").isEmpty();
        var dora = bench.telephone("900", "192.0.2.4");
        var calling = bench.anna.dial("900");
        dora.ring().refuse(486, draft -> {});
        calling.refused(486);
        dora.register(200, draft -> {});
        assertThat(asked).as("what was found is kept").containsExactly("900");
        bench.run(61_000);
        dora.register(200, draft -> {});
        assertThat(asked).as("for a minute").containsExactly("900", "900");
        bench.end();
    }

    @Test
    void knownAndUnknownCostTheSameAndLookTheSame() throws IOException {
        var bench = bench();
        bench.telephone("900", "192.0.2.4");
        asked.clear();
        var wrong = register(bench.anna, "900", "wrong");
        var unknown = register(bench.anna, "999", "wrong");
        var given = register(bench.bert, "853", "wrong");
        assertThat(List.of(wrong.status(), unknown.status(), given.status())).containsOnly(403);
        assertThat(asked).as("one look-up each, kept or not").containsExactly("900", "999", "853");
        bench.end();
    }

    @Test
    void aChangedPasswordHoldsAtOnce() throws IOException {
        var bench = bench();
        bench.telephone("900", "192.0.2.4");
        users.put("900", "new");
        assertThat(register(bench.anna, "900", "new").status()).isEqualTo(200);
        assertThat(register(bench.anna, "900", Bench.SECRET).status()).isEqualTo(403);
        bench.end();
    }

    @Test
    void whatIsKeptEndsOnDemand() throws IOException {
        var bench = bench();
        bench.telephone("900", "192.0.2.4");
        users.remove("900");
        var removed = bench.pbx.extensions().remove("900", CallsOfRemoved.END);
        assertThat(bench.simulation.await(removed, Duration.ofSeconds(1))).isEqualTo(ExtensionOutcome.DONE);
        bench.anna.dial("900").refused(404);
        assertThat(register(bench.anna, "900", Bench.SECRET).status()).isEqualTo(403);
        bench.end();
    }

    @Test
    void whoIsKnownAndNotRegisteredIs480AndWhoIsNot404() throws IOException {
        var bench = bench();
        bench.anna.dial("900").refused(480);
        bench.anna.dial("999").refused(404);
        failure = Optional.of(new IOException("gone"));
        bench.anna.dial("901").refused(500);
        bench.end();
    }

    @Test
    void aDatabaseThatFailsIsNoWrongPassword() throws IOException {
        var bench = bench();
        failure = Optional.of(new IOException("connection refused"));
        for (int i = 0; i < 8; i++) {
            var answer = register(bench.anna, "900", Bench.SECRET);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("Retry-After")).contains("10");
        }
        failure = Optional.empty();
        assertThat(register(bench.anna, "900", Bench.SECRET).status())
                .as("nobody was taken for guessing")
                .isEqualTo(200);
        assertThat(events)
                .filteredOn(event -> event.kind() == PbxEvent.Kind.DIRECTORY_FAILED)
                .hasSize(8)
                .first()
                .satisfies(event ->
                        assertThat(((PbxEvent.DirectoryFailed) event).reason()).contains("connection refused"));
        bench.end();
    }

    @Test
    void aDatabaseThatIsSilentIs503InTime() throws IOException {
        var bench = slowBench();
        knock(bench.anna, "900", Bench.SECRET);
        bench.run(9_000);
        assertThat(slow.orElseThrow().waiting()).isEqualTo(1);
        var answer = bench.anna.peer().expectFinal("REGISTER", Duration.ofSeconds(2));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).contains("10");
        slow.get().runAll();
        assertThat(bench.simulation.await(bench.pbx.registrations(), Duration.ofSeconds(1)))
                .extracting(PbxRegistration::extension)
                .doesNotContain("900");
        bench.end();
    }

    @Test
    void oneLookUpServesAllWhoWaitForIt() throws IOException {
        var bench = slowBench();
        var first = knock(bench.anna, "900", Bench.SECRET);
        var second = knock(bench.bert, "900", Bench.SECRET);
        bench.run(100);
        assertThat(slow.orElseThrow().waiting()).isEqualTo(1);
        slow.get().runAll();
        first.expectResponse("REGISTER", 200);
        second.expectResponse("REGISTER", 200);
        assertThat(asked).containsExactly("900");
        bench.end();
    }

    @Test
    void manyGuessesAtOnceAreStillGuesses() throws IOException {
        var bench = slowBench();
        var all = new ArrayList<PeerDialog>();
        for (int i = 0; i < 20; i++) {
            all.add(knock(bench.anna, "900", "guess" + i));
        }
        all.add(knock(bench.anna, "900", Bench.SECRET));
        bench.run(100);
        slow.orElseThrow().runAll();
        all.forEach(guess -> guess.expectResponse("REGISTER", 403));
        bench.end();
    }

    @Test
    void aCallThatIsGivenUpMeanwhileIs487() throws IOException {
        var bench = slowBench();
        users.put("858", "other");
        var dialog = bench.anna.peer().newDialog("sip:853@192.0.2.10");
        var plain = dialog.send(
                "INVITE",
                draft -> draft.body("application/sdp", bench.anna.ear().sdp()));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var invite = dialog.sendAuthorized(plain, challenge, "858", "wrong");
        dialog.expectResponse("INVITE", 100);
        dialog.cancel(invite);
        dialog.expectResponse("CANCEL", 200);
        dialog.ack(invite, dialog.expectResponse("INVITE", 487));
        slow.orElseThrow().runAll();
        bench.run(500);
        bench.end();
    }

    @Test
    void whoComesWhileThePbxClosesIsNotLetIn() throws IOException {
        var bench = slowBench();
        var knock = knock(bench.anna, "900", Bench.SECRET);
        bench.run(100);
        bench.pbx.closeAsync();
        knock.expectResponse("REGISTER", 503);
        slow.orElseThrow().runAll();
        bench.close();
    }

    @Test
    void moreThanCanWaitAreToldToComeAgain() throws IOException {
        var bench = slowBench();
        var dialogs = new ArrayList<PeerDialog>();
        for (int i = 0; i < 1_001; i++) {
            dialogs.add(knock(bench.anna, "u" + i, Bench.SECRET));
        }
        dialogs.get(1_000).expectResponse("REGISTER", 503);
        assertThat(slow.orElseThrow().waiting()).as("some at once").isEqualTo(16);
        bench.run(11_000);
        slow.get().runAll();
        bench.end();
    }
}
