package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The callers' scenarios against a phone that SIPp plays: each can succeed, and every check can fail. */
class CallerSelfIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String WARNING = "Warning: 399 phone \"User reject\"";
    private static final int ARTICLE_SDP = 292;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int phonePort = ports.one();
    private final int callerPort = ports.one();

    private SippScenario phone() {
        return SippScenario.named("phone")
                .with("length", "[0-9]+")
                .with("branch", "art-")
                .with("callerPort", Integer.toString(callerPort))
                .with("answerFormats", "8 101")
                .with("answerDirection", "")
                .with("version", "1");
    }

    private SippScenario refusing(String status, String header) {
        return phone().with("length", Integer.toString(ARTICLE_SDP))
                .part("callee/invited")
                .part("callee/refuses", "refusal", status, "header", header);
    }

    private SippPeer start(SippScenario phoneSide) {
        return SippPeer.start(folder, phoneSide, SippPeer.Run.server(phonePort, ports.sippMedia(), 1));
    }

    private SippPeer call(SippScenario callerSide) {
        return SippPeer.start(folder, callerSide, SippPeer.Run.client(callerPort, phonePort, ports.sippMedia() + 1));
    }

    private void assertBothSucceed(SippScenario callerSide, SippScenario phoneSide) {
        try (SippPeer phone = start(phoneSide);
                SippPeer caller = call(callerSide)) {
            caller.assertSucceeded(SOON);
            phone.assertSucceeded(SOON);
        }
    }

    private void assertCallerFails(SippScenario callerSide, SippScenario phoneSide) {
        try (SippPeer phone = start(phoneSide);
                SippPeer caller = call(callerSide)) {
            assertThat(caller.awaitExit(SOON))
                    .as(() -> caller.report() + phone.report())
                    .isEqualTo(1);
        }
    }

    @Test
    void rejectedAsInTheArticle() {
        assertBothSucceed(ArticleCaller.article("caller").rejectedWithWarning(), refusing("486 Busy Here", WARNING));
    }

    @Test
    void forwarded() {
        assertBothSucceed(
                ArticleCaller.article("caller").refused("302", "Contact:", "sip:854@"),
                refusing("302 Moved Temporarily", "Contact: <sip:854@127.0.0.1>"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            another status | 486 Busy | 603 Decline
            no warning | Warning: 399 | X-Nothing: 399
            another warning code | Warning: 399 | Warning: 370
            a warning without text | phone "User reject" | phone
            no To tag | ;tag=hqihanei | ;x=hqihanei
            another From tag | [last_From:] | From: <sip:1002@x>;tag=z
            a body length that is not 0 | Content-Length: 0 | Content-Length: 5
            180 before the refusal | 100 Trying | 180 Ringing
            """)
    void defectOfARefusalIsFound(String what, String text, String instead) {
        assertCallerFails(
                ArticleCaller.article("caller").rejectedWithWarning(),
                refusing("486 Busy Here", WARNING).plant(text, instead));
    }

    @Test
    void ringingCallIsCancelled() {
        assertBothSucceed(
                ArticleCaller.article("caller").cancelled(),
                phone().part("callee/invited").part("callee/rings").part("callee/cancelled"));
    }

    @Test
    void answeredHeldAndResumedByTheCaller() {
        assertBothSucceed(
                ArticleCaller.answered("caller")
                        .talk(100)
                        .hold(2)
                        .talk(100)
                        .resume(3)
                        .bye(4),
                answering()
                        .part("callee/reinvited", "answerDirection", "a=recvonly\n")
                        .part("callee/reinvited")
                        .part("callee/bye-taken"));
    }

    private SippScenario answering() {
        return phone().part("callee/invited").part("callee/rings").part("callee/answers");
    }

    @Test
    void lateOfferAndByeByThePhone() {
        assertBothSucceed(
                ArticleCaller.lateOffer("caller").talk(100).byeByPhone(),
                answering().part("pbx/talk", "millis", "200").part("callee/bye"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            answers with a format that was not to be | RTP/AVP 8 101 | RTP/AVP 8 3
            answers with telephone-event first | RTP/AVP 8 101 | RTP/AVP 101 8
            refuses the audio | m=audio [media_port] | m=audio 0
            has no Contact | Contact: <sip:1001 | X-Nothing: <sip:1001
            does not answer the hold | a=recvonly | a=sendrecv
            changes its tag | SIP/2.0 200 OK\\n[last_Via:]\\n[last_From:]\\n[last_To:]\\n | \
            SIP/2.0 200 OK\\n[last_Via:]\\n[last_From:]\\nTo: <sip:1001@x>;tag=other\\n
            """)
    void defectOfAnAnswerIsFound(String what, String text, String instead) {
        assertCallerFails(
                ArticleCaller.answered("caller").hold(2).resume(3).bye(4),
                answering()
                        .part("callee/reinvited", "answerDirection", "a=recvonly\n")
                        .part("callee/reinvited")
                        .part("callee/bye-taken")
                        .plant(text.replace("\\n", "\n"), instead.replace("\\n", "\n")));
    }

    @Test
    void rtpIsEchoed() throws IOException {
        int media = ports.sippMedia();
        try (SippPeer phone = SippPeer.start(folder, answering(), SippPeer.Run.server(phonePort, media, 1));
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] packet = new byte[172];
            Arrays.fill(packet, (byte) 0x2A);
            packet[0] = (byte) 0x80;
            socket.setSoTimeout((int) SOON.toMillis());
            socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), media));
            DatagramPacket echo = new DatagramPacket(new byte[500], 500);
            socket.receive(echo);
            assertThat(Arrays.copyOf(echo.getData(), echo.getLength()))
                    .as(phone::report)
                    .isEqualTo(packet);
        }
    }

    @Test
    void bareRequestSeesAFinalAnswerRepeatedUntilItsAck() {
        try (SippPeer phone = start(refusing("486 Busy Here", WARNING));
                ArticleInvite invite = new ArticleInvite(phonePort)) {
            invite.send();
            String first = invite.awaitFinal(SOON);
            assertThat(first).startsWith("SIP/2.0 486").contains(WARNING);
            assertThat(invite.awaitFinal(SOON)).as("repeated, as no ACK came").isEqualTo(first);
            invite.acknowledge(first);
            phone.assertSucceeded(SOON);
        }
    }
}
