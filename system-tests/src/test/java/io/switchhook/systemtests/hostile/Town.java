package io.switchhook.systemtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.text.Printable;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.Packet;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.flow.TransportKind;
import io.switchhook.systemtests.lives.QuietWorld;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A PBX and two phones that talk through it, with a stranger on the same network. */
final class Town {
    private static final String CALLER = "858";
    private static final String CALLEE = "853";

    private final Simulation simulation = new Simulation(4_475);
    private final Pbx pbx;
    private final SoftPhone callerPhone;
    private final SoftPhone calleePhone;
    private final PhoneLine callerLine;
    private final PhoneLine calleeLine;
    private final Mallory mallory;
    private final List<WireMessage> setup = new ArrayList<>();
    private final List<String> dirty = new ArrayList<>();
    private boolean recording;
    private Call callerCall;
    private Call calleeCall;
    private int strangers;
    private int calls;
    private int probes;
    private int forgedDialogs;

    Town() throws IOException {
        pbx = Pbx.builder()
                .listen("udp:10.0.0.9:5060")
                .listen("tcp:10.0.0.9:5060")
                .extension(CALLER, "a")
                .extension(CALLEE, "b")
                .world(new QuietWorld(simulation.host("pbx", "10.0.0.9")))
                .start();
        callerPhone = SoftPhone.create(new QuietWorld(simulation.host("858", "10.0.0.1")), PhoneConfig.DEFAULT);
        calleePhone = SoftPhone.create(new QuietWorld(simulation.host("853", "10.0.0.2")), PhoneConfig.DEFAULT);
        callerLine = callerPhone.createLine(
                SipAccount.builder("sip:858@10.0.0.9").secret("a").build());
        calleeLine = calleePhone.createLine(
                SipAccount.builder("sip:853@10.0.0.9").secret("b").build());
        callerPhone.onIncomingCall(IncomingCall::reject);
        calleePhone.onIncomingCall(this::onCall);
        mallory = new Mallory(simulation);
        simulation.onPacket(this::onPacket);
        simulation.await(callerLine.register(), Duration.ofSeconds(5));
        simulation.await(calleeLine.register(), Duration.ofSeconds(5));
        talk();
    }

    private void onPacket(Packet packet) {
        if (recording && packet.kind() == Packet.Kind.DATAGRAM && packet.isDelivered()) {
            var bytes = packet.payload().toByteArray();
            if (WireMessage.isSip(bytes)) {
                setup.add(WireMessage.parse(bytes));
            }
        }
    }

    private void onCall(IncomingCall call) {
        check(call.remoteNumber());
        check(call.dialledNumber());
        call.callerName().ifPresent(this::check);
        check(call.toString());
        call.onStateChanged(change -> check(change.reason()));
        call.ended().thenAccept(ending -> check(ending.reason()));
        call.onTransferred(next -> check(next.remoteNumber()));
        call.onTransferProgress(progress -> check(progress.reason()));
        if (recording) {
            calleeCall = call;
            call.answer();
        } else if (strangers++ % 3 == 0) {
            call.answer();
            simulation.after(Duration.ofSeconds(5), call::hangUp);
        } else {
            call.reject();
        }
    }

    private void check(String told) {
        if (!Printable.isClean(told)) {
            dirty.add(Printable.escape(told));
        }
    }

    /** Makes the call that nobody may harm. */
    private void talk() {
        setup.clear();
        recording = true;
        calls++;
        var call = callerLine.createCall(CALLEE);
        callerCall = call;
        var outcome = simulation.await(call.start(), Duration.ofSeconds(10));
        simulation.run(Duration.ofMillis(100));
        recording = false;
        assertThat(outcome.isAnswered()).as("the call can be made: %s", outcome).isTrue();
    }

    Simulation simulation() {
        return simulation;
    }

    Mallory mallory() {
        return mallory;
    }

    /** The INVITE that a phone or the PBX got of the call that is up, and its answer. */
    WireMessage message(String method, boolean request, String toNumberOrPbx) {
        return setup.stream()
                .filter(message -> message.method().equals(method)
                        && (request ? message.isRequest() : !message.isRequest() && message.status() == 200)
                        && isLegOf(message, toNumberOrPbx))
                .findFirst()
                .orElseThrow();
    }

    private boolean isLegOf(WireMessage message, String toNumberOrPbx) {
        boolean callersLeg = message.callId().equals(callerCall.id());
        return callersLeg == toNumberOrPbx.equals("pbx");
    }

    InetSocketAddress phone(TransportKind kind) {
        var point = calleePhone.listenPoints().stream()
                .filter(candidate -> candidate.transport() == kind)
                .findFirst()
                .orElseThrow();
        return new InetSocketAddress("10.0.0.2", point.address().getPort());
    }

    InetSocketAddress pbx() {
        return new InetSocketAddress("10.0.0.9", 5_060);
    }

    /** From now on requests are forged within the dialogs of the call. */
    void forgesDialogs() {
        forgedDialogs = 2;
    }

    StackLoad pbxLoad() {
        return simulation.await(pbx.load(), Duration.ofSeconds(1));
    }

    StackLoad phoneLoad() {
        return simulation.await(calleePhone.load(), Duration.ofSeconds(1));
    }

    boolean callIsUp() {
        return callerCall.state().isAnswered() && calleeCall.state().isAnswered();
    }

    CallState callerState() {
        return callerCall.state();
    }

    /** After a good BYE of somebody who knew the dialog. */
    void talkAgain() {
        callerCall.hangUp();
        calleeCall.hangUp();
        simulation.run(Duration.ofSeconds(1));
        talk();
    }

    int calls() {
        return calls;
    }

    /** An OPTIONS by UDP is answered 200 in time. */
    boolean answersDatagram(InetSocketAddress victim) {
        var branch = nextBranch();
        mallory.datagram(options(victim, branch, "UDP").getBytes(java.nio.charset.StandardCharsets.UTF_8), victim);
        return isAnswered(() -> mallory.statusOf(branch));
    }

    boolean answersStream(Mallory.Stream stream, InetSocketAddress victim) {
        var branch = nextBranch();
        return stream.send(options(victim, branch, "TCP")) && isAnswered(() -> stream.statusOf(branch));
    }

    private String nextBranch() {
        return "z9hG4bKprobe" + ++probes + "x";
    }

    private boolean isAnswered(Supplier<OptionalInt> status) {
        return simulation.tryRunUntil(() -> status.get().isPresent(), Duration.ofSeconds(2))
                && status.get().getAsInt() == 200;
    }

    private String options(InetSocketAddress victim, String branch, String transport) {
        return "OPTIONS sip:" + victim.getHostString() + ":" + victim.getPort() + " SIP/2.0\r\nVia: SIP/2.0/"
                + transport + " " + Mallory.ADDRESS + ":" + Mallory.PORT + ";rport;branch=" + branch
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:mallory@" + Mallory.ADDRESS + ">;tag=probe\r\nTo: <sip:853@"
                + victim.getHostString() + ">\r\nCall-ID: " + branch
                + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    }

    /** What users were told that could harm a terminal or a log. */
    List<String> dirty() {
        return dirty;
    }

    /** Everybody goes home, and nothing of it all is left. */
    void close() {
        check(callerPhone.ladder(callerCall).replace("\n", ""));
        check(calleePhone.ladder(calleeCall).replace("\n", ""));
        callerCall.hangUp();
        calleeCall.hangUp();
        simulation.run(Duration.ofSeconds(200));
        calleeLine.calls().forEach(Call::hangUp);
        simulation.run(Duration.ofSeconds(40));
        simulation.await(callerLine.unregister(), Duration.ofSeconds(40));
        simulation.await(calleeLine.unregister(), Duration.ofSeconds(40));
        mallory.leave();
        simulation.run(Duration.ofSeconds(40));
        assertThat(simulation.await(callerPhone.load(), Duration.ofSeconds(1)).isEmpty())
                .isTrue();
        assertThat(phoneLoad().isEmpty()).isTrue();
        // Who knows a dialog can raise its CSeq so that no BYE of the real phone is ever in order again (RFC 3261
        // §12.2.2); then the session timer ends it (RFC 4028 §10).
        if (forgedDialogs > 0 && !pbxLoad().isEmpty()) {
            assertThat(pbxLoad().dialogs()).isLessThanOrEqualTo(forgedDialogs);
            simulation.run(Duration.ofMinutes(32));
        }
        assertThat(pbxLoad().isEmpty()).as("The PBX holds %s", pbxLoad()).isTrue();
        simulation.await(callerPhone.closeAsync(), Duration.ofSeconds(20));
        simulation.await(calleePhone.closeAsync(), Duration.ofSeconds(20));
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(20));
        simulation.runUntilIdle(Duration.ofSeconds(60));
        simulation.assertNothingLeft();
    }
}
