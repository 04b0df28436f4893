package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.WireMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Calls over TLS: to whom the name is proven, and to nobody else")
class TlsTest {
    private static final String DOMAIN = "pbx.example.org";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> notes = new ArrayList<>();

    private void securePbx(String... names) {
        stage.simulation().dns().a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx(
                builder -> builder.listen("tls:" + Stage.PBX_ADDRESS + ":5061").tls(TlsIdentity.named(names)));
    }

    private Telephone telephone(String number, String address, UnaryOperator<PhoneConfig> more) {
        var config = more.apply(PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000)).withTrace(event -> {
            if (event instanceof TraceEvent.Note note) {
                notes.add(note.text());
            }
        });
        return stage.telephone(
                number, SipAccount.builder(address).secret(number).build(), config);
    }

    private Telephone telephone(String number, String address) {
        return telephone(number, address, config -> config);
    }

    private List<WireMessage> everything() {
        var all = new ArrayList<WireMessage>();
        List.of("858", "853", "895", "pbx").stream()
                .filter(name -> stage.host(name) != null)
                .forEach(name -> all.addAll(stage.sentBy(name)));
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:%s@pbx.example.org;transport=tls",
                "sips:%s@pbx.example.org",
                "sip:%s@10.0.0.9;transport=tls",
                "sips:%s@10.0.0.9:5061"
            })
    void callIsPlacedHeldTransferredAndEndedOverTlsAlone(String address) {
        securePbx(DOMAIN, Stage.PBX_ADDRESS);
        var transferor = telephone("858", String.format(address, "858")).register();
        var transferee =
                telephone("853", String.format(address, "853")).register().answering();
        var target = telephone("895", String.format(address, "895")).register().answering();
        var call = transferor.talkTo("853");
        transferor.assertTalksWith(transferee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        transferor.assertTalksWith(transferee);
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        target.lastIncoming().hangUp();
        stage.until(() -> transferee.lastIncoming().state().isEnded());
        assertThat(everything()).isNotEmpty().allMatch(message -> message.via().startsWith("SIP/2.0/TLS"));
        assertThat(everything().stream()
                        .flatMap(message -> message.contactUri().stream())
                        .filter(contact -> contact.contains("@")))
                .isNotEmpty()
                .allMatch(contact -> contact.contains("sips:") || contact.contains("transport=tls"));
    }

    @Test
    void oneConnectionCarriesEverythingOfATelephone() {
        securePbx(DOMAIN, Stage.PBX_ADDRESS);
        var caller = telephone("858", "sips:858@" + DOMAIN).register();
        var callee = telephone("853", "sips:853@" + DOMAIN).register().answering();
        var call = caller.talkTo("853");
        assertThat(caller.host().openStreams()).hasSize(1);
        assertThat(callee.host().openStreams()).hasSize(1);
        call.hangUp();
        stage.until(() -> call.state().isEnded());
    }

    @Test
    void telephoneOfTlsTalksWithOneOfUdp() {
        securePbx(DOMAIN);
        var caller = telephone("858", "sip:858@" + DOMAIN + ";transport=tls").register();
        var callee = stage.registered("853").answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        callee.lastIncoming().hangUp();
        stage.until(() -> call.state() == CallState.COMPLETED || call.state().isEnded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:858@pbx.example.org;transport=tls", "sips:858@pbx.example.org"})
    @DisplayName("RFC 5922 §7.3: a server that proves another name gets not one byte of SIP")
    void serverOfAnotherNameGetsNothing(String address) {
        securePbx("mallory.example.org", "example.org", "*.example.org");
        var caller = telephone("858", address);
        var outcome = stage.await(caller.line().register());
        assertThat(outcome).isInstanceOf(RegistrationOutcome.Unreachable.class);
        assertThat(((RegistrationOutcome.Unreachable) outcome).reason())
                .contains("expected a certificate for " + DOMAIN);
        assertThat(((RegistrationOutcome.Unreachable) outcome).retryIn()).isPositive();
        assertThat(stage.sentBy("858")).isEmpty();
        assertThat(notes)
                .anyMatch(note ->
                        note.contains("expected a certificate for " + DOMAIN) && note.contains("mallory.example.org"));
    }

    @Test
    @DisplayName("Of two addresses of a name both troubles are told: one is not trusted, at the other nobody listens")
    void whyEachAddressWasNotTakenIsTold() {
        securePbx("mallory.example.org");
        stage.host("nobody", "10.0.0.77");
        stage.simulation().dns().a(DOMAIN, "10.0.0.77");
        var caller = telephone("858", "sip:858@" + DOMAIN + ";transport=tls");
        var outcome =
                (RegistrationOutcome.Unreachable) stage.await(caller.line().register());
        assertThat(outcome.reason())
                .contains("expected a certificate for " + DOMAIN)
                .contains("10.0.0.77:5061: connection refused");
    }

    @Test
    void whoTrustsAnybodyRegistersAtAnybody() {
        securePbx("mallory.example.org");
        telephone("858", "sips:858@" + DOMAIN, config -> config.withTrust(TlsTrust.ANYBODY))
                .register();
        assertThat(stage.requests("858", "REGISTER")).isNotEmpty();
    }

    @Test
    @DisplayName("A sips line never falls back: there is TCP and UDP at the same address, and nothing goes there")
    void secureLineIsNeverTalkedDown() {
        stage.simulation().dns().a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx();
        var caller = telephone("858", "sips:858@" + DOMAIN);
        assertThat(stage.await(caller.line().register())).isNotInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(stage.sentBy("858")).isEmpty();
    }

    @Test
    @DisplayName("RFC 3263 §4.1: the domain offers TLS by NAPTR and SRV; the name proven is the domain, not the node")
    void secureServiceIsFoundInDns() {
        securePbx("example.org");
        stage.simulation()
                .dns()
                .naptr("example.org", 10, 10, "SIPS+D2T", "_sips._tcp.example.org")
                .srv("_sips._tcp.example.org", 0, 0, 5061, "node.example.net")
                .a("node.example.net", Stage.PBX_ADDRESS);
        telephone("858", "sips:858@example.org").register();
        telephone("853", "sip:853@example.org").register();
        assertThat(everything()).isNotEmpty().allMatch(message -> message.via().startsWith("SIP/2.0/TLS"));
    }

    @Test
    void clientsProveThemselvesWhereThePbxAsks() {
        stage.simulation().dns().a(DOMAIN, Stage.PBX_ADDRESS);
        stage.startPbx(builder -> builder.listen("tls:" + Stage.PBX_ADDRESS)
                .tls(TlsIdentity.named(DOMAIN))
                .tlsClients(TlsTrust.SYSTEM));
        var stranger = telephone("853", "sips:853@" + DOMAIN);
        assertThat(stage.await(stranger.line().register())).isNotInstanceOf(RegistrationOutcome.Registered.class);
        telephone(
                        "858",
                        "sips:858@" + DOMAIN,
                        config ->
                                config.withStreams(config.streams().withIdentity(TlsIdentity.named("858.example.org"))))
                .register();
    }

    @Test
    void lostConnectionIsReplacedByAnotherThatProvesTheName() {
        securePbx(DOMAIN, Stage.PBX_ADDRESS);
        var caller = telephone("858", "sips:858@" + DOMAIN).register();
        var callee = telephone("853", "sips:853@" + DOMAIN).register().answering();
        var call = caller.talkTo("853");
        stage.seconds(1);
        stage.simulation().resetStreams(stage.host("858"), stage.host("pbx"));
        stage.seconds(1);
        call.hangUp();
        stage.until(() -> callee.lastIncoming().state().isEnded());
        assertThat(everything()).allMatch(message -> message.via().startsWith("SIP/2.0/TLS"));
    }
}
