package io.switchhook.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.TelUri;
import io.switchhook.sip.message.uri.Uri;

class UriFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void uriIsReadOrRefused(byte[] data) {
        Uri uri;
        try {
            uri = Uri.read(data, 0, data.length);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).startsWith("expected ");
            return;
        }
        assertThat(Uri.parse(uri.toString())).isEqualTo(uri);
        if (uri instanceof SipUri sip) {
            checkSip(sip);
        } else if (uri instanceof TelUri tel) {
            assertThat(tel.equivalent(tel)).isTrue();
        }
    }

    private static void checkSip(SipUri uri) {
        assertThat(uri.equivalent(uri)).isTrue();
        uri.user();
        uri.password();
        uri.headers();
        uri.transport();
        uri.telephone();
        assertThat(uri.withoutHeaders().hasHeaders()).isFalse();
        assertThat(uri.withoutParameters().parameters().isEmpty()).isTrue();
        var user = uri.user();
        if (user.isPresent()) {
            assertThat(uri.withUser(user.get()).user()).isEqualTo(user);
        }
    }
}
