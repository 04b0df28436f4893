package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two Kamailio nodes of one domain behind SRV records (RFC 3263 §4.3): one is dead from the beginning, or dies between two calls. */
class DeadKamailioIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int TONE = 700;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int first = ports.one();
    private final int second = ports.one();

    private KamailioPeer kamailio(int port) throws IOException {
        return KamailioPeer.start(
                Files.createDirectories(folder.resolve("node-" + port)),
                port,
                KamailioPeer.Users.md5().user("858", "a-858").user("853", "b-853"));
    }

    private ZoneServer zone(String transport) {
        return new ZoneServer("""
                _sip._%1$s.pbx.example. 60 IN SRV 10 0 %2$d node.pbx.example.
                _sip._%1$s.pbx.example. 60 IN SRV 20 0 %3$d node.pbx.example.
                node.pbx.example. 60 IN A 127.0.0.1
                """.formatted(transport, first, second));
    }

    /** A dead UDP server is given up after 64 times T1 (RFC 3261 §17.1): on loopback 50 ms are plenty. */
    private static PhoneConfig onLoopback() {
        return PhoneConfig.DEFAULT
                .withTimers(new TimerValues(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofMillis(500)))
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0), ListenPoint.parse("tcp:127.0.0.1:0", 0));
    }

    private static PhoneLine line(SoftPhone phone, String user, String secret, String transport) {
        return phone.createLine(SipAccount.builder("sip:" + user + "@pbx.example;transport=" + transport)
                .secret(secret)
                .build());
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static void takeWithTone(IncomingCall call) {
        CallSound.send(call, TONE);
        call.answer();
    }

    private static void callGoesThrough(PhoneLine caller) throws Exception {
        var call = caller.createCall("853");
        var heard = CallSound.hearing(call, TONE);
        var outcome = await(call.start());
        assertThat(outcome.isAnswered()).as(outcome::toString).isTrue();
        await(heard);
        call.hangUp();
        await(call.ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void nodeThatIsDeadFromTheBeginningIsPassedOver(String transport) throws Exception {
        try (var dns = zone(transport);
                var alive = kamailio(second);
                var world = RealWorld.openWithDns(List.of(dns.address()));
                var caller = SoftPhone.create(world, onLoopback());
                var callee = SoftPhone.create(world, onLoopback())) {
            callee.onIncomingCall(DeadKamailioIT::takeWithTone);
            assertThat(await(line(callee, "853", "b-853", transport).register()).isRegistered())
                    .as(alive::report)
                    .isTrue();
            var line = line(caller, "858", "a-858", transport);
            assertThat(await(line.register()).isRegistered()).as(alive::report).isTrue();
            callGoesThrough(line);
        }
    }

    @Test
    void nodeThatDiesBetweenTwoCallsIsReplaced() throws Exception {
        try (var dns = zone("tcp");
                var world = RealWorld.openWithDns(List.of(dns.address()));
                var caller = SoftPhone.create(world, onLoopback());
                var callee = SoftPhone.create(world, onLoopback());
                var spare = kamailio(second)) {
            callee.onIncomingCall(DeadKamailioIT::takeWithTone);
            var called = line(callee, "853", "b-853", "tcp");
            var calling = line(caller, "858", "a-858", "tcp");
            try (var preferred = kamailio(first)) {
                assertThat(await(called.register()).isRegistered())
                        .as(preferred::report)
                        .isTrue();
                assertThat(await(calling.register()).isRegistered())
                        .as(preferred::report)
                        .isTrue();
                callGoesThrough(calling);
            }
            // The binding was known to the dead node alone.
            for (var line : List.of(called, calling)) {
                await(line.unregister());
                assertThat(await(line.register()).isRegistered())
                        .as(spare::report)
                        .isTrue();
            }
            callGoesThrough(calling);
        }
    }
}
