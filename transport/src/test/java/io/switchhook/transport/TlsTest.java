package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.StreamClose;
import io.switchhook.base.net.StreamConnection;
import io.switchhook.base.net.StreamKind;
import io.switchhook.base.net.StreamListener;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.testkit.TestCertificate;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest extends TransportTest {
    private static final TestCertificate SERVER = TestCertificate.signed("uri:sip:example.com", "ip:127.0.0.1");
    private static final TestCertificate CLIENT = TestCertificate.of("dns:client.example.com");
    /** The same names, and the same issuer by name. */
    private static final TestCertificate CLIENT_OF_A_STRANGER = TestCertificate.of("dns:client.example.com");

    private static final TestCertificate STRANGER = TestCertificate.of("dns:example.com");

    private final Loop loop = openLoop("tls");
    private final StreamRecorder client = new StreamRecorder();
    private final StreamRecorder server = new StreamRecorder();
    private final CompletableFuture<StreamConnection> accepted = new CompletableFuture<>();

    private static StreamSettings being(TestCertificate certificate) {
        return StreamSettings.DEFAULT.withIdentity(certificate.identity());
    }

    private static StreamSettings trusting(TestCertificate certificate) {
        return StreamSettings.DEFAULT.withTrust(TlsTrust.anchors(certificate.anchor()));
    }

    private StreamListener listen(StreamSettings settings) throws IOException {
        return on(
                loop,
                () -> world.network()
                        .listen(loop, StreamKind.TLS, address("127.0.0.1", 0), settings, (connection, now) -> {
                            accepted.complete(connection);
                            return server;
                        }));
    }

    private StreamConnection connect(StreamListener listener, String name, StreamSettings settings) throws IOException {
        return connect(listener, name, settings, client);
    }

    private StreamConnection connect(
            StreamListener listener, String name, StreamSettings settings, StreamRecorder recorder) throws IOException {
        return on(
                loop, () -> world.network().connect(loop, StreamKind.TLS, listener.local(), name, settings, recorder));
    }

    private void end(StreamListener listener) throws Exception {
        run(loop, () -> {
            listener.close();
            client.opened.thenAccept(StreamConnection::close);
        });
        client.awaitClose();
        if (accepted.isDone()) {
            server.awaitClose();
        }
    }

    private void assertNotTrusted(String expected) throws Exception {
        var reason = client.awaitClose();
        assertThat(reason.kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
        assertThat(reason.detail()).contains(expected);
        assertThat(client.opened).isNotDone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "EXAMPLE.com", "127.0.0.1"})
    void bytesGoBothWaysWhereTheNameIsProven(String name) throws Exception {
        var listener = listen(being(SERVER));
        var connection = on(loop, () -> {
            var connecting =
                    world.network().connect(loop, StreamKind.TLS, listener.local(), name, trusting(SERVER), client);
            assertThat(connecting.local().getPort()).isNotZero();
            assertThat(connecting.proves(name)).isFalse();
            assertThat(connecting.send(bytes("REGISTER"))).isTrue();
            return connecting;
        });
        assertThat(client.awaitOpen()).isSameAs(connection);
        server.awaitText("REGISTER");
        assertThat(connection.kind()).isEqualTo(StreamKind.TLS);
        assertThat(on(loop, () -> connection.proves("example.com") && connection.proves("127.0.0.1")))
                .isTrue();
        assertThat(on(loop, () -> connection.proves("other.example.com"))).isFalse();
        assertThat(on(loop, () -> accepted.join().proves("example.com"))).isFalse();
        assertThat(accepted.join().remote()).isEqualTo(connection.local());
        var much = "0123456789".repeat(50_000);
        run(loop, () -> server.opened.join().send(bytes(much)));
        client.awaitText(much);
        run(loop, connection::close);
        assertThat(client.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.REMOTE);
        run(loop, listener::close);
    }

    /** A session that is resumed shows no certificate on the wire; its names are those of the first handshake. */
    @ParameterizedTest
    @EnumSource(
            value = ClientProof.class,
            names = {"WANTED", "REQUIRED"})
    void clientThatComesAgainHasProvenItsNamesAsTheFirstTime(ClientProof proof) throws Exception {
        var ends = new ArrayList<StreamRecorder>();
        var settings =
                being(SERVER).withTrust(TlsTrust.anchors(CLIENT.anchor())).withClientProof(proof);
        var listener = on(
                loop,
                () -> world.network()
                        .listen(loop, StreamKind.TLS, address("127.0.0.1", 0), settings, (connection, now) -> {
                            ends.add(new StreamRecorder());
                            return ends.get(ends.size() - 1);
                        }));
        for (int i = 0; i < 4; i++) {
            var again = new StreamRecorder();
            var connection = connect(listener, "example.com", trusting(SERVER).withIdentity(CLIENT.identity()), again);
            again.awaitOpen();
            run(loop, () -> connection.send(bytes("REGISTER")));
            var end = ends.get(i);
            end.awaitText("REGISTER");
            assertThat(on(loop, () -> end.opened.join().proves("client.example.com")))
                    .isTrue();
            assertThat(on(loop, () -> end.opened.join().proves("example.com"))).isFalse();
            assertThat(on(loop, () -> connection.proves("example.com"))).isTrue();
            // Tickets come behind the handshake (RFC 8446 §4.6.1), before what the server says next.
            run(loop, () -> end.opened.join().send(bytes("200 OK")));
            again.awaitText("200 OK");
            run(loop, connection::close);
            again.awaitClose();
            end.awaitClose();
        }
        run(loop, listener::close);
    }

    @Test
    void laterConnectionsProveAsTheFirstDidAndNoSessionProvesAnotherName() throws Exception {
        var ends = new ArrayList<StreamRecorder>();
        var listener = on(
                loop,
                () -> world.network()
                        .listen(loop, StreamKind.TLS, address("127.0.0.1", 0), being(SERVER), (connection, now) -> {
                            ends.add(new StreamRecorder());
                            return ends.get(ends.size() - 1);
                        }));
        for (int i = 0; i < 3; i++) {
            var again = new StreamRecorder();
            var connection = connect(listener, "example.com", trusting(SERVER), again);
            again.awaitOpen();
            assertThat(on(loop, () -> connection.proves("example.com"))).isTrue();
            var stranger = new StreamRecorder();
            connect(listener, "other.example.com", trusting(SERVER), stranger);
            assertThat(stranger.awaitClose().kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
            run(loop, connection::close);
            again.awaitClose();
        }
        run(loop, listener::close);
        assertThat(ends).hasSize(6);
        for (var end : ends) {
            end.awaitClose();
        }
    }

    @Test
    void wrongNameIsNotTrustedAndTheSentenceNamesBoth() throws Exception {
        var listener = listen(being(SERVER));
        connect(listener, "bank.example.com", trusting(SERVER));
        assertNotTrusted("bank.example.com");
        assertThat(client.awaitClose().detail()).contains("for 127.0.0.1, example.com");
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void emptyNameIsProvenByNobody() throws Exception {
        var listener = listen(being(SERVER));
        connect(listener, "", trusting(SERVER));
        assertNotTrusted("expected a certificate for");
        end(listener);
    }

    @Test
    void certificateOfAnotherAuthorityIsNotTrustedEvenWithTheRightName() throws Exception {
        var listener = listen(being(STRANGER));
        connect(listener, "example.com", trusting(SERVER));
        assertNotTrusted("anchor");
        end(listener);
    }

    @Test
    void theAnchorsOfJavaDoNotKnowOurs() throws Exception {
        var listener = listen(being(SERVER));
        connect(listener, "example.com", StreamSettings.DEFAULT);
        assertNotTrusted("anchor");
        end(listener);
    }

    @Test
    void expiredCertificateIsNotTrusted() throws Exception {
        var old = TestCertificate.expired("dns:example.com");
        var listener = listen(being(old));
        connect(listener, "example.com", trusting(old));
        assertNotTrusted("expired");
        end(listener);
    }

    @Test
    void pinnedCertificateIsBelievedWithoutNameAndAnchorButOnlyForTheNameCalled() throws Exception {
        var listener = listen(being(STRANGER));
        var connection = connect(
                listener, "192.0.2.7", StreamSettings.DEFAULT.withTrust(TlsTrust.pinned(STRANGER.fingerprint())));
        client.awaitOpen();
        assertThat(on(loop, () -> connection.proves("192.0.2.7"))).isTrue();
        assertThat(on(loop, () -> connection.proves("example.com"))).isFalse();
        end(listener);
    }

    @Test
    void anotherThanThePinnedIsNotTrusted() throws Exception {
        var listener = listen(being(STRANGER));
        connect(listener, "example.com", StreamSettings.DEFAULT.withTrust(TlsTrust.pinned(CLIENT.fingerprint())));
        assertNotTrusted("pinned");
        end(listener);
    }

    @Test
    void expiredCertificateIsNotTrustedThoughPinned() throws Exception {
        var old = TestCertificate.expired("dns:example.com");
        var listener = listen(being(old));
        connect(listener, "example.com", StreamSettings.DEFAULT.withTrust(TlsTrust.pinned(old.fingerprint())));
        assertNotTrusted("expired");
        end(listener);
    }

    @Test
    void whoTrustsAnybodyGetsAnybody() throws Exception {
        var listener = listen(being(STRANGER));
        var connection = connect(listener, "bank.example", StreamSettings.DEFAULT.withTrust(TlsTrust.ANYBODY));
        client.awaitOpen();
        assertThat(on(loop, () -> connection.proves("bank.example"))).isTrue();
        end(listener);
    }

    @Test
    void clientProvesItself() throws Exception {
        var listener = listen(
                being(SERVER).withTrust(TlsTrust.anchors(CLIENT.anchor())).withClientProof(ClientProof.REQUIRED));
        connect(listener, "example.com", trusting(SERVER).withIdentity(CLIENT.identity()));
        server.awaitOpen();
        assertThat(on(loop, () -> accepted.join().proves("client.example.com"))).isTrue();
        end(listener);
    }

    @Test
    void clientWithoutCertificateIsNotTrustedWhereItMustProve() throws Exception {
        var listener = listen(
                being(SERVER).withTrust(TlsTrust.anchors(CLIENT.anchor())).withClientProof(ClientProof.REQUIRED));
        connect(listener, "example.com", trusting(SERVER));
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
        assertThat(server.opened).isNotDone();
        assertThat(client.awaitClose().detail()).contains("give this side an identity");
        run(loop, listener::close);
    }

    @Test
    void clientWithTheCertificateOfAStrangerIsNotTrusted() throws Exception {
        var listener = listen(
                being(SERVER).withTrust(TlsTrust.anchors(CLIENT.anchor())).withClientProof(ClientProof.REQUIRED));
        connect(listener, "example.com", trusting(SERVER).withIdentity(STRANGER.identity()));
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
        client.awaitClose();
        run(loop, listener::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereProofIsOnlyWantedEveryClientComesInAndTheTrustedAloneProves(boolean trusted) throws Exception {
        var listener = listen(
                being(SERVER).withTrust(TlsTrust.anchors(CLIENT.anchor())).withClientProof(ClientProof.WANTED));
        var shown = trusted ? CLIENT : CLIENT_OF_A_STRANGER;
        connect(listener, "example.com", trusting(SERVER).withIdentity(shown.identity()));
        server.awaitOpen();
        assertThat(on(loop, () -> accepted.join().proves("client.example.com"))).isEqualTo(trusted);
        end(listener);
    }

    @Test
    void clientThatShowsNothingComesInWhereProofIsOnlyWanted() throws Exception {
        var listener = listen(being(SERVER).withClientProof(ClientProof.WANTED));
        connect(listener, "example.com", trusting(SERVER));
        server.awaitOpen();
        assertThat(on(loop, () -> accepted.join().proves("example.com"))).isFalse();
        end(listener);
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.6.1.5.5.7.3.20, true", // id-kp-sipDomain
        "1.3.6.1.5.5.7.3.1, true", // id-kp-serverAuth
        "2.5.29.37.0, true", // anyExtendedKeyUsage
        "1.3.6.1.5.5.7.3.2, false" // id-kp-clientAuth
    })
    void certificateForSipIsTakenAndOneForOtherUsesIsNot(String usage, boolean taken) throws Exception {
        var certificate = TestCertificate.signedFor(List.of(usage), "dns:example.com");
        var listener = listen(being(certificate));
        connect(listener, "example.com", trusting(certificate));
        if (taken) {
            client.awaitOpen();
        } else {
            assertNotTrusted("anchor");
        }
        end(listener);
    }

    @ParameterizedTest
    @CsvSource({"example.com, true, anchor", "bank.example, false, call it by a name that it has"})
    void certificateForSipOfAnotherAuthorityOrNameIsNotTrusted(String name, boolean strange, String why)
            throws Exception {
        var certificate = TestCertificate.signedFor(List.of("1.3.6.1.5.5.7.3.20"), "dns:example.com");
        var listener = listen(being(certificate));
        connect(listener, name, trusting(strange ? SERVER : certificate));
        assertNotTrusted(why);
        end(listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void oldVersionsAreRefused(String version) throws Exception {
        var listener = listen(being(SERVER));
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("server", SERVER.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(listener.local());
            socket.setEnabledProtocols(new String[] {version});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        var reason = server.awaitClose();
        assertThat(reason.kind()).isIn(StreamClose.Kind.NOT_TRUSTED, StreamClose.Kind.CONNECT_FAILED);
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void plainBytesToASecurePortAreNotTrusted() throws Exception {
        var listener = listen(being(SERVER));
        try (var socket =
                new Socket(listener.local().getAddress(), listener.local().getPort())) {
            socket.getOutputStream().write("OPTIONS sip:a@b SIP/2.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            var reason = server.awaitClose();
            assertThat(reason.kind()).isEqualTo(StreamClose.Kind.NOT_TRUSTED);
            assertThat(reason.detail()).contains("does not speak TLS");
        }
        assertThat(server.opened).isNotDone();
        run(loop, listener::close);
    }

    @Test
    void serverThatAnswersInPlainIsNotTrusted() throws Exception {
        try (var plain = new ServerSocket(0, 1, address("127.0.0.1", 0).getAddress())) {
            on(
                    loop,
                    () -> world.network()
                            .connect(
                                    loop,
                                    StreamKind.TLS,
                                    address("127.0.0.1", plain.getLocalPort()),
                                    "example.com",
                                    trusting(SERVER),
                                    client));
            try (var socket = plain.accept()) {
                socket.getOutputStream().write("SIP/2.0 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertNotTrusted("does not speak TLS");
            }
        }
    }

    @Test
    void whatCannotBeUsedIsSaidWhenListeningBegins() {
        var other = TestCertificate.of("dns:a.example");
        assertListeningFails(StreamSettings.DEFAULT, "needs an identity");
        assertListeningFails(StreamSettings.DEFAULT.withIdentity(TlsIdentity.named("a.example")), "simulated");
        assertListeningFails(with(TlsIdentity.pem("nothing", SERVER.keyPem())), "no certificate");
        assertListeningFails(with(TlsIdentity.pem(SERVER.chainPem(), "nothing")), "no private key");
        assertListeningFails(
                with(TlsIdentity.pem(SERVER.chainPem(), SERVER.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"))),
                "openssl pkcs8");
        assertListeningFails(with(TlsIdentity.pem(SERVER.chainPem(), other.keyPem())), "does not belong");
        assertListeningFails(
                being(SERVER)
                        .withTrust(TlsTrust.anchors("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")),
                "cannot be read");
    }

    private static StreamSettings with(TlsIdentity identity) {
        return StreamSettings.DEFAULT.withIdentity(identity);
    }

    private void assertListeningFails(StreamSettings settings, String why) {
        assertThatThrownBy(() -> listen(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @Test
    void settingsThatCannotBeUsedFailAConnectionAndThrowNothing() throws Exception {
        on(
                loop,
                () -> world.network()
                        .connect(
                                loop,
                                StreamKind.TLS,
                                address("127.0.0.1", 1),
                                "example.com",
                                StreamSettings.DEFAULT.withTrust(TlsTrust.anchors("nothing")),
                                client));
        assertThat(client.awaitClose().detail()).contains("no certificate");
    }

    /** Whoever has no room for a connection must not have to keep its socket for as long as a peer draws a handshake out. */
    @ParameterizedTest
    @EnumSource(StreamKind.class)
    void whoIsTurnedAwayIsClosedWithoutAHandshake(StreamKind kind) throws Exception {
        var listener = on(
                loop,
                () -> world.network().listen(loop, kind, address("127.0.0.1", 0), being(SERVER), (connection, now) -> {
                    connection.close();
                    return server;
                }));
        try (var socket =
                new Socket(listener.local().getAddress(), listener.local().getPort())) {
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server.awaitClose().kind()).isEqualTo(StreamClose.Kind.LOCAL);
        run(loop, listener::close);
    }
}
