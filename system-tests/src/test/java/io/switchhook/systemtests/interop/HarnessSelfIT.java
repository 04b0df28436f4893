package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's PBX against a phone that SIPp plays: every variant can succeed, and every check can fail. */
class HarnessSelfIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OK_WITHOUT_CRLF = 14;
    private static final int OK_WITH_CRLF = 16;

    @TempDir
    private Path folder;

    private final FreePorts ports = new FreePorts();
    private final int pbxPort = ports.one();

    private PagePbx pbx() {
        return PagePbx.answering("pbx", pbxPort);
    }

    private PagePhone phone() {
        return PagePhone.calling(pbxPort, 401);
    }

    private SippPeer start(SippScenario pbxSide) {
        return SippPeer.start(folder, pbxSide, SippPeer.Run.server(pbxPort, ports.sippMedia(), 1));
    }

    private SippPeer startPhone(SippScenario phoneSide) {
        return SippPeer.start(folder, phoneSide, SippPeer.Run.client(ports.one(), pbxPort, ports.sippMedia()));
    }

    private void assertBothSucceed(SippScenario pbxSide, SippScenario phoneSide) {
        try (SippPeer pbx = start(pbxSide);
                SippPeer phone = startPhone(phoneSide)) {
            pbx.assertSucceeded(SOON);
            phone.assertSucceeded(SOON);
        }
    }

    private void assertPbxFails(SippScenario pbxSide, SippScenario phoneSide) {
        try (SippPeer pbx = start(pbxSide);
                SippPeer phone = startPhone(phoneSide)) {
            assertThat(pbx.awaitExit(SOON))
                    .as(() -> pbx.report() + phone.report())
                    .isEqualTo(1);
        }
    }

    @Test
    void registrarTakesAndRemovesABinding() {
        assertBothSucceed(pbx().end(), PagePhone.registering(pbxPort, PagePbx.SECRET));
    }

    @Test
    void registrarFailsAPhoneWithAWrongSecret() {
        assertPbxFails(pbx().end(), PagePhone.registering(pbxPort, "wrong"));
    }

    @Test
    void articleFlowWithByeFromThePbx() {
        assertBothSucceed(
                pbx().hold().referChallenged().accept().finalNotify("200 OK").byeByPbx(),
                articlePhone().answersBye().end());
    }

    @Test
    void articleFlowWithByeFromThePhone() {
        assertBothSucceed(
                pbx().hold().referChallenged().accept().finalNotify("200 OK").byeByPhone(),
                articlePhone().bye().receives(200, "BYE").end());
    }

    private PagePhone articlePhone() {
        return phone().hold()
                .refer()
                .receives(401, "REFER")
                .referWithCredentials(PagePbx.SECRET)
                .receives(202, "REFER")
                .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF);
    }

    @Test
    void articleFlowOverTcp() {
        SippScenario pbxSide =
                pbx().hold().refer().accept().finalNotify("200 OK").byeByPbx();
        SippScenario phoneSide = phone().hold()
                .refer()
                .receives(202, "REFER")
                .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF)
                .answersBye()
                .end();
        try (SippPeer pbx = SippPeer.start(
                        folder,
                        pbxSide,
                        SippPeer.Run.server(pbxPort, ports.sippMedia(), 1).overTcp());
                SippPeer phone = SippPeer.start(
                        folder,
                        phoneSide,
                        SippPeer.Run.client(ports.one(), pbxPort, ports.sippMedia())
                                .overTcp())) {
            pbx.assertSucceeded(SOON);
            phone.assertSucceeded(SOON);
        }
    }

    @Test
    void inviteChallengedWith407() {
        assertBothSucceed(
                PagePbx.answeringAfter407("pbx", pbxPort).byeByPhone(),
                PagePhone.calling(pbxPort, 407).bye().receives(200, "BYE").end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "481 Call/Transaction Does Not Exist"})
    void byesCross(String answer) {
        assertBothSucceed(
                pbx().refer().accept().finalNotify("200 OK").byeCrossing(answer),
                phone().refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF)
                        .bye()
                        .answersBye()
                        .receives(Integer.parseInt(answer.substring(0, 3)), "BYE")
                        .end());
    }

    @Test
    void pbxAnswersAByeThatComesWhileItsOwnIsUnderWay() {
        assertBothSucceed(
                pbx().refer().accept().finalNotify("200 OK").byeByPbx(),
                phone().refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF)
                        .crossesBye()
                        .end());
    }

    @Test
    void notifySeriesHasCrlf() {
        assertBothSucceed(
                pbx().hold()
                        .refer()
                        .accept()
                        .report("100 Trying", "active;expires=60")
                        .report("180 Ringing", "active;expires=59")
                        .report("200 OK", "terminated;reason=noresource")
                        .byeByPhone(),
                phone().hold()
                        .refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 100 Trying", 20)
                        .notified("SIP/2.0 180 Ringing", 21)
                        .notified("SIP/2.0 200 OK", OK_WITH_CRLF)
                        .bye()
                        .receives(200, "BYE")
                        .end());
    }

    @Test
    void notifyComesBeforeThe202() {
        assertBothSucceed(
                pbx().refer().finalNotify("200 OK").accept().byeByPhone(),
                phone().referOnce()
                        .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF)
                        .receives(202, "REFER")
                        .bye()
                        .receives(200, "BYE")
                        .end());
    }

    @Test
    void failedTransferComesBack() {
        assertBothSucceed(
                pbx().hold()
                        .refer()
                        .accept()
                        .finalNotify("486 Busy Here")
                        .resume()
                        .talk(100)
                        .byeByPhone(),
                phone().hold()
                        .refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 486 Busy Here", 21)
                        .resume()
                        .talk(100)
                        .bye()
                        .receives(200, "BYE")
                        .end());
    }

    @Test
    void refusedReferComesBack() {
        assertBothSucceed(
                pbx().hold().refer().refuse("603 Decline").resume().byeByPhone(),
                phone().hold()
                        .refer()
                        .receives(603, "REFER")
                        .resume()
                        .bye()
                        .receives(200, "BYE")
                        .end());
    }

    @Test
    void referWithoutSubscriptionIsAnswered200() {
        assertBothSucceed(
                pbx().refer().acceptWithoutSubscription().byeByPhone(),
                phone().refer()
                        .receives(200, "REFER")
                        .bye()
                        .receives(200, "BYE")
                        .end());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ACK of the challenge has another branch | [branch-2] | [branch-1]
            INVITE keeps its CSeq after the challenge | CSeq: 2 | CSeq: 1
            ACK of the 200 lacks the credentials | CSeq: 2 ACK\\nAuthorization | CSeq: 2 ACK\\nX
            digest of the INVITE is for another user | username="858" | username="859"
            INVITE has no Max-Forwards | Max-Forwards | X-Forwards
            INVITE goes to another number | INVITE sip:853 | INVITE sip:854
            INVITE offers neither PCMU nor PCMA | RTP/AVP 0 8 | RTP/AVP 3
            INVITE offers no audio port | m=audio [media_port] | m=audio 0
            INVITE has no SDP type | application/sdp | text/plain
            Refer-To has another number | Refer-To: <sip:895 | Refer-To: <sip:896
            Refer-To has no host | Refer-To: <sip:895@127.0.0.1:[remote_port]> | Refer-To: 895
            Referred-By is missing | Referred-By | Deferred-By
            REFER has a gap in the CSeq | 4 REFER | 5 REFER
            hold does not hold | a=sendonly | a=sendrecv
            in-dialog request without the PBX's tag | wethuuar | other
            in-dialog request with another tag of its own | tag=ylduydlc\\nTo: <sip:853@127.0.0.1:[remote_port]>;tag | \
            tag=z\\nTo: <sip:853@127.0.0.1:[remote_port]>;tag
            the phone answers NOTIFY with 481 | SIP/2.0 200 OK | SIP/2.0 481 No
            the BYE's CSeq stands still | 5 BYE | 4 BYE
            """)
    void defectOfThePhoneIsFound(String what, String text, String instead) {
        assertPbxFails(
                pbx().hold().refer().accept().finalNotify("200 OK").byeByPhone(),
                phone().hold()
                        .refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 200 OK", OK_WITHOUT_CRLF)
                        .bye()
                        .receives(200, "BYE")
                        .end()
                        .plant(text.replace("\\n", "\n"), instead.replace("\\n", "\n")));
    }

    @Test
    void defectOfAPhoneThatDoesNotResumeIsFound() {
        assertPbxFails(
                pbx().hold()
                        .refer()
                        .accept()
                        .finalNotify("486 Busy Here")
                        .resume()
                        .byeByPhone(),
                phone().hold()
                        .refer()
                        .receives(202, "REFER")
                        .notified("SIP/2.0 486 Busy Here", 21)
                        .bye()
                        .end());
    }

    @Test
    void wrongSecretForTheReferIsFound() {
        assertPbxFails(
                pbx().referChallenged().accept().finalNotify("200 OK").byeByPhone(),
                phone().refer()
                        .receives(401, "REFER")
                        .referWithCredentials("wrong")
                        .receives(202, "REFER")
                        .end());
    }
}
