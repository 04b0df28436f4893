package io.switchhook.sip.core.transaction;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.OptionalInt;
import java.util.Random;

/** Messages that the tests of this package share. */
final class Samples {
    private static final long CSEQ = 7;

    private Samples() {}

    static SipRequest request(SipMethod method, String branch) {
        return request(method, via("UDP", "pc33.atlanta.com", branch), "call-" + branch, "");
    }

    static SipRequest request(SipMethod method, ViaHeader via, String callId, String toTag) {
        return SipRequest.builder(method, SipUri.parse("sip:bob@biloxi.com"))
                .set(ViaHeader.TYPE, via)
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(address("sip:alice@atlanta.com"), tag("a1")))
                .set(
                        ToHeader.TYPE,
                        new ToHeader(address("sip:bob@biloxi.com"), toTag.isEmpty() ? Parameters.EMPTY : tag(toTag)))
                .set(CallIdHeader.TYPE, new CallIdHeader(callId))
                .set(CSeqHeader.TYPE, new CSeqHeader(CSEQ, method))
                .noBody()
                .build();
    }

    static ViaHeader via(String transport, String host, String branch) {
        return new ViaHeader(transport, host, OptionalInt.empty(), Parameters.EMPTY.with("branch", branch));
    }

    static SipResponse answer(SipRequest request, int status) {
        return answer(request, status, "b1");
    }

    static SipResponse answer(SipRequest request, int status, String toTag) {
        var builder = SipResponse.answering(request, status);
        if (status > 100 && request.to().tag().isEmpty()) {
            builder.set(ToHeader.TYPE, new ToHeader(request.to().address(), tag(toTag)));
        }
        return builder.build();
    }

    static NameAddress address(String uri) {
        return NameAddress.of(SipUri.parse(uri));
    }

    static Parameters tag(String value) {
        return Parameters.EMPTY.with("tag", value);
    }

    static Randomness seeded(long seed) {
        var random = new Random(seed);
        return new Randomness() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public void nextBytes(byte[] target) {
                random.nextBytes(target);
            }
        };
    }
}
