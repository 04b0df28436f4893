package io.switchhook.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.switchhook.sip.message.body.Multipart;
import io.switchhook.sip.message.body.MultipartLimits;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.uri.MalformedException;

/** The boundary is always {@code b}. */
class MultipartFuzzTest {
    /** What was read may be longer when it is written in our manner. */
    private static final MultipartLimits WIDE = new MultipartLimits(32, 4, 65_536);

    private static final ContentTypeHeader TYPE = ContentTypeHeader.TYPE.parse("multipart/mixed;boundary=b");

    @FuzzTest(maxDuration = "1m")
    void bodyIsTakenApartOrRefused(byte[] data) {
        Multipart multipart;
        try {
            multipart = Multipart.parse(MultipartLimits.DEFAULT, TYPE, data);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).startsWith("expected ");
            return;
        }
        assertThat(Multipart.parse(WIDE, multipart.type(), multipart.write())).isEqualTo(multipart);
        try {
            multipart.find(MultipartLimits.DEFAULT, "application", "sdp", "session");
            multipart.notUnderstood(part -> part.type().is("application", "sdp"));
        } catch (MalformedException e) {
            assertThat(e.getMessage()).contains("expected ");
        }
    }
}
