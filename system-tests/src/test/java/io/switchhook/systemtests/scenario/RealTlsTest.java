package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.testkit.TestCertificate;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Our phones and our PBX over TLS, on sockets of this machine")
@Timeout(60)
class RealTlsTest {
    private static final int TONE = 620;
    private static final TestCertificate CERTIFICATE = TestCertificate.signed("dns:pbx.example.org", "ip:127.0.0.1");

    private final Queue<String> transports = new ConcurrentLinkedQueue<>();

    private Pbx pbx() {
        return Pbx.builder()
                .listen("tls:127.0.0.1:0")
                .tls(CERTIFICATE.identity())
                .extension("858", "one")
                .extension("853", "two")
                .trace(event -> {
                    if (event instanceof TraceEvent.Message message) {
                        transports.add(message.transport());
                    }
                })
                .start();
    }

    private static SoftPhone phone(TlsTrust trust) {
        return SoftPhone.create(PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                .withStreams(StreamSettings.DEFAULT.withTrust(trust)));
    }

    private static PhoneLine line(SoftPhone phone, Pbx pbx, String address, String secret) {
        int port = pbx.listenPoints().get(0).address().getPort();
        return phone.createLine(
                SipAccount.builder(String.format(address, port)).secret(secret).build());
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Completes when the tone of the other side was heard. */
    private static CompletableFuture<Boolean> hears(Call call) {
        var heard = new CompletableFuture<Boolean>();
        var ear = new ToneDetector(8_000, TONE);
        call.audio().receive((samples, offset, count) -> {
            ear.write(samples, offset, count);
            if (ear.hears(TONE, 0.6)) {
                heard.complete(true);
            }
        });
        return heard;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sips:%s@127.0.0.1:%%d", "sip:%s@127.0.0.1:%%d;transport=tls"})
    void toneIsHeardInACallThatWasSetUpOverTls(String address) throws Exception {
        var trust = TlsTrust.anchors(CERTIFICATE.anchor());
        try (var pbx = pbx();
                var caller = phone(trust);
                var callee = phone(trust)) {
            var from = line(caller, pbx, String.format(address, "858"), "one");
            var to = line(callee, pbx, String.format(address, "853"), "two");
            assertThat(get(from.register()).isRegistered()).isTrue();
            assertThat(get(to.register()).isRegistered()).isTrue();
            var incoming = new CompletableFuture<IncomingCall>();
            callee.onIncomingCall(call -> {
                call.audio().send(new ToneSource(8_000, TONE));
                call.answer();
                incoming.complete(call);
            });
            var call = from.createCall("853");
            var heard = hears(call);
            assertThat(get(call.start()).isAnswered()).isTrue();
            assertThat(get(heard)).isTrue();
            call.hangUp();
            get(incoming.get(20, TimeUnit.SECONDS).ended());
            assertThat(call.state()).isEqualTo(CallState.COMPLETED);
            assertThat(transports).isNotEmpty().containsOnly("TLS");
        }
    }

    @Test
    void pbxWithoutTrustedCertificateGetsNoPassword() throws Exception {
        try (var pbx = pbx();
                var caller = phone(TlsTrust.SYSTEM)) {
            var outcome = get(line(caller, pbx, "sips:858@127.0.0.1:%d", "one").register());
            assertThat(outcome).isNotInstanceOf(RegistrationOutcome.Registered.class);
            assertThat(transports).isEmpty();
        }
    }
}
