package io.switchhook.stack;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;

/** Who has asked a peer that answers nothing: keeps how its requests failed. */
final class Failures implements ClientUser {
    final List<ClientFailure> seen = new ArrayList<>();

    @Override
    public void onResponse(SipResponse response, long nowNanos) {
        // Nobody answers here.
    }

    @Override
    public void onFailure(ClientFailure failure, long nowNanos) {
        seen.add(failure);
    }
}
