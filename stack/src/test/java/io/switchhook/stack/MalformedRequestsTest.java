package io.switchhook.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before there is a transaction is refused like anything else: with a tag in To, the same for each copy (RFC 3261 §8.2.6.2, §8.2.7). */
class MalformedRequestsTest {
    private static final String OPTIONS = WirePeer.request("OPTIONS", "broken");

    @ParameterizedTest
    @ValueSource(strings = {"CSeq: 1 OPTIONS", "Max-Forwards: 70", "Call-ID: cbroken"})
    void aRefusalHasATagAndCopiesOfTheRequestGetTheSame(String line) throws IOException {
        var bench = new Bench();
        var broken = OPTIONS.replace(line, line.substring(0, line.indexOf(' ')) + " \u0001,");
        bench.peer.send(broken);
        bench.peer.send(broken);
        bench.peer.send(broken.replace("z9hG4bKbroken", "z9hG4bKother"));
        assertThat(bench.peer.datagrams)
                .hasSize(3)
                .allSatisfy(refusal -> assertThat(refusal).startsWith("SIP/2.0 400 "));
        assertThat(bench.others).isEmpty();
        var tags = bench.peer.datagrams.stream()
                .map(refusal -> WirePeer.header(refusal, "To"))
                .toList();
        assertThat(tags.get(0)).matches("<sip:858@192\\.0\\.2\\.1>;tag=\\w{12,}");
        assertThat(tags.get(1)).isEqualTo(tags.get(0));
        assertThat(tags.get(2))
                .matches("<sip:858@192\\.0\\.2\\.1>;tag=\\w{12,}")
                .isNotEqualTo(tags.get(0));
        bench.close();
    }

    @Test
    void aTagThatIsThereStays() throws IOException {
        var bench = new Bench();
        bench.peer.send(OPTIONS.replace("CSeq: 1", "CSeq: x")
                .replace("To: <sip:858@192.0.2.1>", "To: <sip:858@192.0.2.1>;tag=known"));
        assertThat(WirePeer.header(bench.peer.last(), "To")).isEqualTo("<sip:858@192.0.2.1>;tag=known");
        bench.close();
    }

    @Test
    void aToThatCannotBeReadIsCopiedAsItIs() throws IOException {
        var bench = new Bench();
        bench.peer.send(OPTIONS.replace("To: <sip:858@192.0.2.1>", "To: <sip:858@192.0.2.1"));
        assertThat(bench.peer.last()).startsWith("SIP/2.0 400 ");
        assertThat(WirePeer.header(bench.peer.last(), "To")).isEqualTo("<sip:858@192.0.2.1");
        bench.close();
    }
}
