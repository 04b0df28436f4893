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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server's certificate is renewed every two months and the server holds calls: it is not started again for that. */
class RenewedCertificateTest extends TransportTest {
    private static final TestCertificate FIRST = TestCertificate.of("dns:example.com");
    private static final TestCertificate RENEWED = TestCertificate.of("dns:example.com");

    @TempDir
    Path folder;

    private final Loop loop = openLoop("tls");
    private final BlockingQueue<StreamRecorder> servers = new LinkedBlockingQueue<>(100);
    private Path certificates;
    private Path key;

    @BeforeEach
    void files() throws IOException {
        certificates = folder.resolve("fullchain.pem");
        key = folder.resolve("privkey.pem");
        write(FIRST);
    }

    private void write(TestCertificate certificate) throws IOException {
        write(certificate.chainPem(), certificate.keyPem());
    }

    /** As an ACME client does: another file takes the place of each. */
    private void write(String certificatesPem, String keyPem) throws IOException {
        replace(certificates, certificatesPem);
        replace(key, keyPem);
    }

    private static void replace(Path file, String text) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private StreamSettings fromFiles() {
        return StreamSettings.DEFAULT.withIdentity(TlsIdentity.files(certificates.toString(), key.toString()));
    }

    private static StreamSettings pinning(TestCertificate certificate) {
        return StreamSettings.DEFAULT.withTrust(TlsTrust.pinned(certificate.fingerprint()));
    }

    private StreamListener listen(StreamKind kind, StreamSettings settings) throws IOException {
        return on(
                loop,
                () -> world.network().listen(loop, kind, address("127.0.0.1", 0), settings, (connection, now) -> {
                    var server = new StreamRecorder();
                    servers.add(server);
                    return server;
                }));
    }

    private StreamRecorder connect(StreamListener listener, StreamKind kind, StreamSettings settings)
            throws IOException {
        var client = new StreamRecorder();
        on(loop, () -> world.network().connect(loop, kind, listener.local(), "example.com", settings, client));
        return client;
    }

    private void end(StreamRecorder client) throws Exception {
        run(loop, () -> client.opened.thenAccept(StreamConnection::close));
        client.awaitClose();
        servers.poll(10, TimeUnit.SECONDS).awaitClose();
    }

    /** Who believes that certificate alone is let in, so it is the one that is shown. */
    private void assertShown(StreamListener listener, StreamKind kind, TestCertificate certificate) throws Exception {
        var client = connect(listener, kind, pinning(certificate));
        client.awaitOpen();
        end(client);
    }

    @ParameterizedTest
    @EnumSource(
            value = StreamKind.class,
            names = {"TLS", "WSS"})
    void theNextConnectionIsShownTheRenewedCertificateAndThoseThatStandLiveOn(StreamKind kind) throws Exception {
        var listener = listen(kind, fromFiles());
        var standing = connect(listener, kind, pinning(FIRST));
        standing.awaitOpen();
        var server = servers.poll(10, TimeUnit.SECONDS);
        write(RENEWED);
        assertShown(listener, kind, RENEWED);
        run(loop, () -> standing.opened.join().send(bytes("still here")));
        server.awaitText("still here");
        write(FIRST);
        assertShown(listener, kind, FIRST);
        run(loop, standing.opened.join()::close);
        standing.awaitClose();
        server.awaitClose();
        run(loop, listener::close);
    }

    @Test
    void whatCannotBeUsedIsSaidOnceAndTheCertificateBeforeItStays() throws Exception {
        var listener = listen(StreamKind.TLS, fromFiles());
        write(RENEWED.chainPem(), FIRST.keyPem());
        assertShown(listener, StreamKind.TLS, FIRST);
        assertThat(RecordedLog.current().await().text())
                .contains(certificates.toString(), "cannot be used", "does not belong to the certificate");
        assertShown(listener, StreamKind.TLS, FIRST);
        assertThat(RecordedLog.current().drain()).isEmpty();
        write(RENEWED);
        assertShown(listener, StreamKind.TLS, RENEWED);
        Files.delete(certificates);
        assertShown(listener, StreamKind.TLS, RENEWED);
        assertThat(RecordedLog.current().await().text()).contains("cannot be read");
        run(loop, listener::close);
    }

    @Test
    void aRenewedCertificateThatHasExpiredIsNotTaken() throws Exception {
        var listener = listen(StreamKind.TLS, fromFiles());
        write(TestCertificate.expired("dns:example.com"));
        assertShown(listener, StreamKind.TLS, FIRST);
        assertThat(RecordedLog.current().await().text()).contains("2020-01-02", "not now");
        run(loop, listener::close);
    }

    @Test
    void filesThatCannotBeUsedAreSaidWhenListeningBegins() throws IOException {
        write("nothing", "nothing");
        assertThatThrownBy(() -> listen(StreamKind.TLS, fromFiles()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no certificate");
        Files.delete(certificates);
        assertThatThrownBy(() -> listen(StreamKind.TLS, fromFiles()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aClientWithNothingToShowFails() throws Exception {
        Files.delete(key);
        try (var server = new ServerSocket(0, 1, address("127.0.0.1", 0).getAddress())) {
            var client = new StreamRecorder();
            var there = address("127.0.0.1", server.getLocalPort());
            on(loop, () -> world.network().connect(loop, StreamKind.TLS, there, "example.com", fromFiles(), client));
            var reason = client.awaitClose();
            assertThat(reason.kind()).isEqualTo(StreamClose.Kind.CONNECT_FAILED);
            assertThat(reason.detail()).contains("privkey.pem cannot be read");
        }
    }

    @Test
    void aClientShowsTheRenewedOneToo() throws Exception {
        var settings = StreamSettings.DEFAULT
                .withIdentity(FIRST.identity())
                .withTrust(TlsTrust.pinned(RENEWED.fingerprint()))
                .withClientProof(ClientProof.REQUIRED);
        var listener = listen(StreamKind.TLS, settings);
        var own = fromFiles().withTrust(TlsTrust.pinned(FIRST.fingerprint()));
        write(RENEWED);
        var client = connect(listener, StreamKind.TLS, own);
        client.awaitOpen();
        var server = servers.poll(10, TimeUnit.SECONDS);
        server.awaitOpen();
        run(loop, () -> client.opened.join().close());
        client.awaitClose();
        server.awaitClose();
        run(loop, listener::close);
    }
}
