package io.switchhook.pbx.internal.leg;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sdp.IceDescription;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.simulation.SeededRandomness;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the PBX says of ICE on one leg: RFC 8839 §4, as the side that makes no checks. */
class LegIceTest {
    private static final String PASSWORD = "0123456789abcdefghijkl";

    private final LegIce ice = new LegIce(new SeededRandomness(1));

    private static SessionDescription read(String... lines) {
        return SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n" + String.join("\r\n", lines) + "\r\n");
    }

    private static SessionDescription relayed() {
        return read("m=audio 20000 RTP/AVP 0", "c=IN IP4 198.51.100.1");
    }

    private static SessionDescription telephone(String ufrag, String address, String... more) {
        return read(
                "m=audio 4000 RTP/AVP 0",
                "c=IN IP4 " + address,
                "a=ice-ufrag:" + ufrag,
                "a=ice-pwd:" + PASSWORD,
                "a=candidate:1 1 UDP 2130706431 192.0.2.1 4000 typ host",
                String.join("\r\n", more));
    }

    private static IceDescription in(SessionDescription description) {
        return IceDescription.in(description, 0).orElseThrow();
    }

    @Test
    void offerWithIceIsAnsweredByTheSideThatMakesNoChecks() {
        var offer = telephone("alice", "192.0.2.1", "a=rtcp-mux");
        var answer = ice.answering(relayed(), offer);
        assertThat(in(answer).lite()).isTrue();
        assertThat(in(answer).candidates())
                .singleElement()
                .satisfies(candidate -> assertThat(candidate.address()).hasToString("/198.51.100.1:20000"));
        assertThat(answer.media().get(0).rtcpMux()).isTrue();
        var session = ice.agreed(answer, offer, 0).orElseThrow();
        assertThat(session.controlling()).isFalse();
        assertThat(session.ours().ufrag()).isEqualTo(in(answer).ufrag());
        assertThat(session.theirs().ufrag()).isEqualTo("alice");
    }

    @Test
    void withoutTheSharedPortBothPortsAreTold() {
        var answer = ice.answering(relayed(), telephone("alice", "192.0.2.1", "a=sendrecv"));
        assertThat(in(answer).candidates()).hasSize(2);
        assertThat(answer.media().get(0).rtcpMux()).isFalse();
    }

    @Test
    void whoSaysNothingOfItHearsNothingOfIt() {
        var plain = relayed();
        assertThat(ice.offering(plain, Optional.empty())).isEqualTo(plain);
        assertThat(ice.answering(plain, plain)).isEqualTo(plain);
        assertThat(ice.agreed(plain, telephone("alice", "192.0.2.1", "a=sendrecv"), 0))
                .isEmpty();
    }

    @Test
    void addressesChangedOnTheWayAreSaid() {
        var answer = ice.answering(relayed(), telephone("alice", "203.0.113.9", "a=rtcp-mux"));
        assertThat(answer.toString())
                .contains("a=ice-mismatch\r\n")
                .doesNotContain("ice-ufrag")
                .doesNotContain("ice-lite");
        assertThat(ice.agreed(answer, telephone("alice", "203.0.113.9", "a=rtcp-mux"), 0))
                .isEmpty();
    }

    @Test
    void whoBeginsAnewHearsOtherNamesAndWhoDoesNotTheSame() {
        var first = in(ice.answering(relayed(), telephone("alice", "192.0.2.1", "a=rtcp-mux")));
        var again = in(ice.answering(relayed(), telephone("alice", "192.0.2.1", "a=sendonly")));
        assertThat(again.ufrag()).isEqualTo(first.ufrag());
        var anew = in(ice.answering(relayed(), telephone("carol", "192.0.2.1", "a=rtcp-mux")));
        assertThat(anew.ufrag()).isNotEqualTo(first.ufrag());
        assertThat(anew.password()).isNotEqualTo(first.password());
        assertThat(in(ice.offering(relayed(), Optional.of(telephone("carol", "192.0.2.1", "a=rtcp-mux"))))
                        .ufrag())
                .isEqualTo(anew.ufrag());
    }

    @Test
    void whoAnswersAndThenBeginsAnewHearsOtherNames() {
        ice.offer(true);
        var offer = ice.offering(relayed(), Optional.empty());
        assertThat(in(offer).lite()).isTrue();
        assertThat(offer.media().get(0).rtcpMux()).isTrue();
        ice.agreed(offer, telephone("alice", "192.0.2.1", "a=rtcp-mux"), 0).orElseThrow();
        var same = ice.answering(relayed(), telephone("alice", "192.0.2.1", "a=rtcp-mux"));
        assertThat(in(same).ufrag()).isEqualTo(in(offer).ufrag());
        var anew = ice.answering(relayed(), telephone("carol", "192.0.2.1", "a=rtcp-mux"));
        assertThat(in(anew).ufrag()).isNotEqualTo(in(offer).ufrag());
    }
}
