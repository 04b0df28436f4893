package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.RegistrationChange;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDigest;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §10.2, §8.1.3.4: a registrar that sends a telephone to another one")
class RedirectedRegistrationTest {
    private static final String SECOND = "sip:10.0.0.20";
    private static final String THIRD = "sip:10.0.0.21";

    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer first;
    private ScriptedPeer second;
    private ScriptedPeer third;

    @BeforeEach
    void registrars() {
        first = stage.peerAsPbx("registrar");
        second = stage.peer("second", "second", "10.0.0.20", 5_060);
        third = stage.peer("third", "third", "10.0.0.21", 5_060);
    }

    private Telephone phone(UnaryOperator<SipAccount.Builder> more) {
        var account = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS)
                .secret("secret")
                .expires(Duration.ofSeconds(600));
        return stage.telephone("858", more.apply(account).build());
    }

    private void redirect(ScriptedPeer registrar, int status, String contacts) {
        registrar.respond(
                registrar.expectRequest("REGISTER", Duration.ofSeconds(600)),
                status,
                answer -> answer.replace("Contact", contacts));
    }

    private static RegistrationOutcome at(String place) {
        return new RegistrationOutcome.Registered(Duration.ofSeconds(600), Optional.of(place));
    }

    @Test
    @DisplayName("the line is registered there, and says so; each refresh and the end go the same way (§21.3.3)")
    void redirectionIsFollowed() {
        var phone = phone(account -> account);
        var changes = new CopyOnWriteArrayList<RegistrationChange>();
        phone.line().onRegistrationChanged(changes::add);
        var outcome = phone.line().register();
        redirect(first, 302, "<" + THIRD + ">;q=0.2, <sip:858@10.0.0.20;method=REGISTER?Subject=x>;q=0.7");
        var register = second.acceptRegistration();
        assertThat(register.requestUri()).isEqualTo(SECOND);
        assertThat(register.header("Subject")).isEmpty();
        assertThat(register.header("To")).contains("<sip:858@" + Stage.PBX_ADDRESS + ">");
        var before = first.received().get(0);
        assertThat(register.callId()).isEqualTo(before.callId());
        assertThat(register.cseq()).isEqualTo(before.cseq() + 1);
        assertThat(stage.await(outcome)).isEqualTo(at(SECOND));
        stage.seconds(0.1);
        assertThat(changes.get(1).state()).isEqualTo(RegistrationState.REGISTERED);
        assertThat(changes.get(1).reason()).contains(SECOND);
        redirect(first, 302, "<" + SECOND + ">");
        second.acceptRegistration();
        stage.seconds(0.1);
        assertThat(changes).hasSize(2);
        var gone = phone.line().unregister();
        redirect(first, 302, "<" + SECOND + ">");
        assertThat(second.acceptRegistration().header("Expires")).contains("0");
        stage.await(gone);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 403})
    @DisplayName("a place that does not work is followed by the next")
    void nextPlaceIsTried(int status) {
        var outcome = phone(account -> account).line().register();
        redirect(first, 300, "<" + SECOND + ">;q=0.7, <" + THIRD + ">;q=0.6");
        second.respond(second.expectRequest("REGISTER"), status);
        third.acceptRegistration();
        assertThat(stage.await(outcome)).isEqualTo(at(THIRD));
    }

    @Test
    @DisplayName("a circle ends, each place is asked once, and the redirection is told")
    void circleEnds() {
        var outcome = phone(account -> account).line().register();
        redirect(first, 302, "<" + SECOND + ">");
        redirect(second, 302, "<sip:" + Stage.PBX_ADDRESS + ">, <" + SECOND + ">");
        assertThat(stage.await(outcome))
                .isEqualTo(new RegistrationOutcome.Refused(302, "Moved Temporarily", Optional.empty()));
        stage.seconds(700);
        assertThat(stage.requests("858", "REGISTER")).hasSize(2);
    }

    @Test
    @DisplayName("§21.3.2: who has moved for good is asked there from then on")
    void permanentMoveIsKept() {
        var outcome = phone(account -> account).line().register();
        redirect(first, 301, "<" + SECOND + ">");
        second.acceptRegistration();
        assertThat(stage.await(outcome)).isEqualTo(at(SECOND));
        second.expectRequest("REGISTER", Duration.ofSeconds(600));
        assertThat(first.received()).hasSize(1);
        second.respond(lastOf(second), 200, answer -> answer.header("Expires", "600"));
        stage.seconds(1);
    }

    private static WireMessage lastOf(ScriptedPeer peer) {
        var all = peer.received();
        return all.get(all.size() - 1);
    }

    @Test
    @DisplayName("§21.3.4: 305 names a proxy")
    void proxyIsUsed() {
        var outcome = phone(account -> account).line().register();
        redirect(first, 305, "<" + SECOND + ">");
        var register = second.acceptRegistration();
        assertThat(register.requestUri()).isEqualTo("sip:" + Stage.PBX_ADDRESS);
        assertThat(register.elements("Route")).containsExactly("<" + SECOND + ";lr>");
        assertThat(stage.await(outcome)).isEqualTo(at(SECOND));
    }

    @ParameterizedTest
    @CsvSource({
        "first asks, asterisk, true",
        "first asks, elsewhere, false",
        "nobody has asked, 10.0.0.9, true",
        "nobody has asked, asterisk, false",
        "the account says, provider, true",
        "the account says, asterisk, false"
    })
    @DisplayName("§22: there the secret is good for a realm that is known to be the account's, and for no other")
    void credentialsAreForKnownRealmsAlone(String known, String realm, boolean given) {
        var phone = phone(account -> known.equals("the account says") ? account.realm("provider") : account);
        var outcome = phone.line().register();
        if (known.equals("first asks")) {
            var digest = new PeerDigest("asterisk", "nonce-one", "MD5");
            first.respond(
                    first.challenge("REGISTER", digest, "secret"),
                    302,
                    answer -> answer.replace("Contact", "<" + SECOND + ">"));
        } else {
            redirect(first, 302, "<" + SECOND + ">");
        }
        var digest = new PeerDigest(realm, "nonce-two", "MD5");
        if (given) {
            var register = second.challenge("REGISTER", digest, "secret");
            second.respond(register, 200, answer -> answer.header("Expires", "600"));
            assertThat(stage.await(outcome)).isEqualTo(at(SECOND));
        } else {
            second.respond(
                    second.expectRequest("REGISTER"),
                    401,
                    answer -> answer.header("WWW-Authenticate", digest.challenge()));
            assertThat(stage.await(outcome)).isInstanceOfSatisfying(RegistrationOutcome.Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.reason()).contains(realm);
            });
            assertThat(second.received())
                    .noneMatch(message -> message.header("Authorization")
                            .filter(text -> text.contains(realm))
                            .isPresent());
        }
    }
}
