package io.switchhook.systemtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.Draft;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "What has broken other systems: bodies, loops, logins, names that can be guessed, hostility of one's own server")
class WhatBrokeOthersTest {
    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n";

    @RegisterExtension
    final Stage stage = new Stage();

    static Stream<String> absurdDescriptions() {
        return Stream.of(
                HEAD + "m=audio 9000 RTP/AVP 0\r\n".repeat(2_000),
                HEAD + "m=audio 9000 RTP/AVP" + " 0".repeat(5_000) + "\r\n",
                HEAD + "m=audio 9000 RTP/AVP 4294967296\r\n",
                HEAD + "m=audio 65536 RTP/AVP 0\r\n",
                HEAD + "m=audio 9000/4294967295 RTP/AVP 0\r\n",
                HEAD + "m=audio -1 RTP/AVP 0\r\n",
                HEAD + "m=audio 9000 RTP/AVP 0\r\n" + "a=rtpmap:0 PCMU/8000\r\n".repeat(2_500),
                HEAD + "m=audio 9000 RTP/AVP 0\r\na=ptime:99999999999\r\na=rtcp:99999\r\n",
                HEAD.replace("10.0.0.9\r\nt", "224.0.0.1/999/99999\r\nt") + "m=audio 9000 RTP/AVP 0\r\n",
                HEAD.replace("1 1 IN", "99999999999999999999 -7 IN") + "m=audio 9000 RTP/AVP 0\r\n",
                "v=0",
                "\u0000\u0001\u0002");
    }

    private WireMessage answerTo(ScriptedPeer pbx, String phone, String type, String body) {
        var dialog = pbx.newDialog(phone);
        var invite = dialog.send("INVITE", draft -> draft.body(type, body));
        var answer = pbx.expectFinal("INVITE", Duration.ofSeconds(3));
        dialog.ack(invite, answer);
        if (answer.status() == 200) {
            dialog.send("BYE");
            dialog.expectResponse("BYE", 200);
        }
        return answer;
    }

    @ParameterizedTest
    @MethodSource("absurdDescriptions")
    @DisplayName("counts and numbers of a description, however absurd, get a final answer at once")
    void absurdDescriptionGetsAFinalAnswer(String description) {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.direct("858").answering();
        var answer = answerTo(pbx, phone.uri(), "application/sdp", description);
        assertThat(answer.status()).isIn(200, 400, 413, 488, 606);
        assertThat(answerTo(pbx, phone.uri(), "application/sdp", HEAD + "m=audio 9000 RTP/AVP 0\r\n")
                        .status())
                .as("the next call is as any")
                .isEqualTo(200);
    }

    static Stream<String> absurdParts() {
        var deep = IntStream.range(0, 200)
                .mapToObj(i -> "--b" + i + "\r\nContent-Type: multipart/mixed;boundary=b" + (i + 1) + "\r\n\r\n")
                .collect(Collectors.joining());
        return Stream.of("no boundary at all", "--b0", "--b0--", "--b0\r\n".repeat(4_000), deep, "\r\n".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("absurdParts")
    @DisplayName("parts without their boundary, without end, or one in the other, get a final answer at once")
    void absurdPartsGetAFinalAnswer(String body) {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.direct("858").answering();
        assertThat(answerTo(pbx, phone.uri(), "multipart/mixed;boundary=b0", body)
                        .status())
                .isGreaterThanOrEqualTo(200);
        assertThat(answerTo(pbx, phone.uri(), "multipart/mixed", body).status()).isGreaterThanOrEqualTo(200);
    }

    @Test
    @DisplayName("a session timer that is never long enough is not asked for for ever")
    void endlessSessionIntervalsEnd() {
        var pbx = stage.peerAsPbx("853").lenient();
        var least = new int[] {2_000};
        pbx.whenRequest(
                "INVITE",
                invite ->
                        pbx.respond(invite, 422, draft -> draft.header("Min-SE", Integer.toString(least[0] += 1_000))));
        var outcome = stage.await(stage.unregistered("858").prepare("853").start());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(422));
        assertThat(stage.requests("858", "INVITE")).hasSizeLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=\"10.0.0.9\"",
                "Bearer realm=\"10.0.0.9\"",
                "Digest realm=\"10.0.0.9\", nonce=\"n\", algorithm=MD4",
                "Digest realm=\"10.0.0.9\", qop=\"auth\"",
                "Digest",
                "\"\""
            })
    @DisplayName("no password in the clear, not even for the own server, and no answer to what is no digest")
    void onlyDigestsAreAnswered(String challenge) {
        var pbx = stage.peerAsPbx("853").lenient();
        var phone = stage.unregistered("858");
        var outcome = phone.line().register();
        var register = pbx.expectRequest("REGISTER");
        pbx.respond(register, 401, draft -> draft.header("WWW-Authenticate", challenge));
        assertThat(stage.await(outcome).kind()).isEqualTo(RegistrationOutcome.Kind.REFUSED);
        assertThat(stage.requests("858", "REGISTER"))
                .hasSize(1)
                .noneMatch(message -> message.header("Authorization").isPresent());
    }

    private static String bare(WireMessage answer) {
        return answer.toString()
                .replaceAll("(tag|nonce|branch|received|rport|Call-ID)([=:]) ?\"?[^;\",\r\n]*", "$1$2")
                .replaceAll("858|777", "N")
                .replaceAll("(?m)^(From|To|CSeq|Via):.*$", "$1");
    }

    @Test
    @DisplayName("an unknown extension and a wrong secret get the same answers, byte for byte")
    void unknownUsersCannotBeToldFromWrongSecrets() {
        stage.startPbx();
        for (var number : new String[] {"858", "777"}) {
            var phone = stage.telephone(
                    number,
                    SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                            .secret("wrong")
                            .build());
            stage.await(phone.line().register());
        }
        var answers = stage.sentBy("pbx").stream()
                .filter(message -> !message.isRequest())
                .collect(Collectors.groupingBy(
                        message -> message.header("To").orElse("").contains("858"),
                        Collectors.mapping(WhatBrokeOthersTest::bare, Collectors.toList())));
        assertThat(answers.get(true)).hasSizeGreaterThanOrEqualTo(2).isEqualTo(answers.get(false));
    }

    @Test
    @DisplayName("credentials that were overheard register nobody else: neither as they are nor under another Contact")
    void overheardCredentialsRegisterNobody() {
        stage.startPbx();
        var phone = stage.registered("858");
        var thief = stage.peer("858", "thief", "10.0.0.77", 5_060).lenient();
        var heard = stage.requests("858", "REGISTER").get(1);
        var pbx = new InetSocketAddress(stage.host("pbx").address(), 5_060);
        var stolen = Draft.request("REGISTER", "sip:" + Stage.PBX_ADDRESS)
                .header("Via", thief.newVia())
                .header("Max-Forwards", "70")
                .header("From", heard.header("From").orElseThrow())
                .header("To", heard.header("To").orElseThrow())
                .header("Call-ID", "stolen")
                .header("CSeq", "900 REGISTER")
                .header("Contact", "<" + thief.uri() + ">")
                .header("Authorization", heard.header("Authorization").orElseThrow())
                .header("Content-Length", "0")
                .build();
        thief.send(stolen, pbx);
        var answer = thief.expectFinal("REGISTER", Duration.ofSeconds(2));
        assertThat(answer.status()).isEqualTo(401);
        var rings = stage.registered("853").prepare("858");
        phone.answering();
        assertThat(stage.await(rings.start()).isAnswered()).isTrue();
        assertThat(thief.received()).noneMatch(message -> message.isRequest("INVITE"));
        stage.await(rings.hangUp());
    }

    @Test
    @DisplayName("Call-IDs, tags and branches are long, and none comes twice")
    void namesCannotBeGuessed() {
        var pbx = stage.peerAsPbx("853").lenient();
        pbx.whenRequest("INVITE", invite -> pbx.respond(invite, 486));
        var phone = stage.unregistered("858");
        for (int i = 0; i < 40; i++) {
            stage.await(phone.prepare("853").start());
        }
        var seen = new HashSet<String>();
        for (var invite : stage.requests("858", "INVITE")) {
            var from = invite.header("From").orElseThrow();
            var tag = from.substring(from.indexOf("tag=") + 4);
            var branch = invite.via().replaceAll(".*branch=z9hG4bK([^;]*).*", "$1");
            assertThat(invite.callId().length()).isGreaterThanOrEqualTo(20);
            assertThat(tag.length()).isGreaterThanOrEqualTo(10);
            assertThat(branch.length()).isGreaterThanOrEqualTo(16);
            assertThat(seen.add(invite.callId()) && seen.add(tag) && seen.add(branch))
                    .as("new in %s", invite)
                    .isTrue();
        }
        assertThat(seen).hasSize(120);
    }

    @Test
    @DisplayName("every torture message of RFC 4475, sent on by the phone's own server within a call, is survived")
    void hostilityOfTheOwnServerIsSurvived() throws IOException {
        var page = PageCall.outgoing(stage);
        var phone = new InetSocketAddress(
                stage.host("858").address(),
                page.phone().phone().listenPoints().get(0).address().getPort());
        page.pbx().lenient();
        for (var message : Corpus.torture().entrySet()) {
            page.pbx().sendBytes(message.getValue(), phone);
            stage.seconds(0.2);
            page.dialog().send("INFO");
            page.dialog().expectResponse("INFO", 200);
        }
        page.assertTheyTalk();
        page.call().hangUp();
        page.agreeToBye();
        stage.await(page.call().ended());
    }

    @Test
    @DisplayName("a REFER while our re-INVITE is under way is answered, and both come to an end")
    void referCrossesOurHold() {
        var page = PageCall.outgoing(stage);
        page.pbx().lenient();
        var held = page.call().hold();
        var hold = page.dialog().expectRequest("INVITE");
        page.dialog().send("REFER", draft -> draft.header("Refer-To", "<tel:sorry>"));
        var answer = page.pbx().expectFinal("REFER", Duration.ofSeconds(2));
        assertThat(answer.status()).isGreaterThanOrEqualTo(200);
        page.dialog().respondWithSdp(hold, 200, page.audio().sdp("recvonly"));
        page.dialog().expectRequest("ACK");
        assertThat(stage.await(held).isDone()).isTrue();
        page.call().hangUp();
        page.agreeToBye();
        stage.await(page.call().ended());
    }
}
