package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.systemtests.fixture.FakeDtls;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 5763 at the PBX: handshakes end there, on each leg, whatever the other telephone has")
class DtlsPbxTest {

    @RegisterExtension
    final Stage stage = new Stage();

    private final FakeDtls ofPbx = new FakeDtls("pbx");
    private final Map<String, FakeDtls> dtls = new HashMap<>();

    /** How a telephone wants its keys. */
    enum Wish {
        PLAIN(MediaSecurity.OFF, KeyExchange.SDES),
        SDES(MediaSecurity.REQUIRED, KeyExchange.SDES),
        DTLS(MediaSecurity.REQUIRED, KeyExchange.DTLS),
        PREFERS_DTLS(MediaSecurity.PREFERRED, KeyExchange.DTLS),
        EITHER(MediaSecurity.REQUIRED, KeyExchange.EITHER);

        private final MediaSecurity security;
        private final KeyExchange exchange;

        Wish(MediaSecurity security, KeyExchange exchange) {
            this.security = security;
            this.exchange = exchange;
        }
    }

    private void startPbx() {
        stage.startPbx(builder -> builder.dtls(ofPbx));
    }

    private FakeDtls dtlsOf(String number) {
        return Objects.requireNonNull(dtls.get(number));
    }

    private Telephone telephone(String number, Wish wish) {
        dtls.put(number, new FakeDtls(number));
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .calls(CallSettings.DEFAULT
                                        .withSecurity(wish.security)
                                        .withKeyExchange(wish.exchange))
                                .build(),
                        PhoneConfig.DEFAULT.withDtls(dtlsOf(number)))
                .register();
    }

    @ParameterizedTest
    @CsvSource({
        "DTLS, DTLS, true, true",
        "DTLS, SDES, true, true",
        "DTLS, PLAIN, true, false",
        "SDES, DTLS, true, true",
        "PLAIN, DTLS, false, true",
        "PREFERS_DTLS, PREFERS_DTLS, true, true",
        "PREFERS_DTLS, PLAIN, true, false",
        "EITHER, SDES, true, true",
        "EITHER, DTLS, true, true",
        "DTLS, EITHER, true, true"
    })
    void anyTwoTelephonesTalk(Wish callers, Wish callees, boolean callerIs, boolean calleeIs) {
        startPbx();
        var caller = telephone("858", callers);
        var callee = telephone("853", callees).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(call.encryption().isPresent()).isEqualTo(callerIs);
        assertThat(callee.lastIncoming().encryption().isPresent()).isEqualTo(calleeIs);
        int handshakes = ofPbx.begun();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        callee.assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(ofPbx.begun()).as("associations go on (RFC 5763 §6.6)").isEqualTo(handshakes);
        assertNoFingerprintIsPassedOn("858", "853");
        call.hangUp();
        stage.seconds(1);
        assertThat(ofPbx.alive()).isZero();
    }

    private void assertNoFingerprintIsPassedOn(String... numbers) {
        for (var number : numbers) {
            stage.sentBy(number).stream()
                    .filter(message -> message.body().contains("a=fingerprint:"))
                    .map(message -> SessionDescription.parse(message.body())
                            .dtlsOf(0)
                            .fingerprints()
                            .get(0)
                            .value())
                    .distinct()
                    .forEach(own -> assertThat(stage.sentBy("pbx"))
                            .allSatisfy(message -> assertThat(message.body()).doesNotContain(own)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DTLS, DTLS, DTLS, false",
        "DTLS, DTLS, DTLS, true",
        "DTLS, PLAIN, SDES, false",
        "SDES, DTLS, PLAIN, false",
        "PLAIN, DTLS, DTLS, true"
    })
    void transfersJoinWhoeverHasKeysWithWhoeverHasOthers(
            Wish transferors, Wish transferees, Wish targets, boolean attended) {
        startPbx();
        var transferor = telephone("858", transferors);
        var transferee = telephone("853", transferees).answering();
        var target = telephone("895", targets).answering();
        var call = transferor.talkTo("853");
        transferor.assertTalksWith(transferee);
        var outcome = attended
                ? stage.await(call.attendedTransfer(transferor.talkTo("895")))
                : stage.await(call.blindTransfer("895"));
        assertThat(outcome.isSuccess()).isTrue();
        stage.seconds(2);
        transferee.assertTalksWith(target);
    }

    @Test
    void severalTelephonesOfOneExtensionShakeHandsEachForItself() {
        startPbx();
        var caller = telephone("858", Wish.DTLS);
        var first = telephone("853", Wish.DTLS);
        dtls.put("upstairs", new FakeDtls("upstairs"));
        var second = stage.telephone(
                        "upstairs",
                        SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                                .secret("853")
                                .calls(CallSettings.DEFAULT
                                        .withSecurity(MediaSecurity.REQUIRED)
                                        .withKeyExchange(KeyExchange.DTLS))
                                .build(),
                        PhoneConfig.DEFAULT.withDtls(dtlsOf("upstairs")))
                .register();
        var call = caller.prepare("853");
        call.start();
        stage.until(() -> !first.incoming().isEmpty() && !second.incoming().isEmpty());
        stage.seconds(1);
        second.lastIncoming().answer();
        stage.until(() -> call.state() == CallState.IN_CALL);
        caller.assertTalksWith(second);
        assertThat(first.incoming().get(0).encryption()).isEmpty();
    }

    @Test
    void aWrongCertificateEndsTheCallOfBoth() {
        startPbx();
        var caller = telephone("858", Wish.PLAIN);
        var callee = telephone("853", Wish.DTLS).answering();
        dtlsOf("853").lie();
        var call = caller.prepare("853");
        var outcome = stage.await(call.start());
        assertThat(outcome).isInstanceOf(DialOutcome.Answered.class);
        stage.until(() -> call.state().isEnded());
        callee.assertHearsNothing();
        stage.seconds(1);
        assertThat(callee.lastIncoming().state().isEnded()).isTrue();
        assertThat(ofPbx.alive()).isZero();
    }
}
