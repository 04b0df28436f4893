package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.SessionIdHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7989: the session identifier of one call")
class SessionIdentifierTest {
    private static final String N = SessionIdHeader.NIL;
    /** Those of RFC 7989 §10.1. */
    private static final String A = "ab30317f1a784dc48ff824d0d3715d86";

    private static final String B = "47755a9de7794ba387653f2099600ef2";
    private static final String C = "c0000000000040008000000000000001";

    private final SessionIdentifier id = new SessionIdentifier();

    private static SipRequest.Builder request(SipMethod method, String fromTag, String toTag) {
        return SipRequest.builder(method, SipUri.parse("sip:bob@biloxi.example.com"))
                .header("Via", "SIP/2.0/UDP pc33.atlanta.example.com;branch=z9hG4bK776asdhds")
                .set(FromHeader.TYPE, FromHeader.TYPE.parse("<sip:alice@atlanta.example.com>;tag=" + fromTag))
                .set(
                        ToHeader.TYPE,
                        ToHeader.TYPE.parse("<sip:bob@biloxi.example.com>" + (toTag.isEmpty() ? "" : ";tag=" + toTag)))
                .set(CallIdHeader.TYPE, new CallIdHeader("a84b4c76e66710"))
                .set(CSeqHeader.TYPE, new CSeqHeader(1, method));
    }

    private SipRequest sent(SipMethod method, String toTag) {
        var plain = request(method, "alice", toTag).build();
        var dressed = plain.edit();
        id.addTo(plain, dressed);
        return dressed.build();
    }

    private void hear(SipRequest request, int status, String tag, String sessionId) {
        var response = SipResponse.answering(request, status).toTag(tag);
        response.removeAll("Session-ID");
        if (!sessionId.isEmpty()) {
            response.header("Session-ID", sessionId);
        }
        id.onResponse(request, response.build());
    }

    private static String valueOf(SipResponse.Builder response) {
        return response.build().value("Session-ID").orElse("-");
    }

    private static String valueOf(SipRequest request) {
        return request.value("Session-ID").orElse("-");
    }

    private String answer(SipMethod method, int status, String sessionId) {
        var request = request(method, "peer", "us");
        if (!sessionId.isEmpty()) {
            request.header("Session-ID", sessionId);
        }
        var built = request.build();
        var response = SipResponse.answering(built, status);
        id.answer(built, status, response);
        return valueOf(response);
    }

    private static String both(String local, String remote) {
        return local + ";remote=" + remote;
    }

    @Test
    void nothingIsSaidBeforeAnybodySpeaks() {
        assertThat(valueOf(sent(SipMethod.INVITE, ""))).isEqualTo("-");
        assertThat(answer(SipMethod.INVITE, 200, both(A, N))).isEqualTo("-");
        assertThat(id.value()).isEmpty();
    }

    @Test
    @DisplayName("§6: each fork hears its own UUID, and a new dialog none")
    void forks() {
        id.speakAs(known -> A);
        var invite = sent(SipMethod.INVITE, "");
        assertThat(valueOf(invite)).isEqualTo(both(A, N));
        hear(invite, 183, "one", both(B, A));
        hear(invite, 183, "two", both(C, A));
        assertThat(valueOf(sent(SipMethod.PRACK, "one"))).isEqualTo(both(A, B));
        assertThat(valueOf(sent(SipMethod.PRACK, "two"))).isEqualTo(both(A, C));
        hear(invite, 200, "one", both(B, A));
        assertThat(id.remote()).contains(B);
        assertThat(valueOf(sent(SipMethod.INVITE, ""))).isEqualTo(both(A, N));
        // RFC 7989 §10.9: a REFER outside the dialog belongs to the session all the same.
        assertThat(valueOf(sent(SipMethod.REFER, ""))).isEqualTo(both(A, B));
    }

    @Test
    void ofManyForksTheFirstIsForgotten() {
        id.speakAs(known -> A);
        var invite = sent(SipMethod.INVITE, "");
        for (int i = 0; i < 17; i++) {
            hear(invite, 183, "t" + i, both(String.format("%032x", 4_096 + i), A));
        }
        assertThat(valueOf(sent(SipMethod.PRACK, "t1"))).isEqualTo(both(A, String.format("%032x", 4_097)));
        assertThat(valueOf(sent(SipMethod.PRACK, "t0"))).isEqualTo(both(A, String.format("%032x", 4_112)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "ab30317f1a784dc48ff824d0d3715d8g;remote=00000000000000000000000000000000", ";"})
    @DisplayName("§6: what says nothing, or nothing readable, changes nothing")
    void unreadable(String value) {
        id.speakAs(known -> A);
        hear(sent(SipMethod.INVITE, ""), 200, "bob", both(B, A));
        hear(sent(SipMethod.INFO, "bob"), 200, "bob", value);
        assertThat(id.remote()).contains(B);
        assertThat(valueOf(sent(SipMethod.BYE, "bob"))).isEqualTo(both(A, B));
    }

    @Test
    @DisplayName("§8: a refused request has no say, but is answered with what it says")
    void refusedChange() {
        id.speakAs(known -> A);
        assertThat(answer(SipMethod.INVITE, 180, both(B, N))).isEqualTo(both(A, B));
        assertThat(answer(SipMethod.INVITE, 488, both(C, A))).isEqualTo(both(A, C));
        assertThat(answer(SipMethod.INFO, 200, "")).isEqualTo(both(A, B));
        assertThat(answer(SipMethod.UPDATE, 200, both(C, A))).isEqualTo(both(A, C));
        assertThat(id.remote()).contains(C);
        assertThat(answer(SipMethod.INFO, 200, both(N, A))).isEqualTo(both(A, C));
    }

    @Test
    @DisplayName("§8: a CANCEL has no say")
    void cancel() {
        id.speakAs(known -> A);
        answer(SipMethod.INVITE, 180, both(B, N));
        var cancel = request(SipMethod.CANCEL, "peer", "us")
                .header("Session-ID", both(C, N))
                .build();
        var response = SipResponse.answering(cancel, 200);
        id.answerAside(cancel, response);
        assertThat(valueOf(response)).isEqualTo(both(A, C));
        assertThat(id.remote()).contains(B);
    }

    @Test
    @DisplayName("§8: an ACK of a 2xx has a say")
    void ack() {
        id.speakAs(known -> A);
        answer(SipMethod.INVITE, 200, both(B, N));
        id.onAck(request(SipMethod.ACK, "peer", "us")
                .header("Session-ID", both(C, A))
                .build());
        assertThat(id.remote()).contains(C);
    }

    @Test
    @DisplayName("§11: one UUID alone is the only one of its dialog")
    void oldCaller() {
        id.speakAs(known -> A);
        assertThat(answer(SipMethod.INVITE, 200, B)).isEqualTo(B);
        assertThat(answer(SipMethod.INFO, 200, "")).isEqualTo(B);
        assertThat(valueOf(sent(SipMethod.BYE, "peer"))).isEqualTo(B);
        assertThat(id.isChanged()).isFalse();
    }

    @Test
    @DisplayName("§11: our own one comes back, alone or in our order; one that is not ours is from somebody else again")
    void oldCallee() {
        id.speakAs(known -> A);
        var invite = sent(SipMethod.INVITE, "");
        hear(invite, 180, "bob", A);
        assertThat(valueOf(sent(SipMethod.PRACK, "bob"))).isEqualTo(A);
        hear(invite, 180, "bob", both(A, N));
        assertThat(valueOf(sent(SipMethod.PRACK, "bob"))).isEqualTo(both(A, N));
        assertThat(id.remote()).isEmpty();
        hear(invite, 200, "bob", both(B, A));
        assertThat(valueOf(sent(SipMethod.ACK, "bob"))).isEqualTo(both(A, B));
        assertThat(valueOf(sent(SipMethod.INVITE, ""))).isEqualTo(both(A, N));
    }

    @Test
    @DisplayName("§7: who speaks for nobody to somebody unknown says nothing")
    void intermediary() {
        var across = new ArrayList<>(List.of(N));
        id.speakAs(known -> across.get(0));
        assertThat(valueOf(sent(SipMethod.INVITE, ""))).isEqualTo("-");
        assertThat(answer(SipMethod.INVITE, 180, both(B, N))).isEqualTo(both(N, B));
        assertThat(id.isChanged()).isFalse();
        across.set(0, A);
        assertThat(id.isChanged()).isTrue();
        assertThat(valueOf(sent(SipMethod.UPDATE, "peer"))).isEqualTo(both(A, B));
        assertThat(id.isChanged()).isFalse();
    }

    @Test
    void whoListensHearsOfEachChangeOnce() {
        var told = new ArrayList<SessionId>();
        id.speakAs(known -> A);
        id.onLearned(told::add);
        var invite = sent(SipMethod.INVITE, "");
        hear(invite, 180, "bob", both(B, A));
        hear(invite, 200, "bob", both(B, A));
        hear(sent(SipMethod.INFO, "bob"), 200, "bob", both(C, A));
        assertThat(told).containsExactly(new SessionId(A, Optional.of(B)), new SessionId(A, Optional.of(C)));
    }

    @Test
    @DisplayName("§4.1: version 5, from the Call-ID and the tag; the value is what Python's uuid5 makes of it")
    void ofADialog() {
        assertThat(SessionId.of("a84b4c76e66710@pc33.atlanta.example.com", "1928301774"))
                .isEqualTo("c1dd6db43de7562d8df186aaeb8ea7b7");
    }

    @Test
    @DisplayName("{A,B} is {B,A}")
    void bothEnds() {
        var id = new SessionId(A, Optional.of(B));
        assertThat(id.isSame(new SessionId(B, Optional.of(A)))).isTrue();
        assertThat(id.isSame(new SessionId(A, Optional.of(C)))).isFalse();
        assertThat(id.isSame(new SessionId(B, Optional.empty()))).isFalse();
        assertThat(id).hasToString(both(A, B));
        assertThat(new SessionId(A, Optional.empty())).hasToString(both(A, N));
    }
}
