package io.switchhook.pbx.internal.door;

import io.switchhook.sip.core.auth.AuthenticationInfo;
import io.switchhook.sip.core.transaction.Hop;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AuthenticationInfoHeader;
import java.util.Optional;

/** The transaction of a request with good credentials: whoever answers it with 2xx proves by that to know the secret too (RFC 7616 §3.5). */
final class ProvenTransaction implements ServerTransaction {
    private final ServerTransaction transaction;
    private final AuthenticationInfo info;
    /** A 2xx that is repeated says the same. */
    private Optional<AuthenticationInfoHeader> said = Optional.empty();

    ProvenTransaction(ServerTransaction transaction, AuthenticationInfo info) {
        this.transaction = transaction;
        this.info = info;
    }

    @Override
    public void respond(SipResponse response, long nowNanos) {
        if (!response.isSuccess()) {
            transaction.respond(response, nowNanos);
            return;
        }
        var header = said.orElseGet(() -> info.header(response.body(), nowNanos));
        said = Optional.of(header);
        transaction.respond(
                response.edit().set(AuthenticationInfoHeader.TYPE, header).build(), nowNanos);
    }

    @Override
    public SipRequest request() {
        return transaction.request();
    }

    @Override
    public Hop hop() {
        return transaction.hop();
    }

    @Override
    public String localTag() {
        return transaction.localTag();
    }

    @Override
    public boolean merged() {
        return transaction.merged();
    }

    @Override
    public void release(long nowNanos) {
        transaction.release(nowNanos);
    }

    @Override
    public boolean finalSent() {
        return transaction.finalSent();
    }

    @Override
    public boolean ended() {
        return transaction.ended();
    }
}
