package io.switchhook.phone.internal.call;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.body.AcceptedBodies;
import io.switchhook.sip.message.body.BodyPart;
import io.switchhook.sip.message.body.Multipart;
import io.switchhook.sip.message.body.MultipartLimits;
import io.switchhook.sip.message.header.InfoPackageHeader;
import io.switchhook.sip.message.header.RecvInfoHeader;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.stack.InfoPackages;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The Info Packages that the application takes, and INFO requests that come in (RFC 6086 §4.2.2, §5.2). */
public final class InfoDesk {
    private static final AcceptedBodies ANY = AcceptedBodies.of("*/*");
    /** An INFO that belongs to no package: digits, as telephones sent them before there were packages. */
    private static final int LEGACY_ANSWER = 200;

    private record Data(Optional<String> type, byte[] body) {}

    private final Map<String, InfoListener> listeners = new ConcurrentSkipListMap<>();

    /**
     * From any thread.
     *
     * @throws IllegalArgumentException when the name is no token
     */
    public void listen(String infoPackage, InfoListener listener) {
        requireName(infoPackage);
        listeners.put(infoPackage, listener);
    }

    /** @throws IllegalArgumentException when the name is no token */
    public static void requireName(String infoPackage) {
        try {
            RecvInfoHeader.of(Objects.requireNonNull(infoPackage, "infoPackage"));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(infoPackage) + "\" names no Info Package; a token is expected", e);
        }
    }

    List<String> packages() {
        return List.copyOf(listeners.keySet());
    }

    /** On the signalling loop. */
    void onInfo(CallEngine engine, ServerTransaction transaction, SipRequest request, long nowNanos) {
        var named = request.first(InfoPackageHeader.TYPE);
        if (named.isEmpty()) {
            answer(engine, transaction, request, LEGACY_ANSWER, nowNanos);
            InfoDigit.of(request).ifPresent(digit -> engine.onKey(PressedKeys.Way.INFO, digit, nowNanos));
            return;
        }
        var listener = listeners.get(named.get().name());
        var agreed = engine.host.infoPackages();
        if (listener == null || !agreed.isSaid(named.get().name())) {
            var refusal = answering(engine, request, 469);
            // RFC 6086 §4.2.2: the current set; this answer is no place to say another.
            InfoPackages.write(refusal, agreed.said());
            engine.host.stack().respond(transaction, refusal, nowNanos);
        } else if (!ANY.understand(request)) {
            engine.host.stack().respond(transaction, ANY.describe(answering(engine, request, 415)), nowNanos);
        } else {
            var data = read(request);
            answer(engine, transaction, request, 200, nowNanos);
            engine.face.tell(() -> listener.onInfo(engine.face, named.get().name(), data.type(), data.body()));
        }
    }

    /** RFC 6086 §4.3.1: of several parts the one with the disposition {@code Info-Package}. */
    private static Data read(SipRequest request) {
        var type = request.contentType();
        var part = type.filter(Multipart::is)
                .flatMap(known -> Multipart.parse(MultipartLimits.DEFAULT, known, request.body()).parts().stream()
                        .filter(InfoDesk::isForPackage)
                        .findFirst());
        return part.map(found -> new Data(Optional.of(found.type().toString()), found.content()))
                .orElseGet(() -> new Data(type.map(Object::toString), request.body()));
    }

    private static boolean isForPackage(BodyPart part) {
        return part.disposition()
                .filter(disposition -> disposition.disposition().equalsIgnoreCase("Info-Package"))
                .isPresent();
    }

    private static SipResponse.Builder answering(CallEngine engine, SipRequest request, int status) {
        return engine.host.answering(request, status, StatusCode.reasonFor(status));
    }

    private static void answer(
            CallEngine engine, ServerTransaction transaction, SipRequest request, int status, long nowNanos) {
        engine.host.stack().respond(transaction, answering(engine, request, status), nowNanos);
    }
}
