package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.TlsIdentity;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 5630: what is asked for with sips is secured on every hop, and nothing else says so")
class SipsTest {
    private static final String DOMAIN = "pbx.example.org";

    @RegisterExtension
    final Stage stage = new Stage();

    @BeforeEach
    void startPbx() {
        stage.simulation().dns().a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx(builder ->
                builder.listen("tls:" + Stage.PBX_ADDRESS + ":5061").tls(TlsIdentity.named(DOMAIN, Stage.PBX_ADDRESS)));
    }

    private Telephone telephone(String number, String address) {
        return stage.telephone(
                number,
                SipAccount.builder(address).secret(number).build(),
                PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000));
    }

    private Telephone sips(String number) {
        return telephone(number, "sips:" + number + "@" + DOMAIN);
    }

    private Telephone sipOverTls(String number) {
        return telephone(number, "sip:" + number + "@" + DOMAIN + ";transport=tls");
    }

    private static boolean isOverTls(WireMessage message) {
        return message.via().startsWith("SIP/2.0/TLS");
    }

    @Test
    @DisplayName(
            "§5.3: a telephone that has registered in the clear is not reached by sips: 480, Warning 380, and not tried again in the clear")
    void telephoneInTheClearIsNotCalledBySips() {
        var caller = sips("858").register();
        stage.registered("853").answering();
        var outcome = caller.dial("853");
        assertThat(outcome).isInstanceOf(DialOutcome.Refused.class);
        assertThat(((DialOutcome.Refused) outcome).status()).isEqualTo(480);
        assertThat(((DialOutcome.Refused) outcome).warning()).contains("SIPS Not Allowed");
        assertThat(stage.answers("pbx", "INVITE", 480))
                .singleElement()
                .matches(answer -> answer.header("Warning").orElse("").startsWith("380 "));
        assertThat(stage.requests("pbx", "INVITE")).isEmpty();
        assertThat(stage.requests("858", "INVITE"))
                .allMatch(invite -> invite.requestUri().startsWith("sips:"));
    }

    @Test
    @DisplayName("§5.3: a TLS hop alone does not make a telephone one that sips may reach")
    void telephoneWithASipContactOverTlsIsNotCalledBySips() {
        var caller = sips("858").register();
        sipOverTls("853").register().answering();
        assertThat(((DialOutcome.Refused) caller.dial("853")).status()).isEqualTo(480);
        assertThat(stage.requests("pbx", "INVITE")).isEmpty();
    }

    @Test
    @DisplayName("§5.3: who is called by sip is called by sip, over TLS where it has registered by sips")
    void telephoneOfSipsIsCalledBySipOverTls() {
        var caller = stage.registered("858");
        var callee = sips("853").register().answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(stage.requests("pbx", "INVITE"))
                .singleElement()
                .matches(SipsTest::isOverTls)
                .matches(invite -> invite.requestUri().startsWith("sip:"))
                .matches(invite -> invite.contactUri().orElseThrow().startsWith("sip:"));
        assertThat(stage.answers("853", "INVITE", 200))
                .allMatch(answer -> answer.contactUri().orElseThrow().startsWith("sip:"));
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
    }

    @Test
    @DisplayName(
            "RFC 3261 §8.1.1.8, §12.1.1, RFC 5630 §5.1: every Contact of a sips call is a sips URI, none has transport=tls, refreshes and transfer included")
    void contactsOfASipsCallAreSips() {
        var transferor = sips("858").register();
        var transferee = sips("853").register().answering();
        var target = sips("895").register().answering();
        var call = transferor.talkTo("853");
        stage.await(call.hold());
        stage.await(call.resume());
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        target.lastIncoming().hangUp();
        stage.until(() -> transferee.lastIncoming().state().isEnded());
        for (var host : List.of("858", "853", "895", "pbx")) {
            assertThat(stage.sentBy(host)).isNotEmpty().allMatch(SipsTest::isOverTls);
            assertThat(stage.sentBy(host).stream().flatMap(message -> message.contactUri().stream()))
                    .isNotEmpty()
                    .allMatch(contact -> contact.startsWith("sips:") && !contact.contains("transport=tls"));
        }
    }

    @Test
    @DisplayName("§5.1.1.2: a line of sips that calls a sip URI says so in its Contact")
    void sipsLineThatCallsASipUriHasASipContact() {
        var caller = sips("858").register();
        var callee = sipOverTls("853").register().answering();
        var call = caller.talkTo("sip:853@" + DOMAIN + ";transport=tls");
        caller.assertTalksWith(callee);
        assertThat(stage.requests("858", "INVITE"))
                .isNotEmpty()
                .allMatch(invite -> invite.contactUri().orElseThrow().startsWith("sip:"));
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
    }

    @Test
    @DisplayName("§5.1.1: the routes of a sips request are sips URIs, so that its first hop is TLS")
    void routesOfASipsRequestBecomeSips() {
        var line = stage.telephone(
                "858",
                SipAccount.builder("sips:858@" + DOMAIN)
                        .secret("858")
                        .proxy("sip:" + Stage.PBX_ADDRESS + ":5061;lr")
                        .build(),
                PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000));
        line.register();
        assertThat(stage.requests("858", "REGISTER"))
                .isNotEmpty()
                .allMatch(SipsTest::isOverTls)
                .allMatch(register -> register.header("Route").orElse("").startsWith("<sips:"));
    }
}
