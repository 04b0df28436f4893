package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.ice.IceSettings;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.stack.media.DigitsOutcome;
import io.switchhook.systemtests.fixture.FakeDtls;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.testkit.PeerDialog;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3550 §7: two telephones without a common codec talk through our PBX, which translates")
class TranscodingTest {
    private static final MediaFormat G722 = MediaFormat.G722;
    private static final MediaFormat PCMA = MediaFormat.PCMA;
    private static final MediaFormat PCMU = MediaFormat.PCMU;
    private static final MediaFormat OPUS = MediaFormat.OPUS;

    @RegisterExtension
    final Stage stage = new Stage();

    private final Queue<PbxEvent> events = new ConcurrentLinkedQueue<>();

    private void startPbx(TranscodingSettings settings) {
        stage.startPbx(builder -> builder.transcoding(settings).onEvent(events::add));
    }

    private Telephone registered(String number, MediaFormat... formats) {
        return registered(number, MediaSecurity.OFF, formats);
    }

    private Telephone registered(String number, MediaSecurity security, MediaFormat... formats) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .calls(CallSettings.DEFAULT.withSecurity(security))
                                .build(),
                        PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withCodecs(List.of(formats)))
                .register();
    }

    private static MediaFormat codec(String name) {
        return List.of(G722, PCMA, PCMU, OPUS).stream()
                .filter(format -> format.encoding().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> transcoded() {
        return events.stream()
                .filter(PbxEvent.CallTranscoded.class::isInstance)
                .map(PbxEvent.CallTranscoded.class::cast)
                .map(event -> event.callerCodec() + " " + event.calleeCodec())
                .toList();
    }

    private long invitesTo(String number) {
        return stage.sentBy("pbx").stream()
                .filter(message -> message.startLine().startsWith("INVITE sip:" + number))
                .count();
    }

    private void press(Call from, Call to) {
        var digits = new StringBuilder();
        to.onDigit(digits::append);
        assertThat(stage.await(from.sendDigits("8#5"))).isEqualTo(DigitsOutcome.SENT);
        stage.seconds(1);
        assertThat(digits).hasToString("8#5");
    }

    @ParameterizedTest
    @CsvSource({"G722, PCMA", "PCMA, G722", "PCMU, PCMA", "opus, PCMU", "PCMA, opus", "G722, opus"})
    void audioAndDigitsGoBothWays(String callers, String callees) {
        startPbx(TranscodingSettings.of(PCMU, PCMA, G722, OPUS));
        var caller = registered("858", codec(callers));
        var callee = registered("853", codec(callees)).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        press(call, callee.lastIncoming());
        press(callee.lastIncoming(), call);
        caller.assertTalksWith(callee);
        assertThat(transcoded()).containsExactly(callers + " " + callees);
        assertThat(invitesTo("853")).as("nobody is asked twice").isEqualTo(1);
        stage.await(call.hangUp());
        stage.seconds(1);
        assertThat(caller.hears()).isEmpty();
    }

    /** RFC 3264 §6.1: the caller's formats come first, and who has one of them takes it. */
    @Test
    void nothingIsTranslatedWhereTheyHaveOneInCommon() {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", PCMA);
        var callee = registered("853", PCMU, G722, PCMA).answering();
        caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(transcoded()).isEmpty();
        assertThat(invitesTo("853")).isEqualTo(1);
        assertThat(stage.sentBy("pbx").stream()
                        .filter(message -> message.startLine().startsWith("INVITE"))
                        .findFirst()
                        .map(WireMessage::body)
                        .orElseThrow())
                .containsPattern("m=audio \\d+ RTP/AVP 8 101 0 9\r\n");
    }

    @Test
    void withoutItTheyDoNotComeTogether() {
        startPbx(TranscodingSettings.OFF);
        var caller = registered("858", G722);
        registered("853", PCMA).answering();
        assertThat(caller.dial("853")).isNotInstanceOf(DialOutcome.Answered.class);
        assertThat(stage.sentBy("pbx")).noneMatch(message -> message.body().contains("PCMA"));
    }

    @Test
    void oneCallTooManyIsRefusedAndTold() {
        startPbx(TranscodingSettings.DEFAULT.withMaxCalls(1));
        var caller = registered("858", G722);
        var callee = registered("853", PCMA).answering();
        var other = registered("895", PCMU);
        var call = caller.talkTo("853");
        assertThat(other.dial("853"))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(488));
        stage.seconds(1);
        assertThat(events)
                .filteredOn(PbxEvent.TranscodingFull.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var full = (PbxEvent.TranscodingFull) event;
                    assertThat(full.most()).isEqualTo(1);
                    assertThat(full.call().caller()).isEqualTo("895");
                });
        caller.assertTalksWith(callee);
        stage.await(call.hangUp());
        stage.seconds(1);
        other.talkTo("853");
        other.assertTalksWith(callee);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eitherMayHold(boolean byCaller) {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", G722);
        var callee = registered("853", PCMA).answering();
        var call = caller.talkTo("853");
        var holding = byCaller ? call : callee.lastIncoming();
        assertThat(stage.await(holding.hold()).isDone()).isTrue();
        (byCaller ? callee : caller).assertHearsNothing();
        assertThat(stage.await(holding.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(transcoded()).as("told once").containsExactly("G722 PCMA");
    }

    @ParameterizedTest
    @CsvSource({"OFF, REQUIRED", "REQUIRED, OFF", "REQUIRED, REQUIRED"})
    void keysOfEachSideEndThere(MediaSecurity callers, MediaSecurity callees) {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", callers, G722);
        var callee = registered("853", callees, PCMA).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        press(call, callee.lastIncoming());
        assertThat(call.encryption().isPresent()).isEqualTo(callers == MediaSecurity.REQUIRED);
        assertThat(callee.lastIncoming().encryption().isPresent()).isEqualTo(callees == MediaSecurity.REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "G722, PCMA, PCMU, false",
        "G722, PCMA, PCMU, true",
        "G722, PCMA, G722, false",
        "G722, PCMA, G722, true",
        "G722, G722, PCMA, false",
        "G722, G722, PCMA, true",
        "PCMU, PCMU, opus, true"
    })
    void transfersJoinWhoeverHasWhat(String transferees, String transferors, String targets, boolean attended) {
        startPbx(TranscodingSettings.of(PCMU, PCMA, G722, OPUS));
        var transferor = registered("858", codec(transferors), codec(targets));
        var transferee = registered("853", codec(transferees)).answering();
        var target = registered("895", codec(targets)).answering();
        var call = transferor.talkTo("853");
        transferor.assertTalksWith(transferee);
        var outcome = attended
                ? stage.await(call.attendedTransfer(transferor.talkTo("895")))
                : stage.await(call.blindTransfer("895"));
        assertThat(outcome.isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
        press(transferee.lastIncoming(), target.lastIncoming());
    }

    @Test
    void theOtherSideMayMakeTheOffer() {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", G722);
        var callee = registered("853", PCMA).answering();
        var call = caller.prepare("853", DialOptions.DEFAULT.withLateOffer());
        assertThat(stage.await(call.start()).isAnswered()).isTrue();
        caller.assertTalksWith(callee);
        press(call, callee.lastIncoming());
        assertThat(transcoded()).containsExactly("G722 PCMA");
    }

    /** RFC 3960 §2, RFC 3261 §13.2.1: what is heard first comes from one telephone, and another one answers in another codec. */
    @ParameterizedTest
    @CsvSource({"PCMA, PCMU", "PCMA, G722", "G722, PCMA"})
    void earlyMediaAndTheAnswerMayBeOfTelephonesWithOtherCodecs(String early, String answering) {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", G722);
        var first = registered("853", codec(early)).on(IncomingCall::ringWithEarlyMedia);
        var second = stage.telephone(
                        "upstairs",
                        SipAccount.builder("sip:853@" + Stage.PBX_ADDRESS)
                                .secret("853")
                                .build(),
                        PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withCodecs(List.of(codec(answering))))
                .register();
        var call = caller.prepare("853");
        call.start();
        stage.until(() -> !first.incoming().isEmpty() && !second.incoming().isEmpty());
        stage.seconds(2);
        second.lastIncoming().answer();
        stage.until(() -> call.state() == CallState.IN_CALL);
        stage.seconds(1);
        caller.assertTalksWith(second);
        press(call, second.lastIncoming());
    }

    @Test
    void aCallThatLastsHasNoMoreToSayOfIt() {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", G722);
        var callee = registered("853", PCMA).answering();
        caller.talkTo("853");
        stage.seconds(Duration.ofMinutes(2).toSeconds());
        caller.assertTalksWith(callee);
        assertThat(transcoded()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    @DisplayName("RFC 5763: keys of a handshake end there too, on either leg")
    void keysOfHandshakesEndThere(boolean ofCaller, boolean ofCallee) {
        var ofPbx = new FakeDtls("pbx");
        stage.startPbx(builder -> builder.transcoding(TranscodingSettings.DEFAULT)
                .onEvent(events::add)
                .dtls(ofPbx));
        var caller = withHandshakes("858", ofCaller, G722);
        var callee = withHandshakes("853", ofCallee, PCMA).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        press(call, callee.lastIncoming());
        assertThat(call.encryption().isPresent()).isEqualTo(ofCaller);
        assertThat(callee.lastIncoming().encryption().isPresent()).isEqualTo(ofCallee);
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        callee.assertHearsNothing();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(transcoded()).containsExactly("G722 PCMA");
        stage.await(call.hangUp());
        stage.seconds(1);
        assertThat(ofPbx.alive()).isZero();
    }

    private Telephone withHandshakes(String number, boolean handshakes, MediaFormat format) {
        var calls = handshakes
                ? CallSettings.DEFAULT.withSecurity(MediaSecurity.REQUIRED).withKeyExchange(KeyExchange.DTLS)
                : CallSettings.DEFAULT.withSecurity(MediaSecurity.OFF);
        return telephone(number, calls, config -> config.withDtls(new FakeDtls(number)), format);
    }

    private Telephone telephone(
            String number, CallSettings calls, UnaryOperator<PhoneConfig> more, MediaFormat format) {
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .calls(calls)
                                .build(),
                        more.apply(
                                PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withCodecs(List.of(format))))
                .register();
    }

    @Test
    @DisplayName("RFC 8445: the leg of a caller may have its path by ICE")
    void theCallerMayUseIce() {
        startPbx(TranscodingSettings.DEFAULT);
        var ice = CallSettings.DEFAULT.withIce(IceSettings.of());
        var caller = telephone("858", ice, config -> config, G722);
        var callee = telephone("853", ice, config -> config, PCMA).answering();
        var call = caller.talkTo("853");
        stage.seconds(2);
        caller.assertTalksWith(callee);
        press(call, callee.lastIncoming());
        press(callee.lastIncoming(), call);
        assertThat(call.path()).isPresent();
        assertThat(stage.await(call.hold()).isDone()).isTrue();
        assertThat(stage.await(call.resume()).isDone()).isTrue();
        caller.assertTalksWith(callee);
        assertThat(transcoded()).containsExactly("G722 PCMA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    @DisplayName("RFC 3264 §8.3.2: one leg changes its codec in the middle, to one in common and back")
    void aLegChangesItsCodec(String method) {
        startPbx(TranscodingSettings.DEFAULT);
        var caller = registered("858", G722);
        var desk = deskPhone();
        var audio = stage.probe("desk", 8_700);
        var call = caller.prepare("853");
        var started = call.start();
        var invite = desk.expectRequest("INVITE");
        var dialog = desk.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.header("Allow", "INVITE, ACK, BYE, UPDATE").body("application/sdp", only(audio, 8, 1)));
        dialog.expectRequest("ACK");
        assertThat(stage.await(started).isAnswered()).isTrue();
        var there = RtpProbe.mediaAddress(invite.body());
        audio.sendTone(PageCall.PEER_TONE, there);
        audio.expectTone(caller.tone(), Duration.ofSeconds(2));
        assertThat(caller.hearsPeer()).isTrue();
        change(dialog, method, only(audio, 0, 2));
        audio.sendPcmu();
        stage.seconds(1);
        audio.expectTone(caller.tone(), Duration.ofSeconds(2));
        assertThat(caller.hearsPeer()).isTrue();
        assertThat(call.state()).isEqualTo(CallState.IN_CALL);
        assertThat(transcoded()).containsExactly("G722 PCMA", "G722 PCMU");
    }

    private ScriptedPeer deskPhone() {
        var desk = stage.peer("853", "desk", "10.0.0.20", 5_060)
                .lenient()
                .target(new InetSocketAddress(IpLiteral.parse(Stage.PBX_ADDRESS).orElseThrow(), 5_060));
        var dialog = desk.newDialog("sip:" + Stage.PBX_ADDRESS);
        var own = "<sip:853@" + Stage.PBX_ADDRESS + ">";
        var register = dialog.send("REGISTER", draft -> draft.replace("To", own));
        var challenge = dialog.expectResponse("REGISTER", 401);
        dialog.sendAuthorized(register, challenge, "853", "853");
        dialog.expectResponse("REGISTER", 200);
        return desk;
    }

    private static void change(PeerDialog dialog, String method, String sdp) {
        if (method.equals("UPDATE")) {
            dialog.send("UPDATE", draft -> draft.body("application/sdp", sdp));
            dialog.expectResponse("UPDATE", 200);
        } else {
            var invite = dialog.invite(sdp);
            dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        }
    }

    /** A description with that codec alone. */
    private static String only(RtpProbe audio, int type, int version) {
        int other = type == 8 ? 0 : 8;
        return audio.sdp()
                .replaceAll("(o=probe \\d+) 1", "$1 " + version)
                .replace("RTP/AVP 8 0 101", "RTP/AVP " + type + " 101")
                .replaceAll("a=rtpmap:" + other + " [^\r]*\r\n", "");
    }
}
