package io.switchhook.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message being written: exactly the lines it is given, in their order, right or wrong. Content-Length is corrected,
 * or
 * added, when the body is set; a line set afterwards stands as it is.
 */
public final class Draft {
    private final String startLine;
    private final List<WireMessage.Header> headers = new ArrayList<>();
    private byte[] body = {};

    Draft(String startLine) {
        this.startLine = startLine;
    }

    public static Draft request(String method, String uri) {
        return new Draft(method + " " + uri + " SIP/2.0");
    }

    public static Draft response(int status, String reason) {
        return new Draft("SIP/2.0 " + status + " " + reason);
    }

    /** A draft with the same lines and another start line. */
    public Draft startLine(String newStartLine) {
        var copy = new Draft(newStartLine);
        copy.headers.addAll(headers);
        copy.body = body;
        return copy;
    }

    /** Appends a line. */
    public Draft header(String name, String value) {
        headers.add(new WireMessage.Header(name, value));
        return this;
    }

    /** Puts a line first, as proxies do with Via and Record-Route. */
    public Draft first(String name, String value) {
        headers.add(0, new WireMessage.Header(name, value));
        return this;
    }

    /** Replaces the first line of this name and removes its others; appends where there was none. */
    public Draft replace(String name, String value) {
        int at = indexOf(name);
        remove(name);
        headers.add(at < 0 ? headers.size() : at, new WireMessage.Header(name, value));
        return this;
    }

    public Draft remove(String name) {
        headers.removeIf(header -> HeaderNames.canonical(header.name()).equals(HeaderNames.canonical(name)));
        return this;
    }

    private int indexOf(String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (HeaderNames.canonical(headers.get(i).name()).equals(HeaderNames.canonical(name))) {
                return i;
            }
        }
        return -1;
    }

    Optional<String> value(String name) {
        int at = indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(headers.get(at).value());
    }

    /** Sets the body, exactly these characters, with Content-Type and a right Content-Length. */
    public Draft body(String contentType, String text) {
        replace("Content-Type", contentType);
        return bodyBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets the body and a right Content-Length; Content-Type stays as it is. */
    public Draft bodyBytes(byte[] bytes) {
        replace("Content-Length", Integer.toString(bytes.length));
        return rawBody(bytes.clone());
    }

    Draft rawBody(byte[] bytes) {
        body = bytes;
        return this;
    }

    public WireMessage build() {
        return WireMessage.write(startLine, headers, body);
    }
}
