package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.testkit.TestCertificate;
import io.switchhook.transport.RealWorld;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our phones behind Kamailio over TCP and TLS, with digest, found by SRV records (RFC 3263 §4). They listen on UDP alone, so that Kamailio reaches them over the
 * connections that they have opened; its certificate is for the domain, its Record-Route names an address.
 */
class StreamsBehindKamailioIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final TestCertificate CERTIFICATE = TestCertificate.signed("dns:pbx.example");

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();
    private final int tlsPort = ports.one();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private ZoneServer dns;
    private RealWorld world;

    @BeforeEach
    void openWorld() {
        dns = new ZoneServer("""
                _sip._tcp.pbx.example. 60 IN SRV 10 0 %d node.pbx.example.
                _sips._tcp.pbx.example. 60 IN SRV 10 0 %d node.pbx.example.
                node.pbx.example. 60 IN A 127.0.0.1
                """.formatted(port, tlsPort));
        world = RealWorld.openWithDns(List.of(dns.address()));
    }

    @AfterEach
    void closeWorld() {
        world.close();
        dns.close();
    }

    private KamailioPeer kamailio(TestCertificate certificate) {
        var users = KamailioPeer.Users.md5()
                .user("858", "a-858")
                .user("853", "b-853")
                .user("895", "c-895");
        return KamailioPeer.startWithTls(folder, port, tlsPort, certificate, users);
    }

    private SoftPhone phone(TestCertificate authority) {
        return SoftPhone.create(
                world,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                        .withTrust(TlsTrust.anchors(authority.anchor()))
                        .withTrace(event -> {
                            if (event instanceof TraceEvent.Message message
                                    && message.direction() == TraceEvent.Direction.RECEIVED) {
                                received.add(message.transport() + " "
                                        + new String(message.bytes(), StandardCharsets.UTF_8));
                            }
                        }));
    }

    private static PhoneLine line(SoftPhone phone, String user, String secret, String transport) {
        return phone.createLine(SipAccount.builder("sip:" + user + "@pbx.example;transport=" + transport)
                .secret(secret)
                .expires(Duration.ofSeconds(6))
                .build());
    }

    private PhoneLine registered(SoftPhone phone, String user, String secret, String transport, KamailioPeer proxy)
            throws Exception {
        var line = line(phone, user, secret, transport);
        var outcome = await(line.register());
        assertThat(outcome.isRegistered()).as(() -> outcome + proxy.report()).isTrue();
        return line;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<Void> reaching(Call call, CallState state) {
        var reached = new CompletableFuture<Void>();
        call.onStateChanged(change -> {
            if (change.state() == state) {
                reached.complete(null);
            }
        });
        return reached;
    }

    /** The next call is answered with this tone. */
    private static CompletableFuture<IncomingCall> answering(SoftPhone phone, int tone) {
        var taken = new CompletableFuture<IncomingCall>();
        phone.onIncomingCall(call -> {
            CallSound.send(call, tone);
            call.answer();
            taken.complete(call);
        });
        return taken;
    }

    /** One call, heard on both sides; the caller ends it, or else the callee. */
    private static void callAndHangUp(PhoneLine caller, SoftPhone calleePhone, String callee, boolean byCaller)
            throws Exception {
        var taken = answering(calleePhone, 700);
        var call = caller.createCall(callee);
        CallSound.send(call, 440);
        var heard = CallSound.hearing(call, 700);
        var outcome = await(call.start());
        assertThat(outcome.isAnswered()).as(outcome::toString).isTrue();
        var incoming = await(taken);
        await(heard);
        await(CallSound.hearing(incoming, 440));
        var first = byCaller ? call : incoming;
        var second = byCaller ? incoming : call;
        first.hangUp();
        assertThat(await(second.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        assertThat(await(first.ended()).by()).isEqualTo(CallEnding.Party.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void twoPhonesCallEachOther(String transport) throws Exception {
        try (var proxy = kamailio(CERTIFICATE);
                var one = phone(CERTIFICATE);
                var other = phone(CERTIFICATE)) {
            var first = registered(one, "858", "a-858", transport, proxy);
            var second = registered(other, "853", "b-853", transport, proxy);
            callAndHangUp(first, other, "853", true);
            callAndHangUp(first, other, "853", false);
            callAndHangUp(second, one, "858", true);
            callAndHangUp(second, one, "858", false);
        }
        assertOnlyOver(transport);
    }

    private void assertOnlyOver(String transport) {
        assertThat(received)
                .isNotEmpty()
                .allMatch(message -> message.startsWith(transport.toUpperCase(Locale.ROOT) + " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void holdAndTransferPassKamailio(String transport) throws Exception {
        try (var proxy = kamailio(CERTIFICATE);
                var one = phone(CERTIFICATE);
                var other = phone(CERTIFICATE);
                var third = phone(CERTIFICATE)) {
            var line = registered(one, "858", "a-858", transport, proxy);
            registered(other, "853", "b-853", transport, proxy);
            registered(third, "895", "c-895", transport, proxy);
            var taken = answering(other, 700);
            var target = answering(third, 900);
            var call = line.createCall("853");
            CallSound.send(call, 440);
            assertThat(await(call.start()).isAnswered()).isTrue();
            var transferee = await(taken);
            var held = reaching(transferee, CallState.REMOTE_HELD);
            assertThat(await(call.hold()).isDone()).isTrue();
            await(held);
            assertThat(await(call.resume()).isDone()).isTrue();
            await(CallSound.hearing(transferee, 440));
            var successor = new CompletableFuture<Call>();
            transferee.onTransferred(successor::complete);
            var outcome = await(call.blindTransfer("895"));
            assertThat(outcome).isInstanceOf(TransferOutcome.Completed.class);
            await(CallSound.hearing(await(successor), 900));
            await(CallSound.hearing(await(target), 700));
            await(target).hangUp();
            assertThat(await(await(successor).ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
        }
        assertOnlyOver(transport);
    }

    @Test
    void wrongPasswordIsRefusedOverTls() throws Exception {
        try (var proxy = kamailio(CERTIFICATE);
                var one = phone(CERTIFICATE)) {
            var outcome = await(line(one, "858", "wrong", "tls").register());
            assertThat(outcome).as(proxy::report).isInstanceOf(RegistrationOutcome.Refused.class);
            assertThat(((RegistrationOutcome.Refused) outcome).status()).isEqualTo(401);
        }
    }

    @Test
    void kamailioWithACertificateForAnotherNameGetsNothing() throws Exception {
        var foreign = TestCertificate.signed("dns:other.example", "dns:node.pbx.example");
        try (var proxy = kamailio(foreign);
                var one = phone(foreign)) {
            var outcome = await(line(one, "858", "a-858", "tls").register());
            assertThat(outcome).as(proxy::report).isInstanceOf(RegistrationOutcome.Unreachable.class);
            assertThat(((RegistrationOutcome.Unreachable) outcome).reason())
                    .startsWith("The registrar at pbx.example could not be reached")
                    .contains("certificate")
                    .contains("pbx.example")
                    .endsWith(".");
        }
        assertThat(received).isEmpty();
    }

    /** The connections die with Kamailio, and its bindings too: the refreshes bring the phones back, each over a new connection. */
    @ParameterizedTest
    @ValueSource(strings = {"tls"})
    void phonesComeBackWhenKamailioIsRestarted(String transport) throws Exception {
        try (var one = phone(CERTIFICATE);
                var other = phone(CERTIFICATE)) {
            PhoneLine caller;
            try (var proxy = kamailio(CERTIFICATE)) {
                caller = registered(one, "858", "a-858", transport, proxy);
                registered(other, "853", "b-853", transport, proxy);
                callAndHangUp(caller, other, "853", true);
            }
            received.clear();
            try (var proxy = kamailio(CERTIFICATE)) {
                Deadline.in(SOON)
                        .await(
                                "both refreshes are answered",
                                () -> isRegisteredAnew("853") && isRegisteredAnew("858"),
                                () -> received + proxy.report());
                callAndHangUp(caller, other, "853", false);
            }
        }
    }

    private boolean isRegisteredAnew(String number) {
        return received.stream()
                .anyMatch(message -> message.contains("SIP/2.0 200 ")
                        && message.contains(" REGISTER")
                        && message.contains("sip:" + number + "@"));
    }
}
