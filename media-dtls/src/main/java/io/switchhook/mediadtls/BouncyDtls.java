package io.switchhook.mediadtls;

import io.switchhook.stack.spi.DtlsEndpoint;
import io.switchhook.stack.spi.DtlsProvider;
import java.security.SecureRandom;

/** The service that phones and PBXes find. Programs need nothing of it. */
public final class BouncyDtls implements DtlsProvider {

    @Override
    public DtlsEndpoint open() {
        var random = new SecureRandom();
        return new BouncyEndpoint(Identity.create(random), random);
    }
}
