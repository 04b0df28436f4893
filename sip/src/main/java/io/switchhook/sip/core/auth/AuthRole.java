package io.switchhook.sip.core.auth;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthorizationHeader;
import io.switchhook.sip.message.header.Challenge;
import io.switchhook.sip.message.header.Credentials;
import io.switchhook.sip.message.header.ProxyAuthenticateHeader;
import io.switchhook.sip.message.header.ProxyAuthorizationHeader;
import io.switchhook.sip.message.header.WwwAuthenticateHeader;
import java.util.List;

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

    List<Challenge> challenges(SipResponse response) {
        return switch (this) {
            case USER_AGENT -> response.all(WwwAuthenticateHeader.TYPE).stream()
                    .map(WwwAuthenticateHeader::challenge)
                    .toList();
            case PROXY -> response.all(ProxyAuthenticateHeader.TYPE).stream()
                    .map(ProxyAuthenticateHeader::challenge)
                    .toList();
        };
    }

    List<Credentials> credentials(SipRequest request) {
        return switch (this) {
            case USER_AGENT -> request.all(AuthorizationHeader.TYPE).stream()
                    .map(AuthorizationHeader::credentials)
                    .toList();
            case PROXY -> request.all(ProxyAuthorizationHeader.TYPE).stream()
                    .map(ProxyAuthorizationHeader::credentials)
                    .toList();
        };
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
