package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.codec.G711;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two readings of the same standards, the library's and the kit's, that were written apart. */
class LibraryAgreesTest {
    private static final Map<String, Object> MORE =
            Map.of("branch", "z9hG4bK1", "cseq", 3, "callId", "abc", "user", "1000");

    private static SipMessage read(WireMessage message) {
        var result = MessageParser.parse(ByteBuffer.wrap(message.toByteArray()), Limits.DEFAULT);
        assertThat(result).as(message.startLine()).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).message();
    }

    @ParameterizedTest
    @MethodSource("io.switchhook.testkit.RawMessagesTest#all")
    void libraryReadsTheTracesAsTheKitDoes(Template template) {
        var message = template.withKnown(RawMessages.TRANSFER).withKnown(MORE).message();
        var read = read(message);
        assertThat(read.callId()).isEqualTo(message.callId());
        assertThat(read.cseq().number()).isEqualTo(message.cseq());
        assertThat(read.cseq().method().name()).isEqualTo(message.method());
        assertThat(read.topVia().branch()).contains(message.branch());
        assertThat(read.from().tag()).isEqualTo(message.fromTag());
        assertThat(read.to().tag()).isEqualTo(message.toTag());
        assertThat(read.body()).isEqualTo(message.bodyBytes());
    }

    @Test
    void libraryReadsTheOddNotifies() {
        var doubled = read(RawMessages.finalNotifyWithDoubledReason()
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE)
                .message());
        assertThat(doubled.first(SubscriptionStateHeader.TYPE).orElseThrow().state())
                .isEqualTo("terminated");
        var numbered = read(RawMessages.finalNotifyWithId(3)
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE)
                .message());
        assertThat(numbered.first(EventHeader.TYPE).orElseThrow().id()).contains("3");
    }

    @Test
    void libraryReadsTheOfferOfTheRejectTrace() {
        var offer = RawMessages.rejectedInvite()
                .withKnown(RawMessages.REJECT)
                .withKnown(MORE)
                .message()
                .body();
        var session = SessionDescription.parse(offer);
        assertThat(session.rtpAddressOf(0).orElseThrow().port()).isEqualTo(8653);
        assertThat(RtpProbe.mediaAddress(offer).getPort()).isEqualTo(8653);
    }

    @Test
    void compandersAgree() {
        var aLaw = G711Table.aLaw();
        var muLaw = G711Table.muLaw();
        for (int code = 0; code < 256; code++) {
            assertThat(G711.A_LAW.decode(code)).isEqualTo(aLaw.decode((byte) code));
            assertThat(G711.MU_LAW.decode(code)).isEqualTo(muLaw.decode((byte) code));
        }
    }
}
