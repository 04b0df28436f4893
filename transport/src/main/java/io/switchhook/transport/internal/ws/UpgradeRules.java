package io.switchhook.transport.internal.ws;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.base.text.Printable;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Which handshakes our server takes: RFC 6455 §4.2.1, with the subprotocol that RFC 7118 §4.1 demands. */
final class UpgradeRules {
    /** RFC 7118 §10.1. */
    static final String SUBPROTOCOL = "sip";

    /** RFC 6455 §4.2.1 item 6; there is no other. */
    static final String VERSION = "13";

    private static final int KEY_BYTES = 16;
    private static final int SHOWN_CHARACTERS = 80;

    /** Why a request is not taken, and with which status it is answered. */
    record Refusal(HttpResponseStatus status, String reason) {}

    private final WebSocketSettings settings;

    UpgradeRules(WebSocketSettings settings) {
        this.settings = settings;
    }

    /** Empty for a request that is taken. */
    Optional<Refusal> refusalOf(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "That is no HTTP request, or one too long.");
        }
        if (!request.method().equals(HttpMethod.GET)
                || request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "A WebSocket begins with GET and HTTP/1.1.");
        }
        if (!isPathOfOurs(request.uri())) {
            return refusal(HttpResponseStatus.NOT_FOUND, "SIP over WebSocket is at " + settings.path() + ".");
        }
        return upgradeRefusal(request).or(() -> termsRefusal(request));
    }

    private boolean isPathOfOurs(String target) {
        var path = settings.path();
        if (!target.startsWith(path)) {
            return false;
        }
        return path.endsWith("/")
                || target.length() == path.length()
                || "/?".indexOf(target.charAt(path.length())) >= 0;
    }

    private static Optional<Refusal> upgradeRefusal(FullHttpRequest request) {
        var headers = request.headers();
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED, "This port speaks SIP over WebSocket and no other HTTP.");
        }
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return refusal(HttpResponseStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version has to be 13.");
        }
        if (!headers.contains(HttpHeaderNames.HOST) || !isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""))) {
            return refusal(HttpResponseStatus.BAD_REQUEST, "Host or a Sec-WebSocket-Key of 16 bytes is missing.");
        }
        return Optional.empty();
    }

    private Optional<Refusal> termsRefusal(FullHttpRequest request) {
        var headers = request.headers();
        var origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !settings.allowsOrigin(origin)) {
            return refusal(HttpResponseStatus.FORBIDDEN, "Pages of " + shown(origin) + " may not connect here.");
        }
        boolean sip = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(token -> token.strip().equals(SUBPROTOCOL));
        return sip
                ? Optional.empty()
                : refusal(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Protocol has to offer sip (RFC 7118).");
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String shown(String text) {
        return Printable.escape(text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) : text);
    }

    private static Optional<Refusal> refusal(HttpResponseStatus status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }
}
