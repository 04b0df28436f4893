package io.switchhook.phone.internal.account;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.flow.TransportKind;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server takes SIP over WebSocket: a URL of RFC 6455 §3.
 *
 * @param host a name or an address, IPv6 in brackets
 * @param path with its query
 */
public record WebSocketServer(TransportKind kind, String host, int port, String path) {

    /**
     * Reads {@code wss://pbx.example.com/ws}, {@code ws://192.0.2.1:8080}.
     *
     * @throws IllegalArgumentException when it is no such URL
     */
    public static WebSocketServer parse(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw wrong(text);
        }
        var kind = TransportKind.parse(String.valueOf(url.getScheme())).filter(TransportKind::webSocket);
        if (kind.isEmpty() || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw wrong(text);
        }
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var whole = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        // It says what is wrong with a path.
        var checked = WebSocketSettings.DEFAULT.withPath(whole).path();
        int port = url.getPort() < 0 ? kind.get().defaultPort() : url.getPort();
        return new WebSocketServer(kind.get(), hostOf(url), port, checked);
    }

    private static String hostOf(URI url) {
        return IpLiteral.parse(url.getHost()).map(IpLiteral::asHost).orElse(url.getHost());
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + Printable.escape(text)
                + "\" is no URL of a WebSocket; write ws://host:port/path or wss://host:port/path");
    }

    /** The server as a route: RFC 7118 §8.2 F1, where WSS is spelt ws too. */
    public SipUri route() {
        return SipUri.parse("sip:" + host + ":" + port + ";transport=ws;lr");
    }
}
