package io.switchhook.benchmarks;

import gov.nist.javax.sip.message.SIPMessage;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.header.ContactHeader;
import java.nio.ByteBuffer;
import java.text.ParseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What does it cost to read a message and the headers that every stack asks for: Via, From, To, CSeq, Call-ID, Contact? */
@State(Scope.Thread)
public class NamedHeadersBenchmark {
    @Param({"INVITE", "REFER", "RINGING", "OK"})
    public Sample sample = Sample.INVITE;

    private final JainSip jainSip = new JainSip();
    private byte[] bytes = {};
    private ByteBuffer datagram = ByteBuffer.allocate(0);

    @Setup
    public void prepare() {
        bytes = sample.bytes();
        datagram = ByteBuffer.wrap(bytes);
    }

    @Benchmark
    public SipMessage switchhook(Blackhole hole) {
        var message = parse(datagram.clear());
        hole.consume(message.topVia().branch());
        hole.consume(message.from().tag());
        hole.consume(message.to().tag());
        hole.consume(message.cseq());
        hole.consume(message.callId());
        hole.consume(message.first(ContactHeader.TYPE));
        return message;
    }

    @Benchmark
    public SIPMessage jainSip(Blackhole hole) throws ParseException {
        var message = jainSip.parse(bytes);
        hole.consume(message.getTopmostVia().getBranch());
        hole.consume(message.getFromTag());
        hole.consume(message.getToTag());
        hole.consume(message.getCSeq());
        hole.consume(message.getCallId().getCallId());
        hole.consume(message.getContactHeader());
        return message;
    }

    /** The floor: how many lines there are, byte by byte. */
    @Benchmark
    public int scanOfLineEnds() {
        int lines = 0;
        for (byte b : bytes) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** The bytes alone, which every message that outlives the datagram's buffer has to copy. */
    @Benchmark
    public byte[] copy() {
        return bytes.clone();
    }

    static SipMessage parse(ByteBuffer datagram) {
        if (MessageParser.parse(datagram, Limits.DEFAULT) instanceof ParseResult.Parsed parsed) {
            return parsed.message();
        }
        throw new IllegalStateException("a sample message is malformed");
    }
}
