package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.world.World;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.AnswerOutcome;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.stack.flow.ListenPoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A phone of ours in this process with one line on loopback, whose calls are taken one by one. */
final class OurPhone implements AutoCloseable {
    /** Over UDP, on any port. */
    static final PhoneConfig CONFIG = PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0));

    private static final Duration SOON = Duration.ofSeconds(30);

    private final SoftPhone phone;
    private final PhoneLine line;
    private final BlockingQueue<IncomingCall> calls = new LinkedBlockingQueue<>();

    private OurPhone(SoftPhone phone, SipAccount account) {
        this.phone = phone;
        phone.onIncomingCall(calls::add);
        this.line = phone.createLine(account);
    }

    static OurPhone registered(int port, String user, String secret) {
        return registered(port, user, secret, CallSettings.DEFAULT);
    }

    static OurPhone registered(int port, String user, String secret, CallSettings settings) {
        return registered(port, user, secret, CONFIG, settings);
    }

    /** @param port the registrar's */
    static OurPhone registered(int port, String user, String secret, PhoneConfig config, CallSettings settings) {
        var account = SipAccount.builder("sip:" + user + "@127.0.0.1:" + port)
                .secret(secret)
                .calls(settings)
                .build();
        var ours = new OurPhone(SoftPhone.create(config), account);
        assertThat(soon(ours.line.register()).isRegistered()).isTrue();
        return ours;
    }

    /** One without a registrar, of that world. */
    static OurPhone alone(World world, PhoneConfig config, String address, CallSettings settings) {
        return new OurPhone(
                SoftPhone.create(world, config),
                SipAccount.builder(address).calls(settings).build());
    }

    static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    SoftPhone phone() {
        return phone;
    }

    PhoneLine line() {
        return line;
    }

    /** The next call, which rings. */
    IncomingCall rings(Supplier<String> report) {
        return Deadline.in(SOON).awaitValue("a call", () -> Optional.ofNullable(calls.poll()), report);
    }

    /** The next call, answered with a tone. */
    IncomingCall answers(int tone, Supplier<String> report) {
        var call = rings(report);
        CallSound.send(call, tone);
        assertThat(soon(call.answer())).as(report).isEqualTo(AnswerOutcome.ANSWERED);
        return call;
    }

    /** Calls, and is answered. */
    Call calls(String number, int tone, Supplier<String> report) {
        var call = line.createCall(number);
        CallSound.send(call, tone);
        assertThat(soon(call.start()).isAnswered()).as(report).isTrue();
        return call;
    }

    @Override
    public void close() {
        phone.close();
    }
}
