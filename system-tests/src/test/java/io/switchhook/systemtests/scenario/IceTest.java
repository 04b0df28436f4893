package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.phone.Call;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.sdp.CandidateType;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.NatKind;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.systemtests.fixture.FakeDtls;
import io.switchhook.systemtests.fixture.IceNetwork;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.TwoDomains;
import io.switchhook.testkit.TurnServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName(
        "RFC 8445, RFC 8839, RFC 8656: telephones behind NATs, a proxy that passes descriptions on, a STUN and TURN server")
class IceTest {
    private static final IceSettings HOSTS_ALONE = IceSettings.of();
    private static final IceSettings STUN = IceSettings.of(IceServer.stun(IceNetwork.RELAY, 3478));
    private static final IceSettings TURN =
            IceSettings.of(IceServer.turn(IceNetwork.RELAY, 3478, "alice", "wonderland"));

    @RegisterExtension
    final Stage stage = new Stage();

    private IceNetwork net;
    private TurnServer relay;
    /** From where to where media has gone. */
    private Set<String> media;

    @BeforeEach
    void begin() {
        net = new IceNetwork(stage);
        relay = net.relay();
        media = net.media();
    }

    private static CandidateType typeOf(Call call) {
        return call.path().orElseThrow().local().type();
    }

    @Test
    @DisplayName("two of one network talk directly, with no server")
    void direct() {
        net.proxy();
        var bob =
                net.telephone(stage.host("bob", "10.0.1.2"), "bob", HOSTS_ALONE).answering();
        var carol = net.telephone(stage.host("carol", "10.0.1.3"), "carol", HOSTS_ALONE);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        net.settle(call, bob);
        assertThat(call.path().orElseThrow().toString())
                .matches("host 10\\.0\\.1\\.3:\\d+ to host 10\\.0\\.1\\.2:\\d+");
        assertThat(typeOf(bob.lastCall())).isEqualTo(CandidateType.HOST);
        net.hangUp(carol, call);
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_CONE, SYMMETRIC",
        "SYMMETRIC, RESTRICTED_CONE",
        "PORT_RESTRICTED_CONE, PORT_RESTRICTED_CONE",
    })
    @DisplayName("two behind NATs find each other by what a STUN server has seen, and nobody relays")
    void throughNatsByStun(NatKind one, NatKind other) {
        net.proxy();
        var bob = net.telephone(net.behind(one, "bob", 1), "bob", STUN).answering();
        var carol = net.telephone(net.behind(other, "carol", 2), "carol", STUN);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        net.settle(call, bob);
        assertThat(media).isNotEmpty().allMatch(way -> !way.contains("10.0.2."));
        assertThat(typeOf(call)).isIn(CandidateType.SERVER_REFLEXIVE, CandidateType.PEER_REFLEXIVE);
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName(
            "two behind symmetric NATs talk by a TURN server, for longer than an allocation lasts and its nonce counts")
    void throughSymmetricNatsByTurn() {
        net.proxy();
        relay.lifetime(60);
        var bob = net.telephone(net.behind(NatKind.SYMMETRIC, "bob", 1), "bob", TURN)
                .answering();
        var carol = net.telephone(net.behind(NatKind.SYMMETRIC, "carol", 2), "carol", TURN);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        net.settle(call, bob);
        assertThat(List.of(typeOf(call), typeOf(bob.lastCall()))).contains(CandidateType.RELAYED);
        relay.spoilNonces();
        stage.run(Duration.ofSeconds(70));
        carol.assertTalksWith(bob);
        assertThat(relay.log()).contains("REFRESH 438", "REFRESH ok", "CREATE_PERMISSION ok", "CHANNEL_BIND ok");
        net.hangUp(carol, call);
    }

    @ParameterizedTest
    @CsvSource({"carol, true", "bob, true", "carol, false", "bob, false"})
    @DisplayName("RFC 8839 §4.3.2: who knows no ICE is sent to where it says, by the address that it was told")
    void oneWithoutIce(String without, boolean relayed) {
        net.proxy();
        var ice = Optional.of(relayed ? TURN : STUN);
        var bob = net.telephone(
                        without.equals("bob") ? stage.host("bob", "10.0.1.2") : net.behind(NatKind.SYMMETRIC, "bob", 1),
                        "bob",
                        without.equals("bob") ? Optional.empty() : ice,
                        PhoneConfig.DEFAULT)
                .answering();
        var carol = net.telephone(
                without.equals("carol") ? stage.host("carol", "10.0.1.3") : net.behind(NatKind.SYMMETRIC, "carol", 2),
                "carol",
                without.equals("carol") ? Optional.empty() : ice,
                PhoneConfig.DEFAULT);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        assertThat(call.path()).isEmpty();
        assertThat(bob.lastCall().path()).isEmpty();
        if (without.equals("bob") && relayed) {
            assertThat(relay.log()).contains("CREATE_PERMISSION ok");
        }
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName("a third of all packets between the two is lost, and the path is found all the same")
    void lossOfChecks() {
        net.proxy();
        var bob = net.telephone(stage.host("bob", "10.0.1.2"), "bob", STUN).answering();
        var carol = net.telephone(stage.host("carol", "10.0.1.3"), "carol", STUN);
        stage.simulation().link(bob.host(), carol.host(), LinkModel.LAN.withLossPercent(30));
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        stage.simulation().link(bob.host(), carol.host(), LinkModel.LAN);
        carol.assertTalksWith(bob);
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName("RFC 8839 §4.4: a hold begins nothing anew, and says the pair alone")
    void holdGoesOnOverThePath() {
        net.proxy();
        var bob = net.telephone(net.behind(NatKind.FULL_CONE, "bob", 1), "bob", STUN)
                .answering();
        var carol = net.telephone(net.behind(NatKind.PORT_RESTRICTED_CONE, "carol", 2), "carol", STUN);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        net.settle(call, bob);
        var before = call.path();
        assertThat(stage.await(call.hold())).isInstanceOf(HoldOutcome.Done.class);
        stage.seconds(1);
        assertThat(stage.await(call.resume())).isInstanceOf(HoldOutcome.Done.class);
        carol.assertTalksWith(bob);
        assertThat(stage.await(bob.lastCall().hold())).isInstanceOf(HoldOutcome.Done.class);
        assertThat(stage.await(bob.lastCall().resume())).isInstanceOf(HoldOutcome.Done.class);
        carol.assertTalksWith(bob);
        assertThat(call.path()).isEqualTo(before);
        var offers = stage.requests("carol", "INVITE").stream()
                .map(invite -> invite.body())
                .distinct()
                .toList();
        var hold = offers.get(1);
        assertThat(hold).contains("a=remote-candidates:1 203.0.113.1 ").contains("a=ice-options:ice2\r\n");
        assertThat(hold.split("a=candidate:", -1)).hasSize(2);
        assertThat(ufragOf(hold)).isEqualTo(ufragOf(offers.get(0)));
        net.hangUp(carol, call);
    }

    private static String ufragOf(String body) {
        return body.lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("RFC 7675: who is not heard any more is sent nothing, and the trace says so")
    void consentLost() {
        net.proxy();
        var traced = PhoneConfig.DEFAULT.withTrace(new TraceLog(1_000_000));
        var ice = Optional.of(HOSTS_ALONE);
        var bob =
                net.telephone(stage.host("bob", "10.0.1.2"), "bob", ice, traced).answering();
        var carol = net.telephone(stage.host("carol", "10.0.1.3"), "carol", ice, traced);
        var call = carol.talkTo(TwoDomains.BOB);
        carol.assertTalksWith(bob);
        stage.simulation().cut(bob.host(), carol.host());
        // Looked for anew twice, for 40 s each time.
        stage.seconds(31 + 2 * 40);
        assertThat(call.path()).isEmpty();
        assertThat(bob.lastCall().path()).isEmpty();
        assertThat(Ladder.draw(((TraceLog) traced.trace()).events()))
                .contains("ICE: audio goes from host 10.0.1.3:")
                .contains("ICE: The other side has not answered for 30 s on the path of this call;")
                .contains("ICE: No path to the other side was found");
        media.clear();
        stage.seconds(1);
        assertThat(media).doesNotContain("10.0.1.3 10.0.1.2");
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName(
            "RFC 8445 §9, RFC 8839 §4.4.1.1.1: a path that was lost is looked for anew, though both sides notice it at once")
    void pathIsFoundAgain() {
        net.proxy();
        var bob =
                net.telephone(stage.host("bob", "10.0.1.2"), "bob", HOSTS_ALONE).answering();
        var carol = net.telephone(stage.host("carol", "10.0.1.3"), "carol", HOSTS_ALONE);
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        stage.simulation().cut(bob.host(), carol.host());
        stage.seconds(31);
        assertThat(bob.lastCall().path()).isEmpty();
        stage.simulation().restore(bob.host(), carol.host());
        net.settle(call, bob);
        carol.assertTalksWith(bob);
        bob.assertTalksWith(carol);
        assertThat(ufragOf(stage.requests("bob", "INVITE").get(0).body()))
                .isNotEqualTo(ufragOf(stage.answers("bob", "INVITE", 200).get(0).body()));
        stage.seconds(60);
        assertThat(call.path()).isPresent();
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName(
            "RFC 8445 §9: what was given up is asked for again, where the lost path has to be found by a TURN server")
    void relayedPathIsFoundAgain() {
        net.proxy();
        var bob = net.telephone(net.behind(NatKind.SYMMETRIC, "bob", 1), "bob", TURN)
                .answering();
        var carol = net.telephone(net.behind(NatKind.SYMMETRIC, "carol", 2), "carol", TURN);
        var call = carol.talkTo(TwoDomains.BOB);
        net.settle(call, bob);
        stage.seconds(5);
        int standing = relay.allocations();
        relay.forgetAll();
        stage.seconds(31);
        net.settle(call, bob);
        carol.assertTalksWith(bob);
        stage.seconds(5);
        assertThat(relay.allocations()).isEqualTo(standing);
        net.hangUp(carol, call);
        assertThat(relay.allocations()).isZero();
    }

    @Test
    @DisplayName("a server that does not answer delays a call by a second, and no longer")
    void silentServer() {
        net.proxy();
        var bob =
                net.telephone(stage.host("bob", "10.0.1.2"), "bob", HOSTS_ALONE).answering();
        stage.host("nobody", "10.0.2.77");
        var carol = net.telephone(
                stage.host("carol", "10.0.1.3"), "carol", IceSettings.of(IceServer.stun("10.0.2.77", 3478)));
        long before = stage.simulation().nowNanos();
        var call = carol.talkTo(TwoDomains.BOB);
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - before))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_500));
        carol.assertTalksWith(bob);
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName("who hangs up while addresses are looked for has made no call")
    void hungUpWhileGathering() {
        net.proxy();
        stage.host("nobody", "10.0.2.77");
        var carol = net.telephone(
                stage.host("carol", "10.0.1.3"), "carol", IceSettings.of(IceServer.stun("10.0.2.77", 3478)));
        var call = carol.prepare(TwoDomains.BOB);
        var outcome = call.start();
        stage.seconds(0.5);
        stage.await(call.hangUp());
        stage.await(outcome);
        stage.seconds(2);
        assertThat(call.state()).isEqualTo(CallState.CANCELLED);
        assertThat(stage.requests("carol", "INVITE")).isEmpty();
    }

    @Test
    @DisplayName("encrypted audio finds its path in the same way")
    void encrypted() {
        net.proxy();
        var account = SipAccount.builder("sip:bob@" + TwoDomains.BILOXI)
                .secret("bob")
                .outbound()
                .proxy("sip:" + IceNetwork.SERVER)
                .calls(CallSettings.DEFAULT.withIce(STUN).withSecurity(MediaSecurity.REQUIRED))
                .build();
        var config = PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000);
        var bob = stage.telephoneOn(net.behind(NatKind.RESTRICTED_CONE, "bob", 1), "bob", account, config)
                .register()
                .answering();
        var carol = net.telephone(net.behind(NatKind.FULL_CONE, "carol", 2), "carol", STUN);
        var settings = CallSettings.DEFAULT.withIce(STUN).withSecurity(MediaSecurity.PREFERRED);
        var call = carol.prepare(TwoDomains.BOB, DialOptions.DEFAULT.withSettings(settings));
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        carol.assertTalksWith(bob);
        net.settle(call, bob);
        assertThat(call.encryption()).isPresent();
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName(
            "RFC 5763 §6.7: what a handshake says before there is a path leaves as soon as there is one, and not when it is repeated")
    void handshakeGoesWithThePath() {
        net.proxy();
        var calls = CallSettings.DEFAULT
                .withIce(HOSTS_ALONE)
                .withSecurity(MediaSecurity.REQUIRED)
                .withKeyExchange(KeyExchange.DTLS);
        var telephones = new ArrayList<Telephone>();
        for (var name : List.of("bob", "carol")) {
            var account = SipAccount.builder("sip:" + name + "@" + TwoDomains.BILOXI)
                    .secret(name)
                    .outbound()
                    .proxy("sip:" + IceNetwork.SERVER)
                    .calls(calls)
                    .build();
            var config = PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withDtls(new FakeDtls(name));
            var host = stage.host(name, "10.0.1." + (2 + telephones.size()));
            telephones.add(stage.telephoneOn(host, name, account, config).register());
        }
        var bob = telephones.get(0).answering();
        var carol = telephones.get(1);
        var call = carol.talkTo(TwoDomains.BOB);
        long answered = stage.simulation().nowNanos();
        stage.until(() ->
                call.encryption().isPresent() && bob.lastCall().encryption().isPresent());
        assertThat(Duration.ofNanos(stage.simulation().nowNanos() - answered)).isLessThan(Duration.ofMillis(200));
        carol.assertTalksWith(bob);
        net.hangUp(carol, call);
    }

    @Test
    @DisplayName("the PBX is the other side for each telephone, and passes no candidate on")
    void throughThePbx() {
        stage.startPbx();
        var calls = CallSettings.DEFAULT.withIce(TURN);
        Telephone[] telephones = new Telephone[2];
        String[] numbers = {"853", "858"};
        for (int i = 0; i < 2; i++) {
            var account = SipAccount.builder("sip:" + numbers[i] + "@" + Stage.PBX_ADDRESS)
                    .secret(numbers[i])
                    .calls(calls)
                    .build();
            telephones[i] = stage.telephoneOn(
                            net.behind(NatKind.SYMMETRIC, numbers[i], i + 1),
                            numbers[i],
                            account,
                            PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000))
                    .register();
        }
        telephones[0].answering();
        var call = telephones[1].talkTo("853");
        telephones[1].assertTalksWith(telephones[0]);
        assertThat(stage.requests("858", "INVITE").get(0).body()).contains("a=candidate:");
        assertThat(stage.requests("pbx", "INVITE").get(0).body())
                .doesNotContain("candidate")
                .doesNotContain("ice-");
        net.hangUp(telephones[1], call);
    }
}
