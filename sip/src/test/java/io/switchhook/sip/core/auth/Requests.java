package io.switchhook.sip.core.auth;

import io.switchhook.base.random.Randomness;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.Credentials;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.OptionalInt;
import java.util.Random;

/** Requests and challenges that the tests of this package share. */
final class Requests {
    private Requests() {}

    static SipRequest register() {
        return request(SipMethod.REGISTER, "sip:biloxi.com");
    }

    static SipRequest request(SipMethod method, String uri) {
        var bob = NameAddress.of(SipUri.parse("sip:bob@biloxi.com"));
        return SipRequest.builder(method, SipUri.parse(uri))
                .set(
                        ViaHeader.TYPE,
                        new ViaHeader(
                                "UDP", "192.0.2.7", OptionalInt.empty(), Parameters.EMPTY.with("branch", "z9hG4bK1")))
                .set(FromHeader.TYPE, new FromHeader(bob, Parameters.EMPTY.with("tag", "a1")))
                .set(ToHeader.TYPE, new ToHeader(bob, Parameters.EMPTY))
                .set(CallIdHeader.TYPE, new CallIdHeader("call-1"))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, method))
                .build();
    }

    /** A response with challenges given as text; the part before the colon is the header name. */
    static SipResponse challenge(SipRequest request, int status, String... headers) {
        var builder = SipResponse.answering(request, status);
        for (var header : headers) {
            int colon = header.indexOf(':');
            builder.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return builder.build();
    }

    static Parameters parameters(SipRequest request, AuthRole role, int index) {
        return role.credentials(request).get(index).parameters();
    }

    /** The request with one parameter of its credentials replaced. */
    static SipRequest with(SipRequest request, String name, String value) {
        var parameters = parameters(request, AuthRole.USER_AGENT, 0).withQuoted(name, value);
        return with(request, parameters);
    }

    static SipRequest with(SipRequest request, Parameters parameters) {
        var builder = request.edit().removeAll("Authorization");
        AuthRole.USER_AGENT.add(builder, new Credentials("Digest", parameters));
        return builder.build();
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
