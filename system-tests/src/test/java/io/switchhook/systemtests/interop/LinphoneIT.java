package io.switchhook.systemtests.interop;

import static io.switchhook.systemtests.interop.OurPhone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.stack.media.DigitsOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** linphone and phones of ours at a PBX of ours, and at Kamailio, where it takes and sends REFER itself. It logs in with SHA-256. */
class LinphoneIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OUR_TONE = 440;
    private static final int OTHER_TONE = 700;
    private static final int THEIR_TONE = 500;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int port = ports.one();

    private Pbx pbx() {
        return Pbx.builder()
                .listen("udp:127.0.0.1:" + port)
                .extension("858", "a-858")
                .extension("853", "b-853")
                .extension("895", "c-895")
                .start();
    }

    private LinphonePeer answering() {
        return LinphonePeer.start(folder, ports, LinphonePeer.Phone.answering("853", "b-853", port, THEIR_TONE));
    }

    private LinphonePeer manual() {
        return LinphonePeer.start(folder, ports, LinphonePeer.Phone.manual("853", "b-853", port, THEIR_TONE));
    }

    private static void assertTalk(LinphonePeer linphone, Call call, int tone) {
        soon(CallSound.hearing(call, THEIR_TONE));
        linphone.awaitHearing(tone, SOON);
    }

    private static void assertTalk(Call one, int itsTone, Call other, int othersTone) {
        soon(CallSound.hearing(one, othersTone));
        soon(CallSound.hearing(other, itsTone));
    }

    private static void awaitState(Call call, CallState state, LinphonePeer linphone) {
        Deadline.in(SOON).await("our call is " + state, () -> call.state() == state, linphone::report);
    }

    @Test
    void isCalledAndHeldAndHoldsAndPressesKeys() throws Exception {
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858");
                var linphone = answering()) {
            assertThat(linphone.log()).contains("algorithm=SHA-256, username=\"853\"");
            var call = ours.calls("853", OUR_TONE, linphone::report);
            var digits = new LinkedBlockingQueue<Character>();
            call.onDigit(digits::add);
            assertTalk(linphone, call, OUR_TONE);

            assertThat(soon(call.hold()).isDone()).isTrue();
            linphone.await("Call 1 has been paused by", SOON);
            assertThat(soon(call.resume()).isDone()).isTrue();
            assertTalk(linphone, call, OUR_TONE);

            linphone.tell("pause");
            linphone.await("Call 1 with sip:858@127.0.0.1 is now paused", SOON);
            awaitState(call, CallState.REMOTE_HELD, linphone);
            linphone.tell("resume");
            awaitState(call, CallState.IN_CALL, linphone);
            assertTalk(linphone, call, OUR_TONE);

            linphone.tell("5");
            assertThat(digits.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo('5');
            linphone.tell("#");
            assertThat(digits.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo('#');
            assertThat(soon(call.sendDigits("8*"))).isEqualTo(DigitsOutcome.SENT);
            linphone.await("Receiving tone 8 from", SOON);
            linphone.await("Receiving tone * from", SOON);

            linphone.tell("terminate");
            assertThat(soon(call.ended()).by()).isEqualTo(CallEnding.Party.REMOTE);
            linphone.await("Call 1 with sip:858@127.0.0.1 ended (No error)", SOON);
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    @Test
    void callsAndTransfersUsBlindlyAndAttended() throws Exception {
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858");
                var target = OurPhone.registered(port, "895", "c-895");
                var linphone = manual()) {
            linphone.tell("call 858");
            var call = ours.answers(OUR_TONE, linphone::report);
            assertTalk(linphone, call, OUR_TONE);
            linphone.tell("transfer sip:895@127.0.0.1:" + port);
            var reached = target.answers(OTHER_TONE, linphone::report);
            linphone.await("of call 1 has been transfered", SOON);
            linphone.await("Call 1 with sip:858@127.0.0.1:" + port + " ended (No error)", SOON);
            assertTalk(call, OUR_TONE, reached, OTHER_TONE);
            soon(call.hangUp());
            soon(reached.ended());

            linphone.tell("call 858");
            var second = ours.answers(OUR_TONE, linphone::report);
            assertTalk(linphone, second, OUR_TONE);
            linphone.tell("pause");
            linphone.await("Call 2 with sip:858@127.0.0.1:" + port + " is now paused", SOON);
            linphone.tell("call 895");
            var consulted = target.answers(OTHER_TONE, linphone::report);
            assertTalk(linphone, consulted, OTHER_TONE);
            linphone.tell("transfer 2 --to-call 3");
            linphone.await("of call 2 has been transfered", SOON);
            linphone.await("Call 2 with sip:858@127.0.0.1:" + port + " ended (No error)", SOON);
            linphone.await("Call 3 with sip:895@127.0.0.1:" + port + " ended (No error)", SOON);
            assertTalk(second, OUR_TONE, consulted, OTHER_TONE);
            soon(second.hangUp());
            soon(consulted.ended());
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    @Test
    void isTransferredByUs() throws Exception {
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858");
                var target = OurPhone.registered(port, "895", "c-895");
                var linphone = answering()) {
            transferred(ours, target, linphone);
            linphone.tell("terminate");
            linphone.await("Call 1 with sip:858@127.0.0.1 ended (No error)", SOON);
            assertThat(pbx.calls().join()).isEmpty();
        }
    }

    private void transferred(OurPhone ours, OurPhone target, LinphonePeer linphone) throws Exception {
        var call = ours.calls("853", OUR_TONE, linphone::report);
        assertTalk(linphone, call, OUR_TONE);
        var outcome = call.blindTransfer("895");
        var reached = target.answers(OTHER_TONE, linphone::report);
        assertThat(soon(outcome).isSuccess())
                .as(() -> outcome + linphone.report())
                .isTrue();
        assertTalk(linphone, reached, OTHER_TONE);
    }

    /**
     * linphone sends the new INVITE itself, and holds us meanwhile. It writes its address without a port, so that a GRUU would lead to port 5060: it asks for none.
     */
    @Test
    void isTransferredBehindAProxyAndTransfers() throws Exception {
        var users = KamailioPeer.Users.sha256()
                .user("858", "a-858")
                .user("853", "b-853")
                .user("895", "c-895");
        try (var proxy = KamailioPeer.start(folder, port, users);
                var ours = OurPhone.registered(port, "858", "a-858");
                var target = OurPhone.registered(port, "895", "c-895");
                var linphone = LinphonePeer.start(
                        folder,
                        ports,
                        LinphonePeer.Phone.answering("853", "b-853", port, THEIR_TONE)
                                .with("sip", "supported=replaces"))) {
            transferred(ours, target, linphone);
            linphone.tell("terminate all");
            linphone.await("Call 2 with", SOON);

            linphone.tell("call 858");
            var call = ours.answers(OUR_TONE, linphone::report);
            assertTalk(linphone, call, OUR_TONE);
            var next = new CompletableFuture<Call>();
            call.onTransferred(next::complete);
            linphone.tell("transfer sip:895@127.0.0.1:" + port);
            var reached = target.answers(OTHER_TONE, linphone::report);
            linphone.await("has been transfered", SOON);
            var over = soon(next);
            CallSound.send(over, OUR_TONE);
            assertTalk(over, OUR_TONE, reached, OTHER_TONE);
            soon(over.hangUp());
            assertThat(proxy.port()).isEqualTo(port);
        }
    }

    @Test
    void refusesAndIsRefusedAndGivesUp() throws Exception {
        try (var pbx = pbx();
                var ours = OurPhone.registered(port, "858", "a-858");
                var linphone = manual()) {
            linphone.tell("call 858");
            soon(ours.rings(linphone::report).reject(486));
            linphone.await("Call 1 with sip:858@127.0.0.1:" + port + " error", SOON);
            linphone.awaitLogged("SIP/2.0 486 Busy Here", SOON);

            linphone.tell("call 858");
            var given = ours.rings(linphone::report);
            linphone.awaitLogged("to LinphoneCallOutgoingRinging", SOON);
            linphone.tell("terminate");
            assertThat(soon(given.ended()).state()).isEqualTo(CallState.CANCELLED);

            var call = ours.line().createCall("853");
            var outcome = call.start();
            linphone.await("Receiving new incoming call from sip:858@127.0.0.1", SOON);
            linphone.tell("terminate");
            assertThat(soon(outcome)).isInstanceOf(DialOutcome.Refused.class);
            assertThat(((DialOutcome.Refused) outcome.join()).status()).isEqualTo(603);
            assertThat(pbx.calls().join()).isEmpty();
        }
    }
}
