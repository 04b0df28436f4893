package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A PBX with telephones in pages and telephones of ours. */
final class LibraryHouse implements AutoCloseable {
    static final long SECONDS = 30;

    /** A telephone of ours: the calls that have come to it, and its digits. */
    record Ours(SoftPhone phone, PhoneLine line, BlockingQueue<IncomingCall> calls) {
        IncomingCall nextCall() throws InterruptedException {
            var call = calls.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(call).as("a call comes to " + line.account().address()).isNotNull();
            return call;
        }
    }

    private final Chromium chromium;
    private final FreePorts ports = new FreePorts();
    private final int udp = ports.one();
    private final int webSocket = ports.one();
    private final TraceLog trace = new TraceLog(4_000_000);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Pbx pbx;

    LibraryHouse(Chromium chromium) {
        this.chromium = chromium;
        pbx = Pbx.builder()
                .listen("udp:127.0.0.1:" + udp)
                .listen("ws:127.0.0.1:" + webSocket)
                .extension("700", "s-700")
                .extension("701", "s-701")
                .extension("853", "s-853")
                .extension("854", "s-854")
                .trace(trace)
                .start();
        open.push(pbx);
    }

    Pbx pbx() {
        return pbx;
    }

    LibraryPhone page(LibraryPhone.Library library, String number, int hertz) {
        return page(library, number, hertz, "s-" + number, "balanced");
    }

    LibraryPhone page(LibraryPhone.Library library, String number, int hertz, String secret, String bundlePolicy) {
        var phone = new LibraryPhone(
                chromium,
                library,
                number + "@" + webSocket,
                Map.of(
                        "socket",
                        "ws://127.0.0.1:" + webSocket,
                        "address",
                        "sip:" + number + "@127.0.0.1",
                        "secret",
                        secret,
                        "hertz",
                        Integer.toString(hertz),
                        "policy",
                        bundlePolicy));
        open.push(() -> phone.order("stop"));
        return phone;
    }

    LibraryPhone registered(LibraryPhone.Library library, String number, int hertz) {
        return page(library, number, hertz).order("register").await("registered");
    }

    Ours ours(String number) throws Exception {
        var phone = SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
        open.push(phone);
        var line = phone.createLine(SipAccount.builder("sip:" + number + "@127.0.0.1:" + udp)
                .secret("s-" + number)
                .build());
        var calls = new LinkedBlockingQueue<IncomingCall>();
        phone.onIncomingCall(calls::add);
        assertThat(line.register().get(SECONDS, TimeUnit.SECONDS).isRegistered())
                .isTrue();
        return new Ours(phone, line, calls);
    }

    /** Both hear each other. */
    void talk(LibraryPhone page, int said, Call call, int ourTone) throws Exception {
        CompletableFuture<Void> heard = CallSound.hearing(call, said);
        CallSound.send(call, ourTone);
        page.awaitHearing(ourTone);
        heard.get(SECONDS, TimeUnit.SECONDS);
    }

    /** What the page has told, and the PBX has seen. */
    String report() {
        var text = new StringBuilder(chromium.report());
        for (TraceEvent event : trace.events()) {
            text.append(event).append('\n');
            if (event instanceof TraceEvent.Message message) {
                text.append(new String(message.bytes(), StandardCharsets.UTF_8)).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
