package io.switchhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxTrunk;
import io.switchhook.pbx.Trunk;
import io.switchhook.pbx.TrunkState;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.ListenPoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the servers among the examples with telephones on this machine. */
class ServersTest {
    private static final long SECONDS = 30;
    private static final String ANY_PORT = "udp:127.0.0.1:0";
    private static final Map<String, String> USERS = Map.of("858", "secret-858", "853", "secret-853");

    private final CountDownLatch stop = new CountDownLatch(1);
    private final SoftPhone phone = SoftPhone.create(
            PhoneConfig.DEFAULT.withListen(ListenPoint.parse(ANY_PORT, 0)).withRtpPorts(30_000, 32_000));

    @AfterEach
    void stop() {
        phone.close();
        stop.countDown();
    }

    @Test
    void backToBackConnects() throws Exception {
        callThrough("switchhook", start(started -> BackToBack.run(ANY_PORT, USERS, started, stop)));
    }

    @Test
    void domainProxyConnects() throws Exception {
        callThrough("switchhook", start(started -> DomainProxy.run(ANY_PORT, "switchhook", USERS, started, stop)));
    }

    @Test
    void domainProxyKeepsStrangersFromCallingOut() throws Exception {
        var host = start(started -> DomainProxy.run(ANY_PORT, "switchhook", USERS, started, stop));
        var stranger = phone.createLine(SipAccount.builder("sip:mallory@" + host)
                .proxy("sip:" + host)
                .secret("guess")
                .build());
        var outcome = stranger.createCall("sip:900123@127.0.0.1:9").start().get(SECONDS, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(DialOutcome.Refused.class);
    }

    @Test
    void statelessProxyConnectsThroughTheServerBehindIt() throws Exception {
        var server = start(started -> DomainProxy.run(ANY_PORT, "switchhook", USERS, started, stop));
        callThrough(
                "switchhook",
                start(started -> StatelessProxy.run(ANY_PORT, SipUri.parse("sip:" + server), started, stop)));
    }

    @Test
    void edgeProxyReachesTelephonesOverTheirConnections() throws Exception {
        var registrar = start(started -> DomainProxy.run(ANY_PORT, "switchhook", USERS, started, stop));
        var edge = start(started -> EdgeProxy.run("127.0.0.1:0", SipUri.parse("sip:" + registrar), started, stop));
        callThrough("switchhook", edge, SipAccount.Builder::outbound);
    }

    @Test
    void officePbxIsCalledByItsProviderAndCallsOut() throws Exception {
        var provider = start(started -> EmbeddedPbx.run(
                ANY_PORT,
                List.of("4930100:secret-4930100", "555:secret-555"),
                points -> started.accept(points.get(0)),
                stop));
        var registered = new CompletableFuture<PbxTrunk>();
        Consumer<PbxEvent> events = event -> {
            if (event instanceof PbxEvent.TrunkChanged changed
                    && changed.trunk().state() == TrunkState.REGISTERED) {
                registered.complete(changed.trunk());
            }
        };
        var trunk = Trunk.to("sip:" + provider).withLogin("4930100", "secret-4930100");
        var office = start(started -> OfficePbx.run(
                ANY_PORT, trunk, List.of("858:secret-858"), events, points -> started.accept(points.get(0)), stop));
        registered.get(SECONDS, TimeUnit.SECONDS);
        phone.onIncomingCall(IncomingCall::answer);
        var outside = register("provider", provider, "555", account -> account);
        var inside = register("office", office, "858", account -> account);
        for (var call : List.of(outside.createCall("4930100"), inside.createCall("0555"))) {
            assertThat(call.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
            assertThat(call.hangUp().get(SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private interface Server {
        void run(Consumer<ListenPoint> started) throws InterruptedException;
    }

    /** Returns host and port once the server listens. */
    private static String start(Server server) throws Exception {
        var listening = new CompletableFuture<ListenPoint>();
        var thread = new Thread(
                () -> {
                    try {
                        server.run(listening::complete);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        listening.completeExceptionally(e);
                    }
                },
                "example-server");
        thread.start();
        return IpLiteral.asHostPort(listening.get(SECONDS, TimeUnit.SECONDS).address());
    }

    private void callThrough(String domain, String proxy) throws Exception {
        callThrough(domain, proxy, account -> account);
    }

    private void callThrough(String domain, String proxy, UnaryOperator<SipAccount.Builder> more) throws Exception {
        phone.onIncomingCall(IncomingCall::answer);
        register(domain, proxy, "853", more);
        var caller = register(domain, proxy, "858", more);
        var call = caller.createCall("853");
        assertThat(call.start().get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(DialOutcome.Answered.class);
        assertThat(call.hangUp().get(SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    private PhoneLine register(String domain, String proxy, String number, UnaryOperator<SipAccount.Builder> more)
            throws Exception {
        var account = SipAccount.builder("sip:" + number + "@" + domain)
                .proxy("sip:" + proxy)
                .secret("secret-" + number);
        var line = phone.createLine(more.apply(account).build());
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS).isRegistered())
                .isTrue();
        return line;
    }
}
