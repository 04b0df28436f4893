package io.switchhook.sip.message.uri;

import io.switchhook.base.text.Printable;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A SIP or SIPS URI, RFC 3261 §19.1. It keeps the text it was read from and takes parts out of it when asked. Immutable.
 *
 * <p>{@link #equals} compares the wire form; {@link #equivalent} is the comparison of RFC 3261 §19.1.4.
 */
public final class SipUri implements Uri {
    private static final int MAX_PORT = 65535;

    private final String text;
    /** Index of the {@code @}, or -1 without a user. */
    private final int at;

    private final int hostStart;
    private final int hostEnd;
    private final int port;
    private final int parametersStart;
    private final int headersStart;

    private SipUri(SipUriReader reader) {
        this.text = reader.text;
        this.at = reader.at;
        this.hostStart = reader.hostStart;
        this.hostEnd = reader.hostEnd;
        this.port = reader.port;
        this.parametersStart = reader.parametersStart;
        this.headersStart = reader.headersStart;
    }

    /**
     * {@code sip:user@host}; characters of the user that a URI cannot hold are escaped. An empty user gives {@code sip:host}.
     *
     * @param host a name, an IPv4 address, an IPv6 address in brackets, each perhaps with a port behind a colon
     * @throws MalformedException when the host is none
     */
    public static SipUri of(String user, String host) {
        return parse(user.isEmpty() ? "sip:" + host : "sip:" + Escapes.encode(CharSets.USER, user) + "@" + host);
    }

    /**
     * Reads a sip or sips URI.
     *
     * @throws MalformedException when it is none
     */
    public static SipUri parse(String text) {
        return new SipUri(new SipUriReader(text).read());
    }

    static boolean isSipScheme(String text, int colon) {
        return colon == 3 && text.regionMatches(true, 0, "sip", 0, 3)
                || colon == 4 && text.regionMatches(true, 0, "sips", 0, 4);
    }

    @Override
    public String scheme() {
        return secure() ? "sips" : "sip";
    }

    /** Whether the scheme is {@code sips}. */
    public boolean secure() {
        return text.charAt(3) != ':';
    }

    /** The user, without escapes. */
    public Optional<String> user() {
        if (at < 0) {
            return Optional.empty();
        }
        int colon = passwordColon();
        return Optional.of(Escapes.decode(text.substring(schemeEnd(), colon < 0 ? at : colon)));
    }

    /** The password, without escapes. RFC 3261 §19.1.1 advises against using it. */
    public Optional<String> password() {
        int colon = passwordColon();
        return colon < 0 ? Optional.empty() : Optional.of(Escapes.decode(text.substring(colon + 1, at)));
    }

    /** The host as written; an IPv6 address stands in brackets. */
    public String host() {
        return text.substring(hostStart, hostEnd);
    }

    /** The port, 0 to 65535, when one is written. */
    public OptionalInt port() {
        return port < 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** The URI parameters, values without escapes. */
    public Parameters parameters() {
        return SipUriReader.split(text, parametersStart, headersStart, ';');
    }

    /** The headers behind the question mark, values without escapes. */
    public Parameters headers() {
        return SipUriReader.split(text, headersStart, text.length(), '&');
    }

    /** Whether there are headers behind a question mark. */
    public boolean hasHeaders() {
        return headersStart != text.length();
    }

    /** The {@code transport} parameter in lower case. */
    public Optional<String> transport() {
        return parametersStart == headersStart
                ? Optional.empty()
                : parameters().get("transport").map(value -> value.toLowerCase(Locale.ROOT));
    }

    /** Whether the {@code lr} parameter is there: RFC 3261 §16.12, the element routes loosely. */
    public boolean looseRouting() {
        return parametersStart != headersStart && parameters().has("lr");
    }

    /** With that user, escaped where needed, and without a password; an empty one takes the user away. */
    public SipUri withUser(String user) {
        var userPart = user.isEmpty() ? "" : Escapes.encode(CharSets.USER, user) + "@";
        return parse(text.substring(0, schemeEnd()) + userPart + text.substring(hostStart));
    }

    /** With that host; the port stays. */
    public SipUri withHost(String host) {
        return parse(text.substring(0, hostStart) + host + text.substring(hostEnd));
    }

    /** With that port, 0 to 65535. */
    public SipUri withPort(int newPort) {
        return parse(text.substring(0, hostEnd) + ":" + newPort + text.substring(parametersStart));
    }

    /** Without a port. */
    public SipUri withoutPort() {
        return port < 0 ? this : parse(text.substring(0, hostEnd) + text.substring(parametersStart));
    }

    /** With a parameter in the place of one of the same name, else at the end. */
    public SipUri withParameter(String name, String value) {
        return withParameters(parameters().with(name, value));
    }

    /** With a parameter that has no value. */
    public SipUri withFlag(String name) {
        return withParameters(parameters().withFlag(name));
    }

    /** Without the parameters of that name. */
    public SipUri withoutParameter(String name) {
        return withParameters(parameters().without(name));
    }

    /** Without any parameter. */
    public SipUri withoutParameters() {
        return withParameters(Parameters.EMPTY);
    }

    /** With a header behind the question mark in the place of one of the same name, else at the end. */
    public SipUri withHeader(String name, String value) {
        var builder = new StringBuilder(text).delete(headersStart, text.length());
        SipUriReader.join(headers().with(name, value), '?', '&', CharSets.HEADER, builder);
        return parse(builder.toString());
    }

    /** Without headers behind the question mark. */
    public SipUri withoutHeaders() {
        return headersStart == text.length() ? this : parse(text.substring(0, headersStart));
    }

    /** Whether both name the same by RFC 3261 §19.1.4. Symmetric, not transitive. */
    public boolean equivalent(SipUri other) {
        return UriComparison.equivalent(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipUri that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** User and password as written. */
    String userInfo() {
        return at < 0 ? "" : text.substring(schemeEnd(), at);
    }

    boolean hasUser() {
        return at >= 0;
    }

    private SipUri withParameters(Parameters changed) {
        var builder = new StringBuilder(text.substring(0, parametersStart));
        SipUriReader.join(changed, ';', ';', CharSets.PARAMETER, builder);
        return parse(builder.append(text, headersStart, text.length()).toString());
    }

    private int schemeEnd() {
        return secure() ? 5 : 4;
    }

    private int passwordColon() {
        int colon = at < 0 ? -1 : text.indexOf(':', schemeEnd());
        return colon < at ? colon : -1;
    }

    /** Finds the parts of a URI, and refuses one that has not the form {@code sip:user:password@host:port;parameters?headers}. */
    private static final class SipUriReader {
        private final String text;
        private int at;
        private int hostStart;
        private int hostEnd;
        private int port = -1;
        private int parametersStart;
        private int headersStart;

        SipUriReader(String text) {
            this.text = text;
        }

        SipUriReader read() {
            int colon = text.indexOf(':');
            if (!isSipScheme(text, colon)) {
                throw expected("sip: or sips:", 0);
            }
            checkCharacters();
            at = text.indexOf('@', colon + 1);
            hostStart = at < 0 ? colon + 1 : at + 1;
            if (at == colon + 1 || at > 0 && text.charAt(colon + 1) == ':') {
                throw expected("a user before '@'", colon + 1);
            }
            readHost();
            readPort();
            parametersStart = hostEnd + (port < 0 ? 0 : portLength());
            int question = text.indexOf('?', parametersStart);
            headersStart = question < 0 ? text.length() : question;
            checkPart(parametersStart, headersStart, ';');
            checkPart(headersStart, text.length(), '&');
            return this;
        }

        private void checkCharacters() {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c <= ' ' || c == '<' || c == '>' || c == '"' || c >= 0x7f && c < 0xa0) {
                    throw expected("a URI without white space, quotes and brackets", i);
                }
            }
        }

        private void readHost() {
            int i = hostStart;
            if (i < text.length() && text.charAt(i) == '[') {
                i++;
                while (i < text.length()
                        && (CharSets.isIn(CharSets.HEX, text.charAt(i))
                                || text.charAt(i) == ':'
                                || text.charAt(i) == '.')) {
                    i++;
                }
                if (i == hostStart + 1 || i >= text.length() || text.charAt(i++) != ']') {
                    throw expected("an IPv6 address in brackets", hostStart);
                }
            } else {
                while (i < text.length() && CharSets.isIn(CharSets.HOST, text.charAt(i))) {
                    i++;
                }
            }
            if (i == hostStart) {
                throw expected("a host", i);
            }
            hostEnd = i;
        }

        private void readPort() {
            if (hostEnd == text.length() || text.charAt(hostEnd) != ':') {
                return;
            }
            int i = hostEnd + 1;
            port = 0;
            while (i < text.length() && CharSets.isIn(CharSets.DIGIT, text.charAt(i)) && port <= MAX_PORT) {
                port = port * 10 + text.charAt(i++) - '0';
            }
            if (i == hostEnd + 1 || port > MAX_PORT) {
                throw expected("a port from 0 to 65535", hostEnd + 1);
            }
        }

        private int portLength() {
            int i = hostEnd + 1;
            while (i < text.length() && CharSets.isIn(CharSets.DIGIT, text.charAt(i))) {
                i++;
            }
            return i - hostEnd;
        }

        /** Parameters and headers each begin with a name; an empty one between two separators is refused. */
        private void checkPart(int from, int to, char separator) {
            if (from == to) {
                return;
            }
            char first = text.charAt(from);
            if (first != (separator == '&' ? '?' : ';')) {
                throw expected("':', ';', '?' or the end after the host", from);
            }
            for (int i = from; i < to; i++) {
                char next = i + 1 < to ? text.charAt(i + 1) : separator;
                if ((i == from || text.charAt(i) == separator) && (next == separator || next == '=')) {
                    throw expected("a name", i + 1);
                }
            }
        }

        static Parameters split(String text, int from, int to, char separator) {
            var plain = new ArrayList<String>();
            int i = from + 1;
            while (i < to) {
                int end = text.indexOf(separator, i);
                end = end < 0 || end > to ? to : end;
                int equals = text.indexOf('=', i);
                boolean flag = equals < 0 || equals > end;
                plain.add(Escapes.decode(text.substring(i, flag ? end : equals)));
                plain.add(flag ? null : Escapes.decode(text.substring(equals + 1, end)));
                i = end + 1;
            }
            return Parameters.ofPlain(plain);
        }

        static void join(Parameters parameters, char first, char next, int set, StringBuilder target) {
            char separator = first;
            for (var entry : parameters.entries()) {
                target.append(separator).append(Escapes.encode(set, entry.name()));
                if (entry.value().isPresent()) {
                    target.append('=').append(Escapes.encode(set, entry.value().get()));
                }
                separator = next;
            }
        }

        private MalformedException expected(String what, int offset) {
            return new MalformedException(
                    "expected " + what + " at offset " + offset + " of \"" + Printable.escape(text) + "\"");
        }
    }
}
