import io.switchhook.mediadtls.BouncyDtls;
import io.switchhook.stack.spi.DtlsProvider;
import org.jspecify.annotations.NullMarked;

/** Floor 5, an add-on: DTLS-SRTP, by BouncyCastle. A phone or PBX finds it when it is there. */
@NullMarked
module io.switchhook.mediadtls {
    requires transitive io.switchhook.stack;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires static org.jspecify;

    exports io.switchhook.mediadtls;

    provides DtlsProvider with
            BouncyDtls;
}
