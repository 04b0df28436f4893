package io.switchhook.stack.media;

import io.switchhook.stack.spi.DtlsProvider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/** The DTLS that this program has: that of an add-on on its class path or module path, as {@code switchhook-media-dtls} is. Safe to use from any thread. */
public final class InstalledDtls {
    /** For who wants DTLS where there is none. */
    public static final String MISSING =
            "DTLS-SRTP needs the add-on switchhook-media-dtls, which is not on the class path of this program";

    private InstalledDtls() {}

    /** Looked for when a call needs it: most programs never do. */
    private static final class Found {
        private static final Optional<DtlsProvider> FIRST = find();

        private static Optional<DtlsProvider> find() {
            try {
                return ServiceLoader.load(DtlsProvider.class).findFirst();
            } catch (ServiceConfigurationError e) {
                LoggerFactory.getLogger(InstalledDtls.class)
                        .error("An add-on says that it has DTLS, and has none that can be used", e);
                return Optional.empty();
            }
        }
    }

    /** The first that there is. */
    public static Optional<DtlsProvider> find() {
        return Found.FIRST;
    }
}
