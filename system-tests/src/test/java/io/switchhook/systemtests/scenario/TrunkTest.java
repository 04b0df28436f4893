package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.Trunk;
import io.switchhook.pbx.TrunkState;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.ScriptedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A PBX and its provider: RFC 3261 §10 and §22, RFC 5922 §7, with whole telephones on both sides")
class TrunkTest {
    private static final String PROVIDER = "provider.example";

    @RegisterExtension
    final Stage stage = new Stage();

    private final TwoDomains domains = new TwoDomains(stage);
    private final List<TrunkState> states = new ArrayList<>();
    private final List<PbxCall> records = new ArrayList<>();

    private Trunk atBiloxi() {
        return Trunk.to("sip:" + TwoDomains.BILOXI)
                .named("biloxi")
                .withLogin("carol", "carol")
                .registering()
                .withIncoming("carol", CallRoute.to("858"));
    }

    /** Whatever is no extension goes out. */
    private Pbx pbx(Trunk trunk, UnaryOperator<Pbx.Builder> more) {
        var pbx = stage.startPbx(builder -> more.apply(builder.trunk(trunk)
                .onEvent(this::heard)
                .dialPlan(call -> call.dialled().matches("8\\d\\d")
                        ? CallRoute.asDialled()
                        : CallRoute.to(CallTarget.through(trunk, call.dialled())))));
        if (trunk.toString().contains(TwoDomains.BILOXI)) {
            stage.until(() -> states.contains(TrunkState.REGISTERED));
        }
        return pbx;
    }

    private void heard(PbxEvent event) {
        if (event instanceof PbxEvent.TrunkChanged changed) {
            states.add(changed.trunk().state());
        } else if (event instanceof PbxEvent.CallEnded ended) {
            records.add(ended.call());
        }
    }

    private void end(OutgoingCall call) {
        stage.await(call.hangUp());
        stage.seconds(1);
    }

    @Test
    @DisplayName("A subscriber of the provider calls the PBX's number, and talks with an extension")
    void subscriberCallsIn() {
        domains.proxy2(TwoDomains.challengingInbound());
        pbx(atBiloxi(), builder -> builder);
        var extension = stage.registered("858").answering();
        var bob = domains.bob();
        var call = bob.talkTo("carol");
        bob.assertTalksWith(extension);
        assertThat(extension.lastIncoming().remoteNumber()).isEqualTo("bob");
        end(call);
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.callerTrunk()).contains("biloxi");
            assertThat(record.callee()).contains("858");
        });
    }

    @Test
    @DisplayName("An extension calls a subscriber: the provider asks for the login and gets it")
    void extensionCallsOut() {
        domains.proxy2(TwoDomains.challengingInbound());
        pbx(atBiloxi(), builder -> builder);
        var extension = stage.registered("858");
        var bob = domains.bob().answering();
        var call = extension.talkTo("bob");
        extension.assertTalksWith(bob);
        assertThat(bob.lastIncoming().remoteNumber()).isEqualTo("carol");
        end(call);
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.calleeTrunk()).contains("biloxi"));
    }

    @Test
    @DisplayName("Whom the trunk has brought may be transferred to another extension, and is told nothing of the house")
    void callerFromOutsideIsTransferred() {
        domains.proxy2(TwoDomains.challengingInbound());
        pbx(atBiloxi(), builder -> builder);
        var first = stage.registered("858").answering();
        var second = stage.registered("853").answering();
        var bob = domains.bob();
        var call = bob.talkTo("carol");
        assertThat(stage.await(first.lastIncoming().blindTransfer("853")).isSuccess())
                .isTrue();
        bob.assertTalksWith(second);
        // Held and taken back on the way, always as the number that it has called (RFC 4916 is for our own telephones).
        assertThat(stage.requests("pbx", "INVITE"))
                .filteredOn(invite -> invite.requestUri().contains("bob"))
                .isNotEmpty()
                .allSatisfy(
                        invite -> assertThat(invite.header("From").orElse("")).contains("sip:carol@"));
        end(call);
    }

    @Test
    @DisplayName("Nobody telephones from the provider through the PBX back to the provider")
    void nobodyGoesOutAgain() {
        domains.proxy2(TwoDomains.challengingInbound());
        pbx(atBiloxi().withIncomingByPlan().withSource("10.0.0.0/8"), builder -> builder);
        var bob = domains.bob();
        var outcome = bob.dial("sip:alice@" + Stage.PBX_ADDRESS);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        assertThat(stage.requests("pbx", "INVITE")).isEmpty();
    }

    @Test
    @DisplayName("A provider that has died and forgotten everything is told of, and found again")
    void providerComesBack() {
        var first = domains.proxy2(TwoDomains.challengingInbound());
        pbx(atBiloxi(), builder -> builder);
        var extension = stage.registered("858").answering();
        stage.await(first.closeAsync());
        // The next refresh, and the life of its transaction.
        stage.seconds(600);
        assertThat(states).endsWith(TrunkState.UNREACHABLE);
        domains.proxy2(TwoDomains.challengingInbound());
        states.clear();
        stage.until(() -> states.contains(TrunkState.REGISTERED));
        var bob = domains.bob();
        var call = bob.talkTo("carol");
        bob.assertTalksWith(extension);
        end(call);
    }

    @Test
    @DisplayName("RFC 3263 §4.3: of two servers the one that answers has the registration, and gets the calls")
    void callsGoWhereTheRegistrationStands() {
        var provider = stage.peer("provider", "second", "10.0.4.2", 5_060).lenient();
        stage.simulation()
                .dns()
                .a("dead." + PROVIDER, "10.0.4.1")
                .a("live." + PROVIDER, "10.0.4.2")
                .srv("_sip._udp." + PROVIDER, 10, 0, 5_060, "dead." + PROVIDER)
                .srv("_sip._udp." + PROVIDER, 20, 0, 5_060, "live." + PROVIDER);
        var trunk = Trunk.to("sip:" + PROVIDER).withLogin("company", "secret").registering();
        pbx(trunk, builder -> builder);
        accept(provider, Duration.ofSeconds(60));
        stage.seconds(1);
        assertThat(states).containsExactly(TrunkState.REGISTERED);
        var call = stage.registered("858").prepare("4711");
        var started = call.start();
        var invite = provider.expectRequest("INVITE", Duration.ofSeconds(2));
        provider.respond(invite, 404);
        provider.expectRequest("ACK");
        assertThat(stage.await(started)).isInstanceOf(DialOutcome.Refused.class);
    }

    private static void accept(ScriptedPeer provider, Duration patience) {
        var register = provider.expectRequest("REGISTER", patience);
        provider.respond(
                register,
                200,
                draft -> draft.header("Contact", "<" + register.contactUri().orElseThrow() + ">;expires=600"));
    }

    private Telephone neighbour(String number, String name) {
        var telephone = stage.direct(
                number, config -> config.withStreams(StreamSettings.DEFAULT.withIdentity(TlsIdentity.named(name))));
        stage.simulation().dns().a(name, telephone.host().address().getHostAddress());
        return telephone;
    }

    @Test
    @DisplayName(
            "RFC 5922 §7.2: who has proven by certificate to be the provider comes from its trunk, and nobody else")
    void providerIsKnownByItsCertificate() {
        var trunk = Trunk.to("sip:" + PROVIDER + ";transport=tls")
                .withTlsName(PROVIDER)
                .withIncoming("4930100", CallRoute.to("858"));
        stage.simulation().dns().a("pbx.example", Stage.PBX_ADDRESS);
        pbx(
                trunk,
                builder -> builder.listen(ListenPoint.parse("tls:" + Stage.PBX_ADDRESS + ":5061", 5_061)
                                .toString())
                        .tls(TlsIdentity.named("pbx.example"))
                        .tlsClients(TlsTrust.SYSTEM, ClientProof.WANTED));
        var extension = stage.registered("858").answering();
        var provider = neighbour("030555", PROVIDER);
        var stranger = neighbour("030666", "other.example");
        var number = "sip:4930100@pbx.example;transport=tls";
        assertThat(stranger.dial(number)).isInstanceOf(DialOutcome.Refused.class);
        var call = provider.talkTo(number);
        provider.assertTalksWith(extension);
        end(call);
        assertThat(records)
                .singleElement()
                .satisfies(record -> assertThat(record.callerTrunk()).contains(PROVIDER));
    }
}
