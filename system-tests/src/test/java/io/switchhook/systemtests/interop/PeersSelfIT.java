package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** baresip behind Kamailio without a phone of ours: configuration, control and recording of the peers are known good. */
class PeersSelfIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private KamailioPeer kamailio() {
        return KamailioPeer.start(
                folder,
                port,
                KamailioPeer.Users.md5()
                        .user("858", "a-858")
                        .user("853", "b-853")
                        .user("895", "c-895"));
    }

    private BaresipPeer answering(String user, String secret, int toneHz) {
        return BaresipPeer.start(folder, ports, BaresipPeer.Phone.answering(user, secret, port, toneHz));
    }

    @Test
    void baresipTransfersBlindlyThroughKamailio() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer transferee = answering("853", "b-853", 500);
                BaresipPeer target = answering("895", "c-895", 700);
                BaresipPeer transferor =
                        BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual("858", "a-858", proxy.port(), 900))) {
            transferor.dial("sip:853@127.0.0.1:" + port);
            transferor.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(900, SOON);
            transferor.awaitHearing(500, SOON);

            transferor.transfer("sip:895@127.0.0.1:" + port);
            Map<String, Object> moved = transferee.awaitEvent("CALL_ESTABLISHED", SOON);
            assertThat(moved.get("peeruri")).asString().contains("895");
            assertThat(transferor.awaitEvent("CALL_CLOSED", SOON).get("param")).isEqualTo("Call transfered");
            target.awaitEvent("CALL_ESTABLISHED", SOON);
            transferee.awaitHearing(700, SOON);
            target.awaitHearing(500, SOON);

            transferee.hangUp();
            target.awaitEvent("CALL_CLOSED", SOON);
        }
    }

    @Test
    void baresipRegistersAndCallsOverTcp() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer callee = answering("853", "b-853", 500);
                BaresipPeer caller = BaresipPeer.start(
                        folder,
                        ports,
                        BaresipPeer.Phone.manual("858", "a-858", proxy.port(), 900)
                                .overTcp())) {
            caller.dial("sip:853@127.0.0.1:" + port + ";transport=tcp");
            caller.awaitEvent("CALL_ESTABLISHED", SOON);
            callee.awaitEvent("CALL_ESTABLISHED", SOON);
            callee.hangUp();
            caller.awaitEvent("CALL_CLOSED", SOON);
        }
    }

    @Test
    void baresipHoldsAndResumes() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer callee = answering("853", "b-853", 500);
                BaresipPeer caller =
                        BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual("858", "a-858", proxy.port(), 900))) {
            caller.dial("sip:853@127.0.0.1:" + port);
            caller.awaitEvent("CALL_ESTABLISHED", SOON);
            callee.awaitEvent("CALL_REMOTE_SDP", SOON);
            callee.awaitHearing(900, SOON);
            caller.hold();
            assertThat(callee.awaitEvent("CALL_REMOTE_SDP", SOON).get("param")).isEqualTo("offer");
            caller.resume();
            assertThat(callee.awaitEvent("CALL_REMOTE_SDP", SOON).get("param")).isEqualTo("offer");
            callee.hangUp();
            caller.awaitEvent("CALL_CLOSED", SOON);
        }
    }

    @Test
    void baresipRefusesARingingCallWith486() {
        try (KamailioPeer proxy = kamailio();
                BaresipPeer callee =
                        BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual("853", "b-853", proxy.port(), 500));
                BaresipPeer caller =
                        BaresipPeer.start(folder, ports, BaresipPeer.Phone.manual("858", "a-858", proxy.port(), 900))) {
            caller.dial("sip:853@127.0.0.1:" + port);
            callee.awaitEvent("CALL_INCOMING", SOON);
            caller.awaitEvent("CALL_RINGING", SOON);
            callee.hangUp();
            assertThat(caller.awaitEvent("CALL_CLOSED", SOON).get("param"))
                    .asString()
                    .contains("486");
        }
    }

    @Test
    void kamailioChallengesWithSha256AndVerifiesIt() {
        KamailioPeer.Users users =
                KamailioPeer.Users.sha256().user("858", "a-858").open("853");
        try (KamailioPeer proxy = KamailioPeer.start(folder, port, users);
                RawSip sip = new RawSip(proxy.port())) {
            String challenge = sip.register("858", "").orElseThrow();
            assertThat(challenge).startsWith("SIP/2.0 401");
            assertThat(RawSip.challengeParameter(challenge, "algorithm")).isEqualTo("SHA-256");
            assertThat(sip.register("858", sha256(challenge, "a-858")).orElseThrow())
                    .as(proxy::report)
                    .startsWith("SIP/2.0 200");
            assertThat(sip.register("858", sha256(challenge, "wrong")).orElseThrow())
                    .startsWith("SIP/2.0 401");
            assertThat(sip.register("853", "").orElseThrow()).startsWith("SIP/2.0 200");
        }
    }

    private String sha256(String challenge, String secret) {
        return "Authorization: "
                + Digest.credentials(
                        "SHA-256",
                        "858",
                        RawSip.challengeParameter(challenge, "realm"),
                        secret,
                        "REGISTER",
                        "sip:127.0.0.1:" + port,
                        RawSip.challengeParameter(challenge, "nonce"))
                + "\r\n";
    }
}
