package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.Packet;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A PBX between two networks")
class PbxNetworksTest {
    private static final String HERE = Stage.PBX_ADDRESS;
    private static final String THERE = "10.2.0.9";

    @RegisterExtension
    final Stage stage = new Stage();

    private final Map<String, Set<InetAddress>> audioOfThePbx = new HashMap<>();
    private final Map<String, Set<String>> connectionLines = new HashMap<>();

    private void start(String listening) {
        stage.host("pbx", HERE, THERE);
        stage.host("858", "10.0.0.1");
        stage.host("853", "10.2.0.1");
        stage.host("895", "10.2.0.2");
        if (listening.equals("0.0.0.0")) {
            stage.startPbxAt(listening);
        } else {
            stage.startPbx(builder -> builder.listen("udp:" + THERE + ":5060"));
        }
        stage.simulation().onPacket(packet -> {
            if (packet.kind() != Packet.Kind.DATAGRAM || !packet.fromHost().equals("pbx")) {
                return;
            }
            if (packet.from().getPort() != 5060) {
                audioOfThePbx
                        .computeIfAbsent(packet.toHost(), host -> new HashSet<>())
                        .add(packet.from().getAddress());
            } else {
                new String(packet.payload().toByteArray(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("c="))
                        .forEach(line -> connectionLines
                                .computeIfAbsent(packet.toHost(), host -> new HashSet<>())
                                .add(line));
            }
        });
    }

    private Telephone telephone(String number, String pbx) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + pbx)
                                .secret(number)
                                .build())
                .register();
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, "0.0.0.0"})
    void eachSideGetsTheAddressInItsOwnNetwork(String listening) {
        start(listening);
        var caller = telephone("858", HERE);
        var callee = telephone("853", THERE).answering();
        caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(connectionLines.get("858")).containsExactly("c=IN IP4 " + HERE);
        assertThat(connectionLines.get("853")).containsExactly("c=IN IP4 " + THERE);
        assertThat(audioOfThePbx.get("858"))
                .containsExactly(stage.host("pbx").addresses().get(0));
        assertThat(audioOfThePbx.get("853"))
                .containsExactly(stage.host("pbx").addresses().get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, "0.0.0.0"})
    void transferTargetInTheOtherNetworkGetsTheAddressThere(String listening) {
        start(listening);
        var transferor = telephone("858", HERE);
        var transferee = telephone("853", THERE).answering();
        var target = telephone("895", THERE).answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.until(() -> target.lastIncoming().state() == CallState.IN_CALL);
        transferee.assertTalksWith(target);
        assertThat(connectionLines.get("895")).containsExactly("c=IN IP4 " + THERE);
        assertThat(audioOfThePbx.get("895"))
                .containsExactly(stage.host("pbx").addresses().get(1));
    }
}
