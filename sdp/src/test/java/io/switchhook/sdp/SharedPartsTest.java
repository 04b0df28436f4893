package io.switchhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words and formats that are shared between descriptions are those that were written. */
class SharedPartsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-", "0", "8", "101", "127", "128", "00", "08", "1'", "IN", "IP4", "IP6", "IP5", "audio", "Audio",
                "RTP/AVP", "RTP/AVX", "h", "é", "日本", "IN "
            })
    void aWordIsTheOneThatIsWritten(String word) {
        assertThat(Words.of("<" + word + ">", 1, 1 + word.length())).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "0", "101", "IN", "IP4", "IP6", "audio", "RTP/AVP"})
    void aUsualWordIsMadeOnce(String word) {
        assertThat(Words.of(word + " ", 0, word.length())).isSameAs(Words.of(word, 0, word.length()));
    }

    /** Whatever line was read before it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "audio 4000 RTP/AVP 8 0 101",
                "audio 4002 RTP/AVP 8 0 101",
                "video 4002 RTP/AVP 8 0 101",
                "audio 4000 RTP/AVP 8 0 100",
                "audio 4000 RTP/AVP 8 3 101",
                "audio 4000 RTP/?VP 8 0 101",
                "audio 4000 RTP/\u65e5VP 8 0 101",
                "audio 4000 RTP/\u00fcVP 8 0 101",
                "audio 4000 RTP/AVP 8 \u65e5 101",
                "audio 4000 RTP/SAVPF 8 0 101"
            })
    void aMediaLineIsTheOneThatIsWritten(String line) {
        for (int i = 0; i < 2; i++) {
            var parsed = MediaLine.parse(new SdpText(line), 0, line.length(), 9).orElseThrow();
            var fields = List.of(line.split(" "));
            assertThat(parsed.mediaType()).isEqualTo(fields.get(0));
            assertThat(parsed.port()).isEqualTo(Integer.parseInt(fields.get(1)));
            assertThat(parsed.protocol()).isEqualTo(fields.get(2));
            assertThat(parsed.formats()).isEqualTo(fields.subList(3, fields.size()));
            assertThat(MediaLine.parse(new SdpText(line), 0, line.length(), 2)).isEmpty();
        }
    }

    /** Another port leads to the same formats; a call for each of them keeps no copy. */
    @Test
    void equalFormatsAreReadOnce() {
        var one = MediaLine.parse(new SdpText("audio 4000 RTP/AVP 9 97"), 0, 23, 9)
                .orElseThrow();
        var other = MediaLine.parse(new SdpText("audio 4998 RTP/AVP 9 97"), 0, 23, 9)
                .orElseThrow();
        assertThat(other.formats()).isSameAs(one.formats());
    }

    /** RFC 8866 §6.6: the number of an rtpmap is that of the m= line, as it is written there. */
    @ParameterizedTest
    @CsvSource({
        "8, a=rtpmap:8 PCMA/8000, 8 PCMA/8000",
        "8, a=rtpmap:8 PCMA/8000 , 8 PCMA/8000",
        "8, a=rtpmap: 8  PCMA/8000, 8 PCMA/8000",
        "8, a=rtpmap:8 pcma/8000, 8 pcma/8000",
        "8, a=rtpmap:8 PCMA/16000, 8 PCMA/16000",
        "8, a=rtpmap:8 PCMA, 8 PCMA/8000",
        "18, a=rtpmap:18 g729, 18 G729/8000",
        "8, a=rtpmap:8 PCMA/8000/2, 8 PCMA/8000/2",
        "8, a=rtpmap:08 G729/8000, 8 PCMA/8000",
        "08, a=rtpmap:8 G729/8000, 8 PCMA/8000",
        "08, a=rtpmap:08 G729/8000, 8 G729/8000",
        "101, a=rtpmap:101 telephone-event/8000, 101 telephone-event/8000",
        "101, a=rtpmap:101 x/8000, 101 x/8000",
        "0, a=rtpmap:8 PCMA/8000, 0 PCMU/8000"
    })
    void aFormatIsTheOneThatIsWritten(String number, String rtpmap, String expected) {
        var sdp = SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP " + number + "\r\n" + rtpmap + "\r\n");
        assertThat(sdp.media().get(0).payloads()).singleElement().hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fmtp:8 ", "fmtp:8", "fmtp:9 x=1", "fmtp:08 x=1", "fmtp"})
    void aLineThatSaysNothingOfTheNumberChangesNothing(String attribute) {
        var sdp = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\na=" + attribute
                + "\r\na=fmtp:8 y=2\r\na=fmtp:8 z=3\r\n");
        assertThat(sdp.media().get(0).payloads())
                .containsExactly(new PayloadMapping(8, MediaFormat.PCMA.withFmtp("y=2")));
    }

    /** Lines are written from the text they came in, whatever stands between them there. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\n\n", "\r\r", "\n\r", "\r\n\r\n"})
    void linesAreWrittenWithOneLineEndEach(String lineEnd) {
        var text =
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\nb=AS:64\r\na=x\r\na=sendonly\r\n";
        var sdp = SessionDescription.parse(text.replace("\r\n", lineEnd));
        assertThat(sdp).hasToString(text).isEqualTo(SessionDescription.parse(text));
        assertThat(sdp.directionOf(0)).isEqualTo(Direction.SENDONLY);
        assertThat(sdp.media().get(0).lines())
                .containsExactly(new SdpLine('b', "AS:64"), new SdpLine('a', "x"), new SdpLine('a', "sendonly"));
    }

    /** Characters of more than one byte, and of more than one {@code char}, do not move what stands behind them. */
    @Test
    void linesAreFoundBehindEveryCharacter() {
        var text =
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=\u00e9 \u65e5\u010a \ud83d\ude00\r\nm=audio 4000 RTP/AVP 8\r\na=x\r\n";
        var sdp = SessionDescription.parse(text);
        assertThat(sdp).hasToString(text);
        assertThat(sdp.sessionName()).isEqualTo("\u00e9 \u65e5\u010a \ud83d\ude00");
        assertThat(sdp.media().get(0).lines()).containsExactly(new SdpLine('a', "x"));
    }

    /** A t= line behind m= is one of the session, which shares the text with the section it stood in. */
    @Test
    void aLineInTheWrongSectionIsWrittenInTheRightOne() {
        var sdp = SessionDescription.parse("m=audio 4000 RTP/AVP 8\na=x\nv=0\na=y\no=- 1 1 IN IP4 192.0.2.1\nt=1 2\n");
        assertThat(sdp)
                .hasToString("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nt=1 2\r\nm=audio 4000 RTP/AVP 8\r\na=x\r\na=y\r\n");
        assertThat(sdp.timing()).contains(new Timing("1", "2"));
    }

    @ParameterizedTest
    @CsvSource({
        "a=sendonly, SENDONLY",
        "'a= SendOnly\t', SENDONLY",
        "a=sendonly:x, SENDRECV",
        "a=sendonlyy, SENDRECV",
        "b=sendonly, SENDRECV",
        "a=inactive, INACTIVE"
    })
    void aDirectionIsReadWithoutCaseAndBlanks(String line, Direction expected) {
        var text = "v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 8\n" + line + "\n";
        assertThat(SessionDescription.parse(text).directionOf(0)).isEqualTo(expected);
    }
}
