package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.Challenge;
import io.switchhook.sip.message.header.Credentials;
import io.switchhook.sip.message.header.HeaderType;
import io.switchhook.sip.message.header.ProxyAuthenticateHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import io.switchhook.sip.message.header.WwwAuthenticateHeader;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** As what a server asks for credentials: RFC 3261 §22.2, §22.3. */
public enum AuthRole {
    /** Registrar, user agent, B2BUA: 401, WWW-Authenticate, Authorization. */
    USER_AGENT(401),
    /** Proxy: 407, Proxy-Authenticate, Proxy-Authorization. */
    PROXY(407);

    private final int status;

    AuthRole(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The realms that a response asks credentials for. */
    public static List<String> realmsOf(SipResponse response) {
        return Stream.of(values())
                .flatMap(role -> role.challenges(response).stream())
                .flatMap(challenge -> challenge.parameters().get("realm").stream())
                .distinct()
                .toList();
    }

    /** The challenges that can be read; what else is there is not for us (RFC 8760 §2.4). */
    List<Challenge> challenges(SipResponse response) {
        return switch (this) {
            case USER_AGENT -> readable(response, WwwAuthenticateHeader.TYPE, WwwAuthenticateHeader::challenge);
            case PROXY -> readable(response, ProxyAuthenticateHeader.TYPE, ProxyAuthenticateHeader::challenge);
        };
    }

    /** The credentials that can be read. */
    List<Credentials> credentials(SipRequest request) {
        return switch (this) {
            case USER_AGENT -> readable(request, AuthorizationHeader.TYPE, AuthorizationHeader::credentials);
            case PROXY -> readable(request, ProxyAuthorizationHeader.TYPE, ProxyAuthorizationHeader::credentials);
        };
    }

    private static <H, T> List<T> readable(SipMessage message, HeaderType<H> type, Function<H, T> content) {
        // One line may be of another scheme with a grammar of its own, and the next one Digest.
        return message.has(type)
                ? message.allReadable(type).stream().map(content).toList()
                : List.of();
    }

    void add(SipRequest.Builder builder, Credentials credentials) {
        switch (this) {
            case USER_AGENT -> builder.add(AuthorizationHeader.TYPE, new AuthorizationHeader(credentials));
            case PROXY -> builder.add(ProxyAuthorizationHeader.TYPE, new ProxyAuthorizationHeader(credentials));
        }
    }

    void add(SipResponse.Builder builder, Challenge challenge) {
        switch (this) {
            case USER_AGENT -> builder.add(WwwAuthenticateHeader.TYPE, new WwwAuthenticateHeader(challenge));
            case PROXY -> builder.add(ProxyAuthenticateHeader.TYPE, new ProxyAuthenticateHeader(challenge));
        }
    }
}
