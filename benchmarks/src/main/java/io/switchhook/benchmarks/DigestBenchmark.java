package io.switchhook.benchmarks;

import io.switchhook.sip.core.auth.DigestClient;
import io.switchhook.sip.core.auth.DigestOutcome;
import io.switchhook.sip.core.auth.DigestPolicy;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.Challenge;
import io.switchhook.sip.message.header.WwwAuthenticateHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does it cost to answer a 401: to read the challenge, compute the digest and make the request with credentials? */
@State(Scope.Thread)
public class DigestBenchmark {
    @Param({"MD5", "SHA-256"})
    public String algorithm = "MD5";

    private final DigestClient client =
            new DigestClient(realm -> Optional.of(Login.of("2001", "secret")), DigestPolicy.DEFAULT, new Xorshift());
    private final SipRequest request = (SipRequest) NamedHeadersBenchmark.parse(ByteBuffer.wrap(Sample.REFER.bytes()));
    private ByteBuffer unauthorized = ByteBuffer.allocate(0);

    @Setup
    public void prepare() {
        var challenge = new Challenge(
                "Digest",
                Parameters.EMPTY
                        .withQuoted("realm", "pbx.example.com")
                        .withQuoted("nonce", "WCf4dVgn90l5pQ3Hc1M0hA")
                        .with("algorithm", algorithm)
                        .withQuoted("qop", "auth"));
        var response = SipResponse.answering(request, 401)
                .add(WwwAuthenticateHeader.TYPE, new WwwAuthenticateHeader(challenge))
                .build();
        unauthorized = ByteBuffer.wrap(response.toByteArray());
    }

    @Benchmark
    public DigestOutcome answer() {
        var response = (SipResponse) NamedHeadersBenchmark.parse(unauthorized.clear());
        var outcome = client.exchange("pbx.example.com").onChallenge(request, response);
        // Else the next round would begin with the nonce of this one.
        client.forgetNonces();
        return outcome;
    }
}
