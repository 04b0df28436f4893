package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.stack.media.InstalledDtls;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A program without the add-on for DTLS, as this one is. */
class MissingDtlsTest {
    private final Bench bench;

    MissingDtlsTest() throws IOException {
        bench = new Bench();
    }

    @Test
    void whoWantsDtlsIsToldWhatIsMissing() {
        assertThat(InstalledDtls.find()).isEmpty();
        var dtls = CallSettings.DEFAULT.withSecurity(MediaSecurity.PREFERRED).withKeyExchange(KeyExchange.EITHER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.phone.createLine(
                        SipAccount.builder("sip:859@192.0.2.9").calls(dtls).build()))
                .withMessageContaining("switchhook-media-dtls");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.line.createCall("853", DialOptions.DEFAULT.withSettings(dtls)))
                .withMessageContaining("switchhook-media-dtls");
        // What is never encrypted needs none.
        bench.line.createCall(
                "853", DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withKeyExchange(KeyExchange.DTLS)));
        bench.end();
    }

    @Test
    void anOfferWithDtlsIsRefusedWithASentenceThatNamesTheAddOn() {
        var line = bench.phone.createLine(SipAccount.builder("sip:860@192.0.2.1")
                .calls(CallSettings.DEFAULT.withSecurity(MediaSecurity.PREFERRED))
                .build());
        bench.phone.onIncomingCall(IncomingCall::answer);
        var dialog = bench.peer.newDialog("sip:860@192.0.2.1");
        var invite = dialog.invite(bench.ear.sdp().replace("RTP/AVP", "UDP/TLS/RTP/SAVP") + "a=setup:actpass\r\n"
                + "a=fingerprint:sha-256 " + "AB:".repeat(31) + "CD\r\n");
        var refusal = dialog.expectResponse("INVITE", 488);
        dialog.ack(invite, refusal);
        assertThat(refusal.header("Warning").orElseThrow())
                .contains("UDP/TLS/RTP/SAVP was offered: DTLS-SRTP needs the add-on switchhook-media-dtls");
        assertThat(line.calls()).isEmpty();
        bench.end();
    }
}
