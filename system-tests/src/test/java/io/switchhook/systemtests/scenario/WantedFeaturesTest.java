package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.ScriptedPeer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3841 §6: a telephone heeds what a caller wants of it, where no proxy on the way does")
class WantedFeaturesTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private ScriptedPeer pbx;

    private Telephone phone(String features) {
        pbx = stage.peerAsPbx("853");
        var account = SipAccount.builder("sip:858@" + Stage.PBX_ADDRESS);
        return stage.telephone(
                "858",
                features.isEmpty()
                        ? account.build()
                        : account.features(features).build());
    }

    /** Returns the Contact. */
    private String register(Telephone phone) {
        var outcome = phone.line().register();
        var contact = pbx.acceptRegistration().contactUri().orElseThrow();
        assertThat(stage.await(outcome).isRegistered()).isTrue();
        return contact;
    }

    private void send(String contact, String method, String header, String value, int status) {
        var dialog = pbx.newDialog(contact);
        var request = dialog.send(method, draft -> draft.header(header, value));
        var answer = pbx.expectFinal(method, Duration.ofSeconds(1));
        assertThat(answer.status()).isEqualTo(status);
        if (method.equals("INVITE")) {
            dialog.ack(request, answer);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept-Contact | *;mobility=\"fixed\";require | 480",
                "Reject-Contact | *;mobility=\"mobile\" | 480",
                "Accept-Contact | *;video;require;explicit | 480",
                "Accept-Contact | *;mobility=\"fixed\" | 486",
                "Accept-Contact | *;mobility=\"mobile\";require | 486",
                "Reject-Contact | *;mobility=\"mobile\";video | 486",
                "Request-Disposition | redirect, no-fork, queue | 486"
            })
    void callIsTakenOrNot(String header, String value, int status) {
        var phone = phone("audio;mobility=\"mobile\"").rejecting();
        send(register(phone), "INVITE", header, value, status);
        assertThat(phone.incoming()).hasSize(status == 480 ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "MESSAGE", "SUBSCRIBE"})
    void soAreOtherRequests(String method) {
        var contact = register(phone("audio;mobility=\"mobile\""));
        send(contact, method, "Reject-Contact", "*;mobility=\"mobile\"", 480);
    }

    @Test
    @DisplayName("§7.2.3: a telephone that has registered no features takes everything")
    void withoutFeaturesEverythingIsTaken() {
        var phone = phone("").rejecting();
        send(register(phone), "INVITE", "Accept-Contact", "*;video;require;explicit", 486);
        assertThat(phone.incoming()).hasSize(1);
    }
}
