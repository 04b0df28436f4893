package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.Limits;
import io.switchhook.sip.message.MessageParser;
import io.switchhook.sip.message.ParseResult;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.header.ViaHeader;
import io.switchhook.sip.message.uri.SipUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A response context between a caller and branches that the test answers. */
final class ProxyFixture implements ServerTransaction, Downstream {
    static final LocalInterface UDP = new LocalInterface("UDP", "10.0.0.1", OptionalInt.of(5060));
    static final LocalInterface TCP = new LocalInterface("TCP", "10.0.0.1", OptionalInt.of(5060));

    static final Hop CALLER = new Hop() {
        @Override
        public boolean reliable() {
            return false;
        }

        @Override
        public String transport() {
            return "UDP";
        }
    };

    final List<SipResponse> upstream = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final ResponseContext context;
    long now;
    boolean released;
    private final SipRequest request;

    ProxyFixture(SipRequest request, ProxyRules rules) {
        this.request = request;
        this.context = new ResponseContext(this, request, Optional.of(UDP), rules, this);
    }

    static ProxyFixture invite() {
        return new ProxyFixture(request("INVITE"), ProxyRules.DEFAULT);
    }

    static ProxyFixture invite(ProxyRules rules, String... more) {
        return new ProxyFixture(request("INVITE", more), rules);
    }

    static SipRequest request(String method, String... more) {
        return requestTo("sip:bob@example.com", method, more);
    }

    static SipRequest requestTo(String uri, String method, String... more) {
        var text = method + " " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 10.0.9.9:5060;branch=z9hG4bKcaller\r\n"
                + "From: Alice <sip:alice@example.org>;tag=a\r\n"
                + "To: <sip:bob@example.com>\r\n"
                + "Call-ID: c1@example.org\r\n"
                + "CSeq: 1 " + method + "\r\n"
                + String.join("", Stream.of(more).map(line -> line + "\r\n").toList())
                + "X-Odd:   as  it   was \r\n"
                + "Content-Length: 0\r\n\r\n";
        var parsed = MessageParser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
        return (SipRequest) ((ParseResult.Parsed) parsed).message();
    }

    static List<ProxyTarget> targets(String... users) {
        return Stream.of(users)
                .map(user -> ProxyTarget.of(SipUri.of(user, "10.0.1.1")))
                .toList();
    }

    ProxyFixture parallel(String... users) {
        context.start(TargetSet.parallel(targets(users)), now);
        return this;
    }

    ProxyFixture sequential(String... users) {
        context.start(TargetSet.sequential(targets(users)), now);
        return this;
    }

    void pass(Duration time) {
        now += time.toNanos();
        if (context.nextDeadlineNanos() <= now) {
            context.onTime(now);
        }
    }

    Sent branch(int index) {
        return sent.get(index);
    }

    List<Integer> statuses() {
        return upstream.stream().map(SipResponse::status).toList();
    }

    /** One copy of the request. */
    final class Sent implements Delivery {
        final SipRequest request;
        final ClientUser user;
        boolean cancelled;
        List<String> reasons = List.of();
        Optional<Hop> releasedTo = Optional.empty();

        Sent(SipRequest request, ClientUser user) {
            this.request = request;
            this.user = user;
        }

        void answer(int status, String... more) {
            var text = SipResponse.answering(request, status);
            for (var line : more) {
                text.header(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            user.onResponse(text.build(), now);
        }

        /** In the early dialog of that tag. */
        void answerIn(String tag, int status) {
            var answer = SipResponse.answering(request, status);
            user.onResponse(answer.set(ToHeader.TYPE, request.to().withTag(tag)).build(), now);
        }

        void fail(ClientFailure failure) {
            user.onFailure(failure, now);
        }

        @Override
        public void cancel(Consumer<SipRequest.Builder> more, long nowNanos) {
            cancelled = true;
            var cancel = SipRequest.builder(SipMethod.CANCEL, request.uri());
            more.accept(cancel);
            reasons = cancel.build().values("Reason");
        }

        @Override
        public void release(Hop back, long nowNanos) {
            releasedTo = Optional.of(back);
        }
    }

    /** With the Via that a delivery puts on top. */
    static SipRequest leaving(ForwardedRequest forwarded, String unique) {
        return forwarded
                .leaving(UDP)
                .addFirst(ViaHeader.TYPE, UDP.via(forwarded.branch(unique)))
                .build();
    }

    @Override
    public Delivery send(ForwardedRequest forwarded, ClientUser user, long nowNanos) {
        var copy = new Sent(leaving(forwarded, "z9hG4bK" + sent.size()), user);
        sent.add(copy);
        return copy;
    }

    @Override
    public SipRequest request() {
        return request;
    }

    @Override
    public Hop hop() {
        return CALLER;
    }

    @Override
    public String localTag() {
        return "proxy";
    }

    @Override
    public boolean merged() {
        return false;
    }

    @Override
    public void respond(SipResponse response, long nowNanos) {
        boolean repeatedSuccess = response.isSuccess() && request.method().equals(SipMethod.INVITE);
        if (!finalSent() || repeatedSuccess) {
            upstream.add(response);
        }
    }

    @Override
    public void release(long nowNanos) {
        released = true;
    }

    @Override
    public boolean finalSent() {
        return upstream.stream().anyMatch(SipResponse::isFinal);
    }

    @Override
    public boolean ended() {
        return false;
    }
}
