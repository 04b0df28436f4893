package io.switchhook.sip.message.uri;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A SIP or SIPS URI, RFC 3261 §19.1. It keeps the text it was read from and takes parts out of it when asked. Immutable.
 *
 * <p>{@link #equals} compares the wire form; {@link #equivalent} is the comparison of RFC 3261 §19.1.4.
 */
public final class SipUri implements Uri {
    private final String text;
    /** Index of the {@code @}, or -1 without a user. */
    private final int at;

    private final int hostStart;
    private final int hostEnd;
    private final int port;
    private final int parametersStart;
    private final int headersStart;

    private SipUri(String text) {
        int colon = text.indexOf(':');
        if (!isSipScheme(text, colon)) {
            throw SipUriSyntax.expected("sip: or sips:", text, 0);
        }
        SipUriSyntax.checkCharacters(text);
        this.text = text;
        this.at = text.indexOf('@', colon + 1);
        this.hostStart = at < 0 ? colon + 1 : at + 1;
        if (at == colon + 1 || at > 0 && text.charAt(colon + 1) == ':') {
            throw SipUriSyntax.expected("a user before '@'", text, colon + 1);
        }
        this.hostEnd = SipUriSyntax.hostEnd(text, hostStart);
        this.parametersStart = SipUriSyntax.portEnd(text, hostEnd);
        this.port = SipUriSyntax.port(text, hostEnd, parametersStart);
        int question = text.indexOf('?', parametersStart);
        this.headersStart = question < 0 ? text.length() : question;
        SipUriSyntax.checkPart(text, parametersStart, headersStart, ';');
        SipUriSyntax.checkPart(text, headersStart, text.length(), '&');
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
        return new SipUri(text);
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
        return SipUriSyntax.split(text, parametersStart, headersStart, ';');
    }

    /** The headers behind the question mark, values without escapes. */
    public Parameters headers() {
        return SipUriSyntax.split(text, headersStart, text.length(), '&');
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
        SipUriSyntax.join(headers().with(name, value), '?', '&', CharSets.HEADER, builder);
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
        SipUriSyntax.join(changed, ';', ';', CharSets.PARAMETER, builder);
        return parse(builder.append(text, headersStart, text.length()).toString());
    }

    private int schemeEnd() {
        return secure() ? 5 : 4;
    }

    private int passwordColon() {
        int colon = at < 0 ? -1 : text.indexOf(':', schemeEnd());
        return colon < at ? colon : -1;
    }
}
