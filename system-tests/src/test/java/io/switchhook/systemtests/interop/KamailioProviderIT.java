package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxTrunk;
import io.switchhook.pbx.Trunk;
import io.switchhook.pbx.TrunkState;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kamailio as the provider of our PBX: registration with digest, a call in and a call out, with sound. */
class KamailioProviderIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TONE = 700;

    @TempDir
    private Path folder;

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static PhoneLine line(SoftPhone phone, String user, String secret, int port) throws Exception {
        var line = phone.createLine(SipAccount.builder("sip:" + user + "@127.0.0.1:" + port)
                .secret(secret)
                .build());
        assertThat(await(line.register()).isRegistered()).isTrue();
        return line;
    }

    private static SoftPhone phone() {
        var phone = SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
        phone.onIncomingCall(call -> {
            CallSound.send(call, TONE);
            call.answer();
        });
        return phone;
    }

    private static void callGoesThrough(PhoneLine caller, String number) throws Exception {
        var call = caller.createCall(number);
        var heard = CallSound.hearing(call, TONE);
        var outcome = await(call.start());
        assertThat(outcome.isAnswered()).as(outcome::toString).isTrue();
        await(heard);
        call.hangUp();
        await(call.ended());
    }

    @Test
    void thePbxRegistersIsCalledAndCallsOut() throws Exception {
        int port = new FreePorts().one();
        var registered = new CompletableFuture<PbxTrunk>();
        try (var kamailio = KamailioPeer.start(
                        folder,
                        port,
                        KamailioPeer.Users.md5().user("4930100", "trunk-secret").user("030555", "zoe"));
                var pbx = start(port, registered);
                var outside = phone();
                var inside = phone()) {
            assertThat(await(registered).state()).as(kamailio::report).isEqualTo(TrunkState.REGISTERED);
            var subscriber = line(outside, "030555", "zoe", port);
            var extension = line(
                    inside, "858", "secret", pbx.listenPoints().get(0).address().getPort());
            callGoesThrough(subscriber, "4930100");
            callGoesThrough(extension, "030555");
        }
    }

    private static Pbx start(int port, CompletableFuture<PbxTrunk> registered) {
        var trunk = Trunk.to("sip:127.0.0.1:" + port)
                .named("provider")
                .withLogin("4930100", "trunk-secret")
                .registering()
                .withIncoming("4930100", CallRoute.to("858"));
        return Pbx.builder()
                .listen("udp:127.0.0.1:0")
                .extension("858", "secret")
                .trunk(trunk)
                .dialPlan(call -> CallRoute.to(CallTarget.through(trunk, call.dialled())))
                .onEvent(event -> {
                    if (event instanceof PbxEvent.TrunkChanged changed) {
                        registered.complete(changed.trunk());
                    }
                })
                .start();
    }
}
