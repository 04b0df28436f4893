package io.switchhook.mediadtls;

import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsProvider;

/** The service that phones and PBXes find. Programs need nothing of it. */
public final class BouncyDtls implements DtlsProvider {

    @Override
    public DtlsEndpoint open() {
        return new BouncyEndpoint(Identity.create());
    }
}
