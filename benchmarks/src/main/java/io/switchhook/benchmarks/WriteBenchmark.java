package io.switchhook.benchmarks;

import gov.nist.javax.sip.header.SIPHeader;
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
 * What does it cost to write an INVITE: one that is at hand, and one that is put together from header values that are at hand? And to answer it with a
 * 200 that has a To tag, a Contact and SDP, and write that?
 */
@State(Scope.Thread)
public class WriteBenchmark {
    private static final String TAG = "4c1d9e77b0aa";

    private final SipRequest invite = (SipRequest) NamedHeadersBenchmark.parse(ByteBuffer.wrap(Sample.INVITE.bytes()));
    private final List<Values<?>> values = new ArrayList<>();
    private final byte[] sdp = invite.body();
    private final ContactHeader contact = invite.first(ContactHeader.TYPE).orElseThrow();
    private final ByteBuffer target = ByteBuffer.allocate(2048);
    private final List<SIPHeader> jainHeaders = new ArrayList<>();
    private SIPRequest jainInvite = new SIPRequest();

    @Setup
    public void prepare() throws ParseException {
        jainInvite = (SIPRequest) new JainSip().parse(Sample.INVITE.bytes());
        jainInvite.getHeaders().forEachRemaining(jainHeaders::add);
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

    /** Our messages are bytes, so this is a copy. */
    @Benchmark
    public ByteBuffer switchhookInviteAtHand() {
        return written(invite);
    }

    @Benchmark
    public byte[] jainSipInviteAtHand() {
        return jainInvite.encodeAsBytes("UDP");
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
    public byte[] jainSipInvite() throws ParseException {
        var request = new SIPRequest();
        request.setMethod("INVITE");
        request.setRequestURI(jainInvite.getRequestURI());
        for (int i = 0; i < jainHeaders.size(); i++) {
            request.setHeader(jainHeaders.get(i));
        }
        request.setContent(sdp, jainInvite.getContentTypeHeader());
        return request.encodeAsBytes("UDP");
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
