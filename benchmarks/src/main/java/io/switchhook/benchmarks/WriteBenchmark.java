package io.switchhook.benchmarks;

import gov.nist.javax.sip.message.SIPRequest;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.ToHeader;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does it cost to write an INVITE whose header values are at hand, and to answer it? The answer has a To tag, a Contact and SDP. Both sides
 * begin with the same values: ours puts them into a new message and writes that, JAIN-SIP writes the message object that holds them.
 */
@State(Scope.Thread)
public class WriteBenchmark {
    private static final String TAG = "4c1d9e77b0aa";

    private final SipRequest invite = (SipRequest) NamedHeadersBenchmark.parse(ByteBuffer.wrap(Sample.INVITE.bytes()));
    private final List<Values<?>> values = new ArrayList<>();
    private final byte[] sdp = invite.body();
    private final ContactHeader contact = invite.first(ContactHeader.TYPE).orElseThrow();
    private final ByteBuffer target = ByteBuffer.allocate(2048);
    private SIPRequest jainInvite = new SIPRequest();

    @Setup
    public void prepare() throws ParseException {
        jainInvite = (SIPRequest) new JainSip().parse(Sample.INVITE.bytes());
        EveryHeaderBenchmark.TYPES.forEach(type -> values.add(Values.of(type, invite)));
    }

    /** The values of one header. */
    private record Values<T>(HeaderType<T> type, List<T> list) {
        static <T> Values<T> of(HeaderType<T> type, SipMessage message) {
            return new Values<>(type, message.all(type));
        }

        void addTo(SipRequest.Builder builder) {
            builder.setAll(type, list);
        }
    }

    @Benchmark
    public ByteBuffer switchhookInvite() {
        var builder = SipRequest.builder(invite.method(), invite.uri());
        for (int i = 0; i < values.size(); i++) {
            values.get(i).addTo(builder);
        }
        return written(builder.body(ContentTypeHeader.SDP, sdp).build());
    }

    @Benchmark
    public byte[] jainSipInvite() {
        return jainInvite.encodeAsBytes("UDP");
    }

    @Benchmark
    public ByteBuffer switchhookOk() {
        var to = invite.to();
        return written(SipResponse.answering(invite, 200)
                .set(ToHeader.TYPE, to.withTag(TAG))
                .set(ContactHeader.TYPE, contact)
                .body(ContentTypeHeader.SDP, sdp)
                .build());
    }

    @Benchmark
    public byte[] jainSipOk() throws ParseException {
        var ok = jainInvite.createResponse(200);
        ok.getTo().setTag(TAG);
        ok.setHeader(jainInvite.getContactHeaders());
        ok.setContent(sdp, jainInvite.getContentTypeHeader());
        return ok.encodeAsBytes("UDP");
    }

    private ByteBuffer written(SipMessage message) {
        target.clear();
        message.writeTo(target);
        return target.flip();
    }
}
