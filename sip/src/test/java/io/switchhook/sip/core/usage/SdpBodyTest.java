package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.body.BodyPart;
import io.switchhook.sip.message.body.Multipart;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import org.junit.jupiter.api.Test;

class SdpBodyTest {
    private static final String SDP = "v=0\r\ns=-\r\n";

    private static SipMessage invite(ContentTypeHeader type, byte[] body) {
        return SipRequest.builder(SipMethod.INVITE, SipUri.parse("sip:b@h"))
                .body(type, body)
                .build();
    }

    @Test
    void sdpIsTakenOutOfABodyOfSeveralParts() {
        for (var other : new String[] {"application/ISUP;version=nxv3", "application/pidf+xml"}) {
            var body = Multipart.mixed(
                    BodyPart.of(ContentTypeHeader.TYPE.parse(other), new byte[] {1, 0, 73}),
                    BodyPart.of(ContentTypeHeader.SDP, SDP));
            assertThat(SdpBody.of(invite(body.type(), body.write()))).contains(SDP);
            assertThat(SdpBody.ofReadable(invite(body.type(), body.write()))).contains(SDP);
        }
    }

    @Test
    void partsWithoutSdpHoldNoDescription() {
        var body = Multipart.mixed(BodyPart.of(ContentTypeHeader.of("text", "plain"), "v=0"));
        assertThat(SdpBody.of(invite(body.type(), body.write()))).isEmpty();
    }

    @Test
    void brokenPartsAreRefusedInARequestAndNothingInAResponse() {
        var broken = invite(ContentTypeHeader.TYPE.parse("multipart/mixed;boundary=x"), SDP.getBytes());
        assertThatThrownBy(() -> SdpBody.of(broken))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageStartingWith("Content-Type: expected ");
        assertThat(SdpBody.ofReadable(broken)).isEmpty();
    }
}
