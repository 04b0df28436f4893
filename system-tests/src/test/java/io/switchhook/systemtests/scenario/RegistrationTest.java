package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.RawMessages;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3665 §2: registration; RFC 3261 §10")
class RegistrationTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private SipAccount account(String secret) {
        return SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS).secret(secret).build();
    }

    private long registers() {
        return stage.requests("858", "REGISTER").size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";transport=tcp"})
    @DisplayName("§2.1 successful new registration")
    void newRegistrationAnswersTheChallengeAndSucceeds(String parameters) {
        stage.startPbx();
        var phone = stage.registered("858", "858", parameters);
        assertThat(stage.flow("858", "pbx")).containsExactly("REGISTER", "REGISTER");
        assertThat(stage.flow("pbx", "858")).containsExactly("401 REGISTER", "200 REGISTER");
        var both = stage.requests("858", "REGISTER");
        assertThat(both.get(1).cseq()).isEqualTo(both.get(0).cseq() + 1);
        assertThat(both.get(1).callId()).isEqualTo(both.get(0).callId());
        stage.seconds(0.1);
        assertThat(phone.registrationStates())
                .containsExactly(RegistrationState.REGISTERING, RegistrationState.REGISTERED);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void everyDigestAlgorithmOfOursWorksAlone(DigestAlgorithm algorithm) {
        stage.startPbx(pbx -> pbx.algorithms(algorithm));
        stage.registered("858");
    }

    @Test
    @DisplayName("§2.2 update of contact list: a second telephone of the same extension")
    void twoTelephonesOfOneExtensionAreBothListed() {
        stage.startPbx();
        stage.registered("858");
        stage.registered("858", "858b", "");
        var listed = stage.answers("pbx", "REGISTER", 200).get(1).elements("Contact");
        assertThat(listed).hasSize(2).allMatch(contact -> contact.contains("expires="));
    }

    @Test
    @DisplayName("§2.3 request for current contact list")
    void registerWithoutContactListsTheBindings() {
        stage.startPbx();
        stage.registered("858");
        var asking = stage.peer("858", "asking", "10.0.2.1", 5_060).target(pbxAddress());
        var dialog = asking.newDialog("sip:858@" + Stage.PBX_ADDRESS);
        var first = dialog.send(
                "REGISTER",
                draft -> draft.replace("From", "<sip:858@10.0.0.9>;tag=asking").remove("Contact"));
        var challenge = asking.expectResponse("REGISTER", 401);
        dialog.sendAuthorized(first, challenge, "858", "858");
        var list = asking.expectResponse("REGISTER", 200);
        assertThat(list.elements("Contact")).hasSize(1);
    }

    private static InetSocketAddress pbxAddress() {
        return new InetSocketAddress(
                io.switchhook.base.net.IpLiteral.parse(Stage.PBX_ADDRESS).orElseThrow(), 5_060);
    }

    @Test
    @DisplayName("§2.4 cancellation of registration")
    void unregisterSendsExpiresZeroAndEndsTheBinding() {
        stage.startPbx();
        var phone = stage.registered("858");
        var caller = stage.registered("853");
        stage.await(phone.line().unregister());
        var last = stage.requests("858", "REGISTER").get((int) registers() - 1);
        assertThat(last.header("Expires").or(() -> last.header("Contact")).orElseThrow())
                .contains("0");
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.NOT_REGISTERED);
        assertThat(caller.dial("858").toString()).contains("480");
    }

    @Test
    void closingThePhoneUnregisters() {
        stage.startPbx();
        var phone = stage.registered("858");
        var caller = stage.registered("853");
        long sent = registers();
        stage.await(phone.phone().closeAsync());
        assertThat(registers())
                .as("a vanished phone gives 480 too, so the REGISTER counts")
                .isGreaterThan(sent);
        assertThat(caller.dial("858").toString()).contains("480");
    }

    @Test
    @DisplayName("§2.5 unsuccessful registration: one clear refusal and no loop")
    void wrongPasswordIsRefusedOnceAndNotTriedAgain() {
        stage.startPbx();
        var phone = stage.telephone("858", account("wrong"));
        var outcome = stage.await(phone.line().register());
        assertThat(outcome).isInstanceOfSatisfying(RegistrationOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isIn(401, 403);
            assertThat(refused.retryIn()).isEmpty();
        });
        long sent = registers();
        assertThat(sent).isBetween(2L, 3L);
        stage.seconds(7_200);
        assertThat(registers()).isEqualTo(sent);
        assertThat(phone.registrationStates())
                .containsExactly(RegistrationState.REGISTERING, RegistrationState.REFUSED);
    }

    @Test
    void unknownUserIsToldTheSameAsAWrongPassword() {
        stage.startPbx();
        var wrong = stage.telephone("858", account("wrong"));
        var unknown = stage.telephone(
                "777",
                SipAccount.builder("sip:777@" + Stage.PBX_ADDRESS).secret("x").build());
        var first = (RegistrationOutcome.Refused) stage.await(wrong.line().register());
        var second = (RegistrationOutcome.Refused) stage.await(unknown.line().register());
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.reason()).isEqualTo(first.reason());
    }

    @Test
    void registrationWithoutASecretIsRefusedByTheChallenge() {
        stage.startPbx();
        var phone = stage.telephone(
                "858", SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS).build());
        assertThat(stage.await(phone.line().register()))
                .isInstanceOfSatisfying(
                        RegistrationOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(401));
        assertThat(registers()).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 3261 §10.2.4: refresh before expiry, silently")
    void refreshesBeforeExpiryAndTellsNobody() {
        stage.startPbx();
        var phone = stage.telephone(
                "858",
                SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                        .secret("858")
                        .expires(Duration.ofSeconds(120))
                        .build());
        phone.register();
        var caller = stage.registered("853");
        phone.answering();
        stage.seconds(1_000);
        assertThat(phone.registrationStates())
                .containsExactly(RegistrationState.REGISTERING, RegistrationState.REGISTERED);
        assertThat(registers()).isBetween(12L, 30L);
        caller.talkTo("858");
    }

    private ScriptedPeer registrar() {
        return stage.peerAsPbx("registrar");
    }

    @Test
    @DisplayName("RFC 3261 §10.2.8: 423 Interval Too Brief")
    void tooBriefAnIntervalIsAskedForAgainWithTheLeastOne() {
        var registrar = registrar();
        var phone = stage.unregistered("858");
        var outcome = phone.line().register();
        var first = registrar.expectRequest("REGISTER");
        registrar.respond(first, 423, draft -> draft.header("Min-Expires", "1800"));
        var second = registrar.acceptRegistration();
        assertThat(second.toString()).contains("1800");
        assertThat(stage.await(outcome)).isEqualTo(new RegistrationOutcome.Registered(Duration.ofSeconds(1_800)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "0", "", "x", "4294967295"})
    void absurdMinExpiresEndsInARefusal(String least) {
        var registrar = registrar();
        registrar.whenRequest(
                "REGISTER", register -> registrar.respond(register, 423, draft -> draft.header("Min-Expires", least)));
        var phone = stage.unregistered("858");
        assertThat(stage.await(phone.line().register()))
                .isInstanceOfSatisfying(
                        RegistrationOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(423));
        assertThat(registers()).isLessThan(5);
    }

    @Test
    @DisplayName("RFC 3261 §20.33: Retry-After")
    void waitsAsLongAsTheRegistrarAsks() {
        var registrar = registrar();
        var phone = stage.unregistered("858");
        var outcome = phone.line().register();
        registrar.respond(
                registrar.expectRequest("REGISTER"), 503, draft -> draft.header("Retry-After", "120 (maintenance)"));
        var refused = (RegistrationOutcome.Refused) stage.await(outcome);
        assertThat(refused.status()).isEqualTo(503);
        // Never earlier, and a little later, so that not all come back in the same second.
        assertThat(refused.retryIn().orElseThrow()).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(140));
        registrar.expectNothing(Duration.ofSeconds(119));
        registrar.patience(Duration.ofSeconds(25)).acceptRegistration();
        stage.seconds(0.1);
        assertThat(phone.registrationStates())
                .containsExactly(
                        RegistrationState.REGISTERING, RegistrationState.RETRYING, RegistrationState.REGISTERED);
    }

    @Test
    void registrarThatIsAwayIsTriedWithGrowingPauses() {
        var phone = stage.unregistered("858");
        var outcome = stage.await(phone.line().register());
        assertThat(outcome).isInstanceOf(RegistrationOutcome.Unreachable.class);
        stage.seconds(3_600);
        var attempts = stage.requests("858", "REGISTER").stream()
                .map(message -> message.branch())
                .distinct()
                .count();
        assertThat(attempts).isBetween(5L, 60L);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.RETRYING);
        stage.startPbx();
        stage.seconds(700);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
    }

    @Test
    void registrarThatRestartsIsRegisteredAtAgainAtTheNextRefresh() {
        var pbx = stage.startPbx();
        var phone = stage.registered("858").answering();
        stage.await(pbx.closeAsync());
        stage.startPbx();
        stage.seconds(620);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
        stage.registered("853").talkTo("858");
    }

    @Test
    @DisplayName("RFC 7616 §3.3: a stale nonce is replaced without asking for the password again")
    void staleNonceIsReplaced() {
        var registrar = registrar();
        var phone = stage.unregistered("858");
        var outcome = phone.line().register();
        var digest = new PeerDigest("r", "one", "MD5");
        var granted = registrar.challenge("REGISTER", digest, "858");
        var fresh = new PeerDigest("r", "two", "MD5");
        registrar.respond(granted, 401, draft -> draft.header("WWW-Authenticate", fresh.challenge() + ", stale=true"));
        var third = registrar.acceptRegistration();
        assertThat(fresh.accepts(third, "858")).isTrue();
        assertThat(stage.await(outcome).isRegistered()).isTrue();
    }

    @Test
    void endlessChallengesEnd() {
        var registrar = registrar();
        registrar.whenRequest(
                "REGISTER",
                register -> registrar.respond(
                        register,
                        401,
                        draft -> draft.header(
                                "WWW-Authenticate",
                                new PeerDigest("r", registrar.token(8), "MD5").challenge() + ", stale=true")));
        var phone = stage.unregistered("858");
        assertThat(stage.await(phone.line().register()).isRegistered()).isFalse();
        assertThat(registers()).isLessThan(10);
    }

    @Test
    @DisplayName("wire.md §1.4: an unsolicited NOTIFY message-summary after REGISTER is answered")
    void unsolicitedMessageSummaryIsAnswered() {
        var registrar = registrar();
        var phone = stage.unregistered("858");
        var outcome = phone.line().register();
        var register = registrar.acceptRegistration();
        assertThat(stage.await(outcome).isRegistered()).isTrue();
        var contact = register.contactUri().orElseThrow().replaceFirst(".*@", "");
        registrar.send(
                RawMessages.unsolicitedMessageSummary()
                        .withKnown(Map.of(
                                "user",
                                "858",
                                "phone",
                                contact,
                                "pbx",
                                "10.0.0.9:5060",
                                "pbxHost",
                                "10.0.0.9",
                                "pbxTag",
                                "t",
                                "branch",
                                "z9hG4bKmwi",
                                "callId",
                                "mwi",
                                "cseq",
                                "1"))
                        .message(),
                register.source().orElseThrow());
        assertThat(registrar.expectFinal("NOTIFY", Duration.ofSeconds(1)).status())
                .isIn(200, 481, 489);
    }

    @Test
    void registeringTwiceIsOneRegistration() {
        stage.startPbx();
        var phone = stage.registered("858");
        assertThat(stage.await(phone.line().register()).isRegistered()).isTrue();
        assertThat(registers()).isEqualTo(2);
    }

    @Test
    void registerRightAfterUnregisterIsNotLost() {
        stage.startPbx();
        var phone = stage.registered("858").answering();
        var gone = phone.line().unregister();
        var back = phone.line().register();
        stage.await(gone);
        assertThat(stage.await(back).isRegistered()).isTrue();
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.REGISTERED);
        stage.registered("853").talkTo("858");
    }

    @Test
    void registerAfterUnregisterDuringARefreshIsNotLost() {
        var registrar = registrar();
        var phone = stage.unregistered("858");
        var first = phone.line().register();
        acceptFor(registrar, registrar.expectRequest("REGISTER"), 60);
        assertThat(stage.await(first).isRegistered()).isTrue();
        var refresh = registrar.expectRequest("REGISTER", Duration.ofSeconds(31));
        var gone = phone.line().unregister();
        var back = phone.line().register();
        stage.seconds(0.1);
        acceptFor(registrar, refresh, 60);
        var removal = registrar.expectRequest("REGISTER");
        assertThat(removal.header("Expires")).contains("0");
        registrar.respond(removal, 200);
        acceptFor(registrar, registrar.expectRequest("REGISTER"), 3_600);
        stage.await(gone);
        assertThat(stage.await(back)).isEqualTo(new RegistrationOutcome.Registered(Duration.ofHours(1)));
        stage.seconds(0.1);
        assertThat(phone.registrationStates())
                .containsExactly(
                        RegistrationState.REGISTERING,
                        RegistrationState.REGISTERED,
                        RegistrationState.UNREGISTERING,
                        RegistrationState.NOT_REGISTERED,
                        RegistrationState.REGISTERING,
                        RegistrationState.REGISTERED);
    }

    private static void acceptFor(ScriptedPeer registrar, WireMessage register, int seconds) {
        registrar.respond(
                register,
                200,
                draft -> draft.header("Contact", "<" + register.contactUri().orElseThrow() + ">;expires=" + seconds));
    }

    @Test
    void registerThatAnUnregisterOvertakesIsClosed() {
        stage.startPbx();
        var phone = stage.registered("858");
        phone.line().unregister();
        var back = phone.line().register();
        var gone = phone.line().unregister();
        assertThat(stage.await(back)).isEqualTo(new RegistrationOutcome.Closed());
        stage.await(gone);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.NOT_REGISTERED);
    }

    @Test
    void unregisterWhileRegisteringLeavesNoBinding() {
        stage.startPbx();
        var phone = stage.unregistered("858");
        var registering = phone.line().register();
        var gone = phone.line().unregister();
        stage.await(gone);
        stage.await(registering);
        stage.seconds(5);
        assertThat(phone.line().registrationState()).isEqualTo(RegistrationState.NOT_REGISTERED);
        assertThat(stage.registered("853").dial("858").toString()).contains("480");
    }

    @Test
    void whoeverGuessesIsRefusedUnseenForAWhileAndNobodyElse() {
        stage.startPbx();
        var account = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS);
        var guesser = stage.telephone("mallory", account.secret("guess").build());
        for (int i = 0; i < 8; i++) {
            assertThat(stage.await(guesser.line().register())).isInstanceOf(RegistrationOutcome.Refused.class);
        }
        // Even the right secret: a guesser must not learn that it is right.
        var lucky = stage.telephone("mallory", account.secret("858").build());
        var refused = (RegistrationOutcome.Refused) stage.await(lucky.line().register());
        assertThat(refused.status()).isEqualTo(403);
        var owner = stage.telephone("858", account.secret("858").build());
        assertThat(stage.await(owner.line().register()).isRegistered()).isTrue();
        var neighbour = stage.telephone(
                "mallory",
                SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS).secret("853").build());
        assertThat(stage.await(neighbour.line().register()).isRegistered()).isTrue();
        stage.seconds(10);
        assertThat(stage.await(lucky.line().register()).isRegistered()).isTrue();
    }
}
