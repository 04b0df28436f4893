package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Extensions come, change and go while telephones are registered and calls are up. */
class RunningExtensionsTest {
    private final List<PbxEvent> events = new ArrayList<>();

    private Bench bench() throws IOException {
        return new Bench(builder -> builder.onEvent(events::add));
    }

    private static <T> T await(Bench bench, CompletableFuture<T> future) {
        return bench.simulation.await(future, Duration.ofSeconds(1));
    }

    private static int register(Bench bench, Bench.Telephone with, String user, String secret) {
        var dialog = with.peer().newDialog("sip:" + user + "@192.0.2.10");
        var request = dialog.send("REGISTER");
        dialog.sendAuthorized(request, dialog.expectResponse("REGISTER", 401), user, secret);
        return with.peer().expectFinal("REGISTER", Duration.ofSeconds(2)).status();
    }

    @Test
    void anExtensionThatIsAddedRegistersAndIsCalled() throws IOException {
        var bench = bench();
        assertThat(await(bench, bench.pbx.extensions().add("900", Bench.SECRET)))
                .isEqualTo(ExtensionOutcome.DONE);
        assertThat(await(bench, bench.pbx.extensions().add("900", "other"))).isEqualTo(ExtensionOutcome.EXISTS);
        var dora = bench.telephone("900", "192.0.2.4");
        var calling = bench.anna.dial("900");
        var called = dora.ring();
        called.answer();
        calling.answered();
        calling.hangUp();
        called.expectBye();
        bench.end();
        assertThat(await(bench, bench.pbx.extensions().add("901", Bench.SECRET)))
                .isEqualTo(ExtensionOutcome.CLOSED);
    }

    @Test
    void aHashIsEnoughToLogInByItsAlgorithm() throws IOException {
        var bench = new Bench(builder -> builder.algorithms(DigestAlgorithm.MD5));
        // RFC 7616 §3.4.2: H(904:switchhook:secret).
        var ha1 = Secret.ofHash(DigestAlgorithm.MD5, md5("904:switchhook:" + Bench.SECRET));
        await(bench, bench.pbx.extensions().add("904", ha1));
        assertThat(register(bench, bench.anna, "904", Bench.SECRET)).isEqualTo(200);
        assertThat(register(bench, bench.anna, "904", "wrong")).isEqualTo(403);
        bench.end();
    }

    private static String md5(String text) {
        try {
            var digest = java.security.MessageDigest.getInstance("MD5");
            return java.util.HexFormat.of()
                    .formatHex(digest.digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNewSecretCountsFromTheNextRequestAndTheTelephoneStaysWhereItIs() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        assertThat(await(bench, bench.pbx.extensions().changeSecret("853", "new")))
                .isEqualTo(ExtensionOutcome.DONE);
        assertThat(await(bench, bench.pbx.extensions().changeSecret("777", "new")))
                .isEqualTo(ExtensionOutcome.UNKNOWN);
        talk.anna().hangUp();
        talk.bert().expectBye();
        var calling = bench.anna.dial("853");
        bench.bert.ring().refuse(486, draft -> {});
        calling.refused(486);
        assertThat(register(bench, bench.bert, "853", Bench.SECRET)).isEqualTo(403);
        assertThat(register(bench, bench.bert, "853", "new")).isEqualTo(200);
        bench.end();
    }

    @Test
    void whoIsRemovedIsNobodyAndItsCallGoesOnWhereItMay() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        assertThat(await(bench, bench.pbx.extensions().remove("853", CallsOfRemoved.LEAVE)))
                .isEqualTo(ExtensionOutcome.DONE);
        assertThat(await(bench, bench.pbx.extensions().remove("853", CallsOfRemoved.LEAVE)))
                .isEqualTo(ExtensionOutcome.UNKNOWN);
        bench.carl.dial("853").refused(404);
        assertThat(register(bench, bench.bert, "853", Bench.SECRET)).isEqualTo(403);
        talk.bert().hangUp();
        talk.anna().expectBye();
        assertThat(events)
                .filteredOn(event -> event.kind() == PbxEvent.Kind.UNREGISTERED)
                .singleElement()
                .satisfies(event -> {
                    var gone = (PbxEvent.Unregistered) event;
                    assertThat(gone.registration().extension()).isEqualTo("853");
                    assertThat(gone.why()).isEqualTo(PbxEvent.RegistrationEnd.EXTENSION_REMOVED);
                });
        bench.end();
    }

    @Test
    void callsOfWhoIsRemovedEndOnDemand() throws IOException {
        var bench = bench();
        var talk = bench.talk();
        await(bench, bench.pbx.extensions().remove("853", CallsOfRemoved.END));
        talk.anna().expectBye();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void telephonesOfWhoIsRemovedStopRinging() throws IOException {
        var bench = bench();
        var calling = bench.anna.dial("853");
        var called = bench.bert.ring();
        await(bench, bench.pbx.extensions().remove("853", CallsOfRemoved.END));
        called.expectCancel();
        bench.bert.peer().expectRequest("ACK");
        calling.refused(480);
        bench.end();
    }

    @Test
    void whatIsNoExtensionIsRefusedAtOnce() throws IOException {
        var bench = bench();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.pbx.extensions().add("a b", "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.pbx.extensions().changeSecret("858", ""));
        bench.close();
    }

    @Test
    void comingAndGoingOfTelephonesIsTold() throws IOException {
        var bench = bench();
        assertThat(await(bench, bench.pbx.registrations()))
                .extracting(PbxRegistration::extension)
                .containsExactlyInAnyOrder("858", "853", "895");
        bench.anna.register(200, draft -> draft.header("User-Agent", "Phone/1").replace("Expires", "60"));
        bench.run(100);
        assertThat(events).as("a refresh is no event").hasSize(3);
        assertThat(await(bench, bench.pbx.registrations()))
                .filteredOn(registration -> registration.extension().equals("858"))
                .singleElement()
                .satisfies(registration -> {
                    assertThat(registration.userAgent()).contains("Phone/1");
                    assertThat(registration.from()).isEqualTo(Bench.at("192.0.2.1", 5060));
                    assertThat(Duration.between(bench.pbxHost.wallTime(), registration.expires()))
                            .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
                });
        bench.run(62_000);
        assertThat(ends()).containsExactly(PbxEvent.RegistrationEnd.EXPIRED);
        bench.bert.register(200, draft -> draft.replace("Expires", "0"));
        bench.run(100);
        assertThat(ends()).containsExactly(PbxEvent.RegistrationEnd.EXPIRED, PbxEvent.RegistrationEnd.UNREGISTERED);
        bench.end();
    }

    @Test
    void twoFlowsOfOneTelephoneAreTwoRegistrations() throws IOException {
        var bench = bench();
        events.clear();
        for (var flow : List.of("1", "2")) {
            bench.carl.register(
                    200,
                    draft -> draft.replace(
                                    "Contact",
                                    "<" + bench.carl.peer().uri() + ">;reg-id=" + flow
                                            + ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000000000001>\"")
                            .header("Supported", "path, outbound"));
        }
        bench.run(100);
        assertThat(events).filteredOn(PbxEvent.Registered.class::isInstance).hasSize(2);
        events.clear();
        await(bench, bench.pbx.extensions().remove("895", CallsOfRemoved.LEAVE));
        bench.run(100);
        assertThat(ends())
                .containsOnly(PbxEvent.RegistrationEnd.EXTENSION_REMOVED)
                .hasSizeBetween(2, 3);
        bench.end();
    }

    private List<PbxEvent.RegistrationEnd> ends() {
        return events.stream()
                .filter(PbxEvent.Unregistered.class::isInstance)
                .map(event -> ((PbxEvent.Unregistered) event).why())
                .toList();
    }
}
