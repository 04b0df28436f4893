package io.switchhook.benchmarks;

import gov.nist.javax.sip.header.SIPHeader;
import io.switchhook.sdp.SessionDescription;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AddressHeader;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.ContentLengthHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.MinSeHeader;
import io.switchhook.sip.message.header.SessionExpiresHeader;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import io.switchhook.sip.message.header.ViaHeader;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does it cost to read the INVITE with every header as a typed value, and its SDP? Nothing stays lazy, so this row keeps
 * {@link NamedHeadersBenchmark} honest. JAIN-SIP reads every header at once and leaves the SDP unread.
 */
@State(Scope.Thread)
public class EveryHeaderBenchmark {
    /** All headers of {@link Sample#INVITE}. */
    static final List<HeaderType<?>> TYPES = List.of(
            ViaHeader.TYPE,
            MaxForwardsHeader.TYPE,
            FromHeader.TYPE,
            ToHeader.TYPE,
            ContactHeader.TYPE,
            CallIdHeader.TYPE,
            CSeqHeader.TYPE,
            AllowHeader.TYPE,
            SupportedHeader.TYPE,
            SessionExpiresHeader.TYPE,
            MinSeHeader.TYPE,
            UserAgentHeader.TYPE,
            AcceptHeader.TYPE,
            ContentTypeHeader.TYPE,
            ContentLengthHeader.TYPE);

    private static final int CALLS = 64;

    private final JainSip jainSip = new JainSip();
    /** Another call each time, so that nothing can be known again but what a telephone says alike in each of its calls. */
    private final byte[][] calls = Sample.INVITE.calls(CALLS);

    private int next;

    @Benchmark
    public SessionDescription switchhookWithSdp(Blackhole hole) {
        return SessionDescription.parse(switchhook(hole).bodyText());
    }

    @Benchmark
    public SipMessage switchhook(Blackhole hole) {
        var message = NamedHeadersBenchmark.parse(ByteBuffer.wrap(nextCall()));
        hole.consume(((SipRequest) message).uri());
        for (int i = 0; i < TYPES.size(); i++) {
            var values = message.all(TYPES.get(i));
            for (int k = 0; k < values.size(); k++) {
                consumeParts(values.get(k), hole);
            }
        }
        return message;
    }

    private byte[] nextCall() {
        next = next + 1 & CALLS - 1;
        return calls[next];
    }

    /** Some values are taken apart when they are asked for their parts. */
    private static void consumeParts(Object value, Blackhole hole) {
        hole.consume(value);
        if (value instanceof AddressHeader header) {
            hole.consume(header.address());
            hole.consume(header.parameters());
        } else if (value instanceof ViaHeader via) {
            hole.consume(via.host());
            hole.consume(via.parameters());
        }
    }

    @Benchmark
    public int jainSip(Blackhole hole) throws ParseException {
        var headers = jainSip.parse(nextCall()).getHeaders();
        int count = 0;
        while (headers.hasNext()) {
            SIPHeader header = headers.next();
            hole.consume(header);
            count++;
        }
        return count;
    }
}
