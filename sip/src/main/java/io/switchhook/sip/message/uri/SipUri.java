package io.switchhook.sip.message.uri;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A SIP or SIPS URI, RFC 3261 §19.1. It keeps the bytes it was read from and takes parts out of them when asked. Immutable.
 *
 * <p>{@link #equals} compares the wire form; {@link #equivalent} is the comparison of RFC 3261 §19.1.4.
 */
public final class SipUri implements Uri {
    private final byte[] wire;
    private final int hostStart;
    private final int hostEnd;
    private final int parametersStart;
    private final int headersStart;

    /** Takes the bytes as they are: they must not change. */
    SipUri(byte[] wire) {
        int schemeEnd = SipUriSyntax.schemeEnd(wire, 0, wire.length);
        if (schemeEnd < 0) {
            throw SipUriSyntax.expected("sip: or sips:", wire, 0);
        }
        int at = SipUriSyntax.checkCharacters(wire, schemeEnd);
        if (at == schemeEnd || at > 0 && wire[schemeEnd] == ':') {
            throw SipUriSyntax.expected("a user before '@'", wire, schemeEnd);
        }
        this.wire = wire;
        this.hostStart = at < 0 ? schemeEnd : at + 1;
        this.hostEnd = SipUriSyntax.hostEnd(wire, hostStart);
        this.parametersStart = SipUriSyntax.portEnd(wire, hostEnd);
        this.headersStart = SipUriSyntax.headersStart(wire, parametersStart);
        SipUriSyntax.checkPart(wire, parametersStart, headersStart, ';');
        SipUriSyntax.checkPart(wire, headersStart, wire.length, '&');
    }

    /** A URI without headers whose parts are known, see {@link PlainUri}. */
    SipUri(byte[] wire, int hostStart, int hostEnd, int parametersStart) {
        this.wire = wire;
        this.hostStart = hostStart;
        this.hostEnd = hostEnd;
        this.parametersStart = parametersStart;
        this.headersStart = wire.length;
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
        return new SipUri(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String scheme() {
        return secure() ? "sips" : "sip";
    }

    /** Whether the scheme is {@code sips}. */
    public boolean secure() {
        return wire[3] != ':';
    }

    /** The user, without escapes. */
    public Optional<String> user() {
        if (!hasUser()) {
            return Optional.empty();
        }
        int colon = passwordColon();
        return Optional.of(Escapes.decode(text(schemeEnd(), colon < 0 ? hostStart - 1 : colon)));
    }

    /** The password, without escapes. RFC 3261 §19.1.1 advises against using it. */
    public Optional<String> password() {
        int colon = passwordColon();
        return colon < 0 ? Optional.empty() : Optional.of(Escapes.decode(text(colon + 1, hostStart - 1)));
    }

    /** The host as written; an IPv6 address stands in brackets. */
    public String host() {
        return text(hostStart, hostEnd);
    }

    /** The port, 0 to 65535, when one is written. */
    public OptionalInt port() {
        return hostEnd == parametersStart
                ? OptionalInt.empty()
                : OptionalInt.of(SipUriSyntax.port(wire, hostEnd, parametersStart));
    }

    /** The URI parameters, values without escapes. */
    public Parameters parameters() {
        return SipUriSyntax.split(text(parametersStart, headersStart), ';');
    }

    /** The headers behind the question mark, values without escapes. */
    public Parameters headers() {
        return SipUriSyntax.split(text(headersStart, wire.length), '&');
    }

    /** Whether there are headers behind a question mark. */
    public boolean hasHeaders() {
        return headersStart != wire.length;
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

    /** The telephone number in the user, when {@code user=phone} says that it is one (RFC 3261 §19.1.6); empty when it is none after all. */
    public Optional<TelUri> telephone() {
        var kind = parameters().get("user");
        if (kind.isEmpty() || !kind.get().equalsIgnoreCase("phone")) {
            return Optional.empty();
        }
        try {
            return user().map(TelUri::read);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Whether it is a GRUU: has the parameter {@code gr} (RFC 5627 §5). */
    public boolean gruu() {
        return parametersStart != headersStart && parameters().has("gr");
    }

    /** The same with the scheme {@code sips}. */
    public SipUri secured() {
        return secure() ? this : parse("sips:" + text(4, wire.length));
    }

    /** The same with the scheme {@code sip}; for whoever may give up that every hop is secured (RFC 5630 §5.3). */
    public SipUri unsecured() {
        return secure() ? parse("sip:" + text(5, wire.length)) : this;
    }

    /** With that user, escaped where needed, and without a password; an empty one takes the user away. */
    public SipUri withUser(String user) {
        var userPart = user.isEmpty() ? "" : Escapes.encode(CharSets.USER, user) + "@";
        return parse(text(0, schemeEnd()) + userPart + text(hostStart, wire.length));
    }

    /**
     * With that number as user, and {@code user=phone}: its parameters go into the user with it (RFC 3261 §19.1.6), in small letters and in the order of RFC 3966 §3, so that
     * equivalent numbers give equal users. A password goes.
     */
    public SipUri withTelephone(TelUri number) {
        var user = Escapes.complete(CharSets.USER, "", number.canonical());
        return parse(text(0, schemeEnd()) + user + "@" + text(hostStart, wire.length))
                .withParameter("user", "phone");
    }

    /** The same with every character escaped that may not stand where it stands (RFC 3261 §19.1.2, §25.1), as {@code #} in a user. What is escaped already stays so. */
    public SipUri escaped() {
        var builder = new StringBuilder(text(0, schemeEnd()));
        if (hasUser()) {
            int colon = passwordColon();
            int userEnd = colon < 0 ? hostStart - 1 : colon;
            builder.append(Escapes.complete(CharSets.USER, "", text(schemeEnd(), userEnd)));
            if (colon >= 0) {
                builder.append(':').append(Escapes.complete(CharSets.PASSWORD, "", text(colon + 1, hostStart - 1)));
            }
            builder.append('@');
        }
        builder.append(text(hostStart, parametersStart))
                .append(Escapes.complete(CharSets.PARAMETER, ";=", text(parametersStart, headersStart)));
        SipUriSyntax.join(headers(), '?', '&', CharSets.HEADER, builder);
        return parse(builder.toString());
    }

    /** With that host; the port stays. */
    public SipUri withHost(String host) {
        return parse(text(0, hostStart) + host + text(hostEnd, wire.length));
    }

    /** With that port, 0 to 65535. */
    public SipUri withPort(int newPort) {
        return parse(text(0, hostEnd) + ":" + newPort + text(parametersStart, wire.length));
    }

    /** Without a port. */
    public SipUri withoutPort() {
        return hostEnd == parametersStart ? this : parse(text(0, hostEnd) + text(parametersStart, wire.length));
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
        var builder = new StringBuilder(text(0, headersStart));
        SipUriSyntax.join(headers().with(name, value), '?', '&', CharSets.HEADER, builder);
        return parse(builder.toString());
    }

    /** Without headers behind the question mark. */
    public SipUri withoutHeaders() {
        return hasHeaders() ? parse(text(0, headersStart)) : this;
    }

    /** Whether both name the same by RFC 3261 §19.1.4. Symmetric, not transitive. */
    public boolean equivalent(SipUri other) {
        // A parameter given twice, which RFC 3261 §19.1.1 forbids, must not make a URI differ from itself.
        return equals(other) || UriComparison.equivalent(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipUri that && Arrays.equals(wire, that.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
        return text(0, wire.length);
    }

    @Override
    public void writeTo(FieldWriter writer) {
        writer.appendBytes(wire);
    }

    /** User and password as written. */
    String userInfo() {
        return hasUser() ? text(schemeEnd(), hostStart - 1) : "";
    }

    boolean hasUser() {
        return hostStart != schemeEnd();
    }

    private SipUri withParameters(Parameters changed) {
        var builder = new StringBuilder(text(0, parametersStart));
        SipUriSyntax.join(changed, ';', ';', CharSets.PARAMETER, builder);
        return parse(builder.append(text(headersStart, wire.length)).toString());
    }

    private String text(int from, int to) {
        return new String(wire, from, to - from, StandardCharsets.UTF_8);
    }

    private int schemeEnd() {
        return secure() ? 5 : 4;
    }

    private int passwordColon() {
        for (int i = schemeEnd(); i < hostStart - 1; i++) {
            if (wire[i] == ':') {
                return i;
            }
        }
        return -1;
    }
}
