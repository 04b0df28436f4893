package io.switchhook.phone.internal.engine;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.phone.line.OptionsOutcome;
import io.switchhook.phone.line.PeerCapabilities;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AcceptEncodingHeader;
import io.switchhook.sip.message.header.AcceptHeader;
import io.switchhook.sip.message.header.AcceptLanguageHeader;
import io.switchhook.sip.message.header.AllowEventsHeader;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.ContentTypeHeader;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The questions of a line to others what they can (RFC 3261 §11.1). On the signalling loop. */
public final class OptionsAsking {
    private final LineEngine line;
    private final Set<Question> open = new LinkedHashSet<>();

    OptionsAsking(LineEngine line) {
        this.line = line;
    }

    public void ask(Uri target, Consumer<OptionsOutcome> told, long nowNanos) {
        if (line.phone().isClosing()) {
            told.accept(new OptionsOutcome.NotSent("The phone was closed."));
            return;
        }
        var host = line.newHost();
        var request =
                new StandaloneRequest(SipMethod.OPTIONS, target, host.identity().address(), host);
        host.nameCall(request.callId());
        request.builder().set(AcceptHeader.TYPE, AcceptHeader.of("application", "sdp"));
        var question = new Question(host, told, nowNanos);
        open.add(question);
        request.send(host, question, nowNanos);
    }

    void close() {
        List.copyOf(open).forEach(question -> question.settle(new OptionsOutcome.NotSent("The phone was closed.")));
    }

    private final class Question implements ClientUser {
        private final CallHost host;
        private final Consumer<OptionsOutcome> told;
        private final long beganNanos;

        Question(CallHost host, Consumer<OptionsOutcome> told, long beganNanos) {
            this.host = host;
            this.told = told;
            this.beganNanos = beganNanos;
        }

        void settle(OptionsOutcome outcome) {
            if (open.remove(this)) {
                host.close();
                told.accept(outcome);
            }
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (!response.isFinal()) {
                return;
            }
            var capabilities = capabilitiesOf(response);
            var roundTrip = Duration.ofNanos(nowNanos - beganNanos);
            settle(
                    response.isSuccess()
                            ? new OptionsOutcome.Ready(capabilities, roundTrip)
                            : new OptionsOutcome.Refused(
                                    response.status(), EndingWords.reasonOf(response), capabilities, roundTrip));
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            settle(
                    failure == ClientFailure.TIMEOUT
                            ? new OptionsOutcome.NoAnswer()
                            : new OptionsOutcome.Unreachable(
                                    EndingWords.because("The request could not be sent.", host.trouble())));
        }
    }

    private static PeerCapabilities capabilitiesOf(SipResponse response) {
        boolean sdp = response.firstReadable(ContentTypeHeader.TYPE)
                .filter(type -> type.is("application", "sdp"))
                .isPresent();
        return new PeerCapabilities(
                words(response, AllowHeader.TYPE, header -> header.method().name()),
                words(response, AcceptHeader.TYPE, AcceptHeader::toString),
                words(response, AcceptEncodingHeader.TYPE, AcceptEncodingHeader::toString),
                words(response, AcceptLanguageHeader.TYPE, AcceptLanguageHeader::toString),
                words(response, SupportedHeader.TYPE, SupportedHeader::optionTag),
                words(response, AllowEventsHeader.TYPE, AllowEventsHeader::toString),
                response.value("Server").or(() -> response.value("User-Agent")).map(Printable::escape),
                sdp ? Optional.of(response.bodyText()) : Optional.empty());
    }

    private static <T> List<String> words(SipResponse response, HeaderType<T> type, Function<T, String> word) {
        return response.allReadable(type).stream().map(word).toList();
    }
}
